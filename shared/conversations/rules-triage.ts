import type { Conversation } from './model-head.ts';
import type { Activity } from './model-messages.ts';

/** What people decide about a conversation beside answering it (I1, I5): whose it is, until when it rests, whether it is done. */

/** Bounds of a snooze: long enough to be one, short enough to be remembered. */
const MIN_SNOOZE_MS = 60_000;
const MAX_SNOOZE_MS = 90 * 24 * 3_600_000;

export type Triaged =
  | { readonly kind: 'changed'; readonly head: Conversation; readonly activity: Activity }
  /** It is so already: a repeat changes nothing. */
  | { readonly kind: 'same' }
  | { readonly kind: 'refused'; readonly code: 'snooze.too-short' | 'snooze.too-long' | 'conversation.closed' };

const SAME: Triaged = { kind: 'same' };
const changed = (head: Conversation, activity: Activity): Triaged => ({ kind: 'changed', head, activity });

/** Gives the conversation to a member, or to nobody. It stays where it is in the list: nothing happened to the customer. */
export function assigned(head: Conversation, memberId: string | undefined): Triaged {
  if (head.assigneeId === memberId) return SAME;
  const { assigneeId: _, ...rest } = head;
  if (memberId === undefined) return changed(rest, { what: 'unassigned' });
  return changed({ ...rest, assigneeId: memberId }, { what: 'assigned', memberId });
}

/** Puts it out of the way until an instant (epoch milliseconds). A closed one has nothing to wait for. */
export function snoozed(head: Conversation, untilMs: number, nowMs: number): Triaged {
  if (head.status === 'closed') return { kind: 'refused', code: 'conversation.closed' };
  if (untilMs - nowMs < MIN_SNOOZE_MS) return { kind: 'refused', code: 'snooze.too-short' };
  if (untilMs - nowMs > MAX_SNOOZE_MS) return { kind: 'refused', code: 'snooze.too-long' };
  if (head.snoozedUntilMs === untilMs) return SAME;
  return changed({ ...head, snoozedUntilMs: untilMs }, { what: 'snoozed', untilMs });
}

/** Brings it back into the list, at its top: that is what was asked for. */
export function woken(head: Conversation, nowMs: number): Triaged {
  if (head.snoozedUntilMs === undefined) return SAME;
  const { snoozedUntilMs: _, ...rest } = head;
  return changed({ ...rest, lastActivityAtMs: Math.max(head.lastActivityAtMs, nowMs) }, { what: 'woken' });
}

/** Done. Nobody waits any more; whoever it was assigned to gets it back when the customer speaks again. */
export function closed(head: Conversation): Triaged {
  if (head.status === 'closed') return SAME;
  const { snoozedUntilMs: _snooze, waitingSinceMs: _waiting, handedOver: _handed, ...rest } = head;
  return changed({ ...rest, status: 'closed', unread: 0 }, { what: 'closed' });
}

/** Open again, by a person. */
export function reopened(head: Conversation, nowMs: number): Triaged {
  if (head.status === 'open') return SAME;
  const lastActivityAtMs = Math.max(head.lastActivityAtMs, nowMs);
  return changed({ ...head, status: 'open', lastActivityAtMs }, { what: 'reopened' });
}

/** The customer spoke: what was closed is open, what was snoozed is back (I1). The same head where neither was. */
export function stirred(head: Conversation): Conversation {
  if (head.status === 'open' && head.snoozedUntilMs === undefined) return head;
  const { snoozedUntilMs: _, ...rest } = head;
  return { ...rest, status: 'open' };
}
