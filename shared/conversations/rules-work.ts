import type { Conversation } from './model-head.ts';

/**
 * Longer than any claimed send may take (call limit and refresh together): after it the sender is taken for dead and the
 * outcome for unknown.
 */
export const CLAIM_LEASE_MS = 30_000;

/** A send takes less than this as a rule. */
const BUSY_RETRY_MS = 2_000;

/**
 * When somebody looks again who met a send in flight (epoch milliseconds): its own sender goes on with what waits behind it
 * unless it dies, so ever more seldom while a call hangs (COST10), and as soon as its claim has ended.
 */
export function afterFlightMs(claimedAtMs: number, nowMs: number): number {
  const soonMs = nowMs + BUSY_RETRY_MS;
  return Math.max(soonMs, Math.min(2 * nowMs - claimedAtMs, claimedAtMs + CLAIM_LEASE_MS));
}

/** What is owed for longer than this was forgotten by a queue, or its worker died: the sweeper looks after it. */
export const FORGOTTEN_MS = 20_000;

/** An index entry this little too early is left as it is: moving it costs a delete and a put. */
const EARLY_ENOUGH_MS = 5 * 60_000;

/** When something of this conversation falls due; undefined = nothing is owed. */
export function dueAtMs(head: Conversation): number | undefined {
  const { inFlight, outbound, agentDue, snoozedUntilMs } = head;
  const dues = [
    ...(inFlight ? [inFlight.claimedAtMs] : []),
    ...(agentDue ? [agentDue.atMs] : []),
    ...(outbound ? [outboundDueMs(outbound)] : []),
    ...(snoozedUntilMs === undefined ? [] : [snoozedUntilMs]),
  ];
  return dues.length === 0 ? undefined : Math.min(...dues);
}

/** Held rows fall due when they expire or have a chance, what was put off when its time comes: whichever is first. */
export function outboundDueMs({ heldUntilMs, notBeforeMs, fromMs }: NonNullable<Conversation['outbound']>): number {
  const dues = [heldUntilMs, notBeforeMs].filter((ms) => ms !== undefined);
  return dues.length === 0 ? fromMs : Math.min(...dues);
}

/** The head with its place in the sweeper's index; the index moves only where it must. */
export function withWork(before: Conversation | undefined, head: Conversation): Conversation {
  const { workAtMs: _, ...rest } = head;
  const due = dueAtMs(head);
  if (due === undefined) return rest;
  const known = before?.workAtMs;
  const keep = known !== undefined && known <= due && due - known < EARLY_ENOUGH_MS;
  return { ...rest, workAtMs: keep ? known : due };
}
