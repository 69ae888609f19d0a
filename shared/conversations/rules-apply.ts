import type { Platform } from './model.ts';
import type { Conversation } from './model-head.ts';
import type { StoredEvent } from './model-items.ts';
import type { ConversationKey } from './model-keys.ts';
import { seenName } from './model-keys.ts';
import { type Applied, type ApplyContext, isFuture } from './rules-apply-context.ts';
import { entered, spoke, touched } from './rules-customer-acts.ts';
import { recentSends } from './rules-echo.ts';
import { echoed } from './rules-echoed.ts';
import { NO_FACTS } from './rules-facts.ts';
import { withComment, withConsent } from './rules-given.ts';
import { withWork } from './rules-work.ts';

/** Repeated stream records are recognised among this many, and among all of the last write. */
const MIN_SEEN = 8;
/**
 * A stream tells the events of a conversation in the order of their writes, so none that is new reached us this much
 * earlier than one that was applied (F23): more than clocks, a webhook's time limit and a frozen function come to.
 */
const REPEAT_AFTER_MS = 10 * 60_000;

/**
 * Applies events to a conversation (architecture.md, decision 4): pure, tolerant of late, repeated and reordered events.
 * What was applied before changes nothing.
 */
export function applyToHead(before: Conversation, events: readonly StoredEvent[], context: ApplyContext): Applied {
  let applied: Applied = { head: before, welcome: [], proven: [] };
  const fresh: string[] = [];
  let receivedToMs = before.receivedToMs ?? 0;
  for (const event of events) {
    const name = seenName(event.key);
    if (before.seen.includes(name) || fresh.includes(name) || isOldRepeat(before, event)) continue;
    const next = applyOne(applied, event, context);
    if (next.head === applied.head) continue;
    fresh.push(name);
    receivedToMs = Math.max(receivedToMs, event.receivedAtMs);
    applied = next;
  }
  if (fresh.length === 0) return applied;
  const seen = [...before.seen, ...fresh].slice(-Math.max(MIN_SEEN, fresh.length));
  const head = { ...applied.head, seen, receivedToMs, recent: recentSends(applied.head, context.nowMs) };
  return { ...applied, head: withWork(before, head) };
}

const isOldRepeat = (before: Conversation, { receivedAtMs }: StoredEvent): boolean =>
  receivedAtMs < (before.receivedToMs ?? 0) - REPEAT_AFTER_MS;

/** The head of a conversation that begins with this event. */
export function newHead(key: ConversationKey, accountId: string, platform: Platform, first: StoredEvent): Conversation {
  const { event } = first;
  return {
    ...key,
    accountId,
    platform,
    customerPlatformId: event.customerPlatformId,
    version: 0,
    createdAtMs: event.occurredAtMs,
    lastActivityAtMs: event.occurredAtMs,
    unread: 0,
    facts: NO_FACTS,
    epoch: 0,
    recent: [],
    mutualFollow: false,
    tags: [],
    hasContact: false,
    status: 'open',
    seen: [],
  };
}

/** Whether an event can be the first of a conversation: a read receipt or a recall alone tells of none. */
export const beginsConversation = (stored: StoredEvent): boolean =>
  stored.event.kind !== 'read' && stored.event.kind !== 'recalled';

function applyOne(applied: Applied, stored: StoredEvent, context: ApplyContext): Applied {
  const { event } = stored;
  switch (event.kind) {
    case 'entered':
      return entered(applied, stored, context);
    case 'message':
    case 'contact':
      return spoke(applied, stored, context);
    case 'card-submitted': {
      const head = { ...applied.head, formAtMs: Math.max(applied.head.formAtMs ?? 0, event.occurredAtMs) };
      // A form that came as a message of the customer can be replied to; a mere notice grants nothing.
      if (event.replyRef) return spoke({ ...applied, head }, stored, context);
      return { ...applied, head: touched(head, stored) };
    }
    case 'card-copied':
      return { ...applied, head: touched(applied.head, stored) };
    case 'comment':
    case 'consent': {
      const head = touched(applied.head, stored);
      if (isFuture(stored, context.nowMs)) return { ...applied, head };
      const isComment = event.kind === 'comment';
      return { ...applied, head: isComment ? withComment(context.pack, head, event) : withConsent(head, event) };
    }
    case 'echo':
      return echoed(applied, stored, context);
    // Nothing of the head, but what consoles show of a line: being remembered as seen, it is told to them (INV17).
    case 'recalled':
      return { ...applied, head: { ...applied.head, hasRecalls: true } };
    case 'read':
      return applied;
  }
}
