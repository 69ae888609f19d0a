import type { ReplyRef } from './model.ts';
import type { Conversation } from './model-head.ts';
import type { StoredEvent } from './model-items.ts';
import { shortKey } from './model-keys.ts';
import { type Applied, type ApplyContext, isFuture, isStale } from './rules-apply-context.ts';
import { agentDueFor, burstKeyOf } from './rules-burst.ts';
import { factsAfterEntry, factsAfterSpeech } from './rules-facts.ts';
import { withAnswersVisited, withHeldVisited, withOutbound } from './rules-ownership.ts';
import { previewOf } from './rules-preview.ts';
import { stirred } from './rules-triage.ts';
import { planWelcome } from './rules-welcome.ts';
import { windowState } from './rules-windows.ts';

/** What a customer's entry (W1, W4, T1) and word (W2, W6, G9) mean for a conversation. Pure. */

/** B1: events come in any order. A head of before this was kept tells the next best. */
const firstOf = (knownMs: number | undefined, atMs: number): number => Math.min(knownMs ?? atMs, atMs);

/** Whatever else an act of the customer means: who they are and when they were last here. */
export function touched(head: Conversation, { event }: StoredEvent): Conversation {
  const { customerName, customerAvatarUrl } = event;
  return {
    ...head,
    lastActivityAtMs: Math.max(head.lastActivityAtMs, event.occurredAtMs),
    ...(customerName ? { customerName } : {}),
    ...(customerAvatarUrl ? { customerAvatarUrl } : {}),
  };
}

/** W1, W4: a right to send may begin, and the account's welcome with it (T1). */
export function entered(applied: Applied, stored: StoredEvent, { pack, account, nowMs }: ApplyContext): Applied {
  const { event } = stored;
  const head = touched(applied.head, stored);
  if (isFuture(stored, nowMs)) return { ...applied, head };
  const entry = { key: shortKey(stored.key), atMs: event.occurredAtMs, follows: event.follows };
  const { facts, granted } = factsAfterEntry(pack, head.facts, entry);
  const known: Conversation = {
    ...head,
    facts,
    enteredAtMs: firstOf(head.enteredAtMs ?? head.facts.firstEnteredAtMs, event.occurredAtMs),
    ...(granted && event.replyRef ? { entryRef: event.replyRef } : {}),
  };
  if (!granted || isStale(stored) || !account.hosted) return { ...applied, head: known };
  const standing = { ...account.standing, mutualFollow: known.mutualFollow };
  const welcome = planWelcome(
    pack,
    standing,
    known,
    { key: stored.key, atMs: event.occurredAtMs },
    account.welcome,
    nowMs,
  );
  const [first] = welcome;
  const rearmed = withHeldVisited(known);
  return {
    ...applied,
    head: first ? withOutbound(rearmed, first.atMs) : rearmed,
    welcome: [...applied.welcome, ...welcome],
  };
}

/** W2, W6: the window opens, somebody owes an answer, and the burst has a new name (G9). */
export function spoke(applied: Applied, stored: StoredEvent, { pack, account, nowMs }: ApplyContext): Applied {
  const { event } = stored;
  if (isFuture(stored, nowMs)) return { ...applied, head: touched(applied.head, stored) };
  const isNewest = event.occurredAtMs >= (applied.head.facts.lastCustomerMessageAtMs ?? 0);
  const facts = factsAfterSpeech(applied.head.facts, event.occurredAtMs);
  const burstKey = burstKeyOf(facts.lastCustomerMessageAtMs ?? event.occurredAtMs, stored.key, applied.head.burstKey);
  const {
    entryRef: _spent,
    agentDue: _due,
    ...rest
  } = withAnswersVisited(stirred(touched(applied.head, stored)), nowMs);
  const head: Conversation = {
    ...rest,
    facts,
    burstKey,
    spokeAtMs: firstOf(applied.head.spokeAtMs ?? applied.head.facts.lastCustomerMessageAtMs, event.occurredAtMs),
    unread: applied.head.unread + 1,
    waitingSinceMs: Math.min(applied.head.waitingSinceMs ?? event.occurredAtMs, event.occurredAtMs),
    ...(isNewest ? newestMessage(applied.head, stored) : {}),
    // What is owed is owed to the burst as it is named now: under its old name nobody would ever answer it.
    ...(applied.head.agentDue ? { agentDue: { ...applied.head.agentDue, burstKey } } : {}),
  };
  if (isStale(stored)) return { ...applied, head };
  const standing = { ...account.standing, mutualFollow: head.mutualFollow };
  const due = agentDueFor(head, burstKey, {
    hosted: account.hosted,
    mode: account.mode,
    gatherSeconds: account.agent?.gatherSeconds,
    window: windowState(pack, standing, facts, nowMs),
    nowMs,
  });
  const { agentDue: _old, ...free } = withHeldVisited(head);
  return { ...applied, head: due ? { ...free, agentDue: due } : free };
}

function newestMessage(
  head: Conversation,
  { event }: StoredEvent,
): { lastMessage: NonNullable<Conversation['lastMessage']>; messageRef?: ReplyRef } {
  const isLast = event.occurredAtMs >= (head.lastMessage?.atMs ?? 0);
  const fresh = { preview: previewOf(event.body), atMs: event.occurredAtMs, from: 'customer' } as const;
  return {
    lastMessage: isLast || !head.lastMessage ? fresh : head.lastMessage,
    ...(event.replyRef ? { messageRef: event.replyRef } : {}),
  };
}
