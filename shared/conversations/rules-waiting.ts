import type { Conversation } from './model-head.ts';
import { outboundDueMs } from './rules-work.ts';

/** Who waits for an answer that nobody is about to give (I1): those stand in a list of their own, however old they are. Pure. */

/** A customer whose wait stands in the list, and since when (epoch milliseconds). */
export interface Wait {
  readonly tenantId: string;
  readonly conversationId: string;
  readonly accountId: string;
  readonly sinceMs: number;
}

export interface WaitStep {
  readonly add?: Wait;
  readonly remove?: Wait;
}

/** What is owed within this long of the customer's word is about to answer: listing it would cost more than it tells. */
export const ABOUT_TO_ANSWER_MS = 60_000;

/** The wait as the list shows it; undefined = nobody waits, or it is out of the way. */
export function waitOf({
  tenantId,
  conversationId,
  accountId,
  waitingSinceMs,
  status,
  snoozedUntilMs,
}: Conversation): Wait | undefined {
  if (waitingSinceMs === undefined || status === 'closed' || snoozedUntilMs !== undefined) return undefined;
  return { tenantId, conversationId, accountId, sinceMs: waitingSinceMs };
}

/** Whether nothing that is owed answers soon: no agent, or one that pauses; no message, or one that is held for long. */
export function isLeftWaiting(head: Conversation): boolean {
  const wait = waitOf(head);
  if (!wait || head.inFlight) return false;
  const { agentDue, outbound } = head;
  if (agentDue && agentDue.atMs - agentDue.sinceMs <= ABOUT_TO_ANSWER_MS) return false;
  return !outbound || outboundDueMs(outbound) - wait.sinceMs > ABOUT_TO_ANSWER_MS;
}

/**
 * What a change does to the list of those who wait. A customer whom an agent or a message under way answers within a
 * minute never comes into it, so a handled message costs nothing there (COST1). Where nobody but a person answers, the
 * customer stands in it from their word to the answer, however soon that comes: two writes a turn. A wait that lasted longer
 * may be in it by the sweeper's hand: taking out what is not in it is harmless.
 */
export function waitStep(before: Conversation | undefined, after: Conversation, nowMs: number): WaitStep {
  const [was, is] = [before && waitOf(before), waitOf(after)];
  const isSame = was?.sinceMs === is?.sinceMs;
  const wasListed = before !== undefined && was !== undefined && mayBeListed(before, was, nowMs);
  const isNew = is !== undefined && isLeftWaiting(after) && !(isSame && before && isLeftWaiting(before));
  return {
    ...(was && wasListed && !isSame ? { remove: was } : {}),
    ...(isNew ? { add: is } : {}),
  };
}

const mayBeListed = (head: Conversation, wait: Wait, nowMs: number): boolean =>
  isLeftWaiting(head) || nowMs - wait.sinceMs > ABOUT_TO_ANSWER_MS;
