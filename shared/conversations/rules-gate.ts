import type { Conversation, InFlight, OutboundOwed, RecentSend } from './model-head.ts';
import type { ThreadRow } from './model-items.ts';
import type { Message } from './model-messages.ts';
import type { Allowed } from './model-rules.ts';
import { nearestSend, platformIdOf, recentSends } from './rules-echo.ts';
import { factsAfterClaim, factsAfterClosing, factsAfterProof, factsAfterRefund } from './rules-facts.ts';
import { bodyFingerprint, fingerprint } from './rules-fingerprint.ts';
import { isAutomated } from './rules-ownership.ts';
import { previewOf } from './rules-preview.ts';
import { afterFlightMs, FORGOTTEN_MS } from './rules-work.ts';

/** W9: the head with the right spent and the send in flight; written before the platform is called. */
export function claimedHead(
  head: Conversation,
  message: Message,
  verdict: Allowed,
  claim: { readonly claimId: string; readonly nowMs: number },
): { readonly head: Conversation; readonly flight: InFlight } {
  const body = message.body ?? { type: 'unsupported', platformType: '' };
  const { facts, grant } = factsAfterClaim(head.facts, verdict, body.type === 'text' ? 'text' : 'other', claim.nowMs);
  const print = bodyFingerprint(body);
  const flight: InFlight = {
    claimId: claim.claimId,
    messageId: message.messageId,
    rowAtMs: message.atMs,
    fingerprint: print,
    claimedAtMs: claim.nowMs,
    automated: isAutomated(message),
    grant,
  };
  const sent: RecentSend = {
    messageId: message.messageId,
    rowAtMs: message.atMs,
    fingerprint: print,
    atMs: claim.nowMs,
  };
  const claimed: Conversation = { ...head, inFlight: flight, recent: [...head.recent, sent] };
  return {
    head: {
      ...withoutSlot(withoutDebt(head, message)),
      facts,
      inFlight: flight,
      recent: recentSends(claimed, claim.nowMs),
    },
    flight,
  };
}

/** A slot is used by one message. */
function withoutSlot(head: Conversation): Conversation {
  if (head.outbound?.slotMs === undefined) return head;
  const { slotMs: _slot, notBeforeMs: _until, ...outbound } = head.outbound;
  return { ...head, outbound };
}

/** The agent's answer to the owed burst is here: whatever becomes of it, the debt is paid; one of an earlier epoch pays none. */
export function withoutDebt(head: Conversation, message: Message): Conversation {
  if (message.burstKey !== head.agentDue?.burstKey || message.epoch !== head.epoch) return head;
  const { agentDue: _, ...rest } = head;
  return rest;
}

/** The head after a send in flight was settled in its row (`sent`, `unknown` or an end without sending). */
export function landedHead(head: Conversation, flight: InFlight, message: Message): Conversation {
  if (head.inFlight?.claimId !== flight.claimId) return head;
  const { inFlight: _, ...rest } = head;
  const recent = head.recent.map((send) =>
    send.messageId === message.messageId ? landedSend(send, message, flight) : send,
  );
  if (message.state !== 'sent' && message.state !== 'unknown') return { ...rest, recent };
  const { waitingSinceMs, ...answered } = rest;
  const { sentAtMs, commentId } = flight.grant;
  const isProof = message.state === 'sent' && commentId === undefined;
  const facts = isProof ? factsAfterProof(head.facts, sentAtMs) : head.facts;
  const preview = previewOf(message.body);
  const atMs = message.settledAtMs ?? flight.claimedAtMs;
  // Who spoke while the message was leaving still waits.
  const stillWaits = waitingSinceMs !== undefined && waitingSinceMs > sentAtMs;
  const isLast = atMs >= (head.lastMessage?.atMs ?? 0);
  return {
    ...answered,
    facts,
    recent,
    ...(isLast ? { lastMessage: { preview, atMs, from: 'us' as const } } : {}),
    ...(stillWaits ? { waitingSinceMs } : {}),
  };
}

function landedSend(send: RecentSend, message: Message, { grant }: InFlight): RecentSend {
  const { unknown: _, ...known } = send;
  const answer = grant.commentId === undefined ? {} : { answersComment: true as const };
  if (message.state === 'unknown') return { ...known, unknown: true, ...answer };
  return message.platformMessageId ? { ...known, platformHash: fingerprint(message.platformMessageId) } : known;
}

/** The head after the platform took nothing: the right is given back. `closing` = it said the window is used up (W3a). */
export function releasedHead(head: Conversation, flight: InFlight, closing: boolean): Conversation {
  if (head.inFlight?.claimId !== flight.claimId) return head;
  const { inFlight: _, ...rest } = head;
  const facts = factsAfterRefund(head.facts, flight.grant);
  return {
    ...rest,
    facts: closing ? factsAfterClosing(facts) : facts,
    recent: head.recent.filter((send) => send.messageId !== flight.messageId),
  };
}

const BACK_OFF_MS = [1_000, 2_000, 4_000, 8_000, 30_000, 60_000] as const;

/** Put off: how long until the next attempt. The message's deadline ends it, not the number of attempts. */
export const backOffMs = (attempts: number, askedMs: number | undefined): number =>
  Math.max(BACK_OFF_MS[Math.min(attempts, BACK_OFF_MS.length - 1)] ?? 0, askedMs ?? 0);

const AGAIN_MS = 15_000;
const MAX_AGAIN_MS = 600_000;

/** Without a slot in the pace: when to ask again. The longer the line, the more seldom. */
export const againMs = (attempts: number, nowMs: number): number =>
  nowMs + Math.min(MAX_AGAIN_MS, AGAIN_MS * 2 ** Math.min(attempts, 10));

/** Whether a conversation rests that was put off. A mark without attempts or slot only tells rivals to look later. */
export const isPutOff = (head: Conversation, nowMs: number): boolean =>
  hasWaited(head) && (head.outbound?.notBeforeMs ?? 0) > nowMs;

const hasWaited = ({ outbound }: Conversation): boolean =>
  (outbound?.attempts ?? 0) > 0 || outbound?.slotMs !== undefined;

/**
 * When whoever met a send in flight looks again. Soon, if it has landed since, or where its own sender would take the mark for
 * a rest: what was put off before rests until then, and a right of half a minute would end meanwhile (W1).
 */
export function behindFlightMs(
  head: Conversation,
  met: Pick<InFlight, 'claimId' | 'claimedAtMs'>,
  nowMs: number,
): number {
  const isStillAt = head.inFlight?.claimId === met.claimId && !hasWaited(head);
  return afterFlightMs(isStillAt ? met.claimedAtMs : nowMs, nowMs);
}

/** The head once nothing can leave now: what is held or put off stays owed, the rest is done. */
export function restingHead(head: Conversation, waitingRows: readonly Message[], nowMs: number): Conversation {
  const { outbound, ...rest } = head;
  const held = waitingRows.filter((message) => message.state === 'held');
  const putOff = hasWaited(head) && waitingRows.length > held.length;
  if (held.length === 0 && !putOff) return rest;
  const fromMs = Math.min(...waitingRows.map((message) => message.atMs));
  return {
    ...rest,
    outbound: {
      fromMs,
      mark: outbound?.mark ?? 1,
      ...(held.length > 0 ? { heldUntilMs: nextLookMs(head, held, nowMs) } : {}),
      ...(putOff && outbound ? waitOf(outbound) : {}),
    },
  };
}

/**
 * A look that is planned already stays where it is: a head that changed at every look would bring the next one at once,
 * and each would cost writes (INV15).
 */
function nextLookMs({ outbound }: Conversation, held: readonly Message[], nowMs: number): number {
  const lookMs = Math.min(...held.map((message) => lookAgainAtMs(message, nowMs)));
  const plannedMs = outbound?.heldUntilMs ?? 0;
  return plannedMs > nowMs ? Math.min(plannedMs, lookMs) : lookMs;
}

/**
 * A5: how soon what waits for its account is looked at, should nobody tell that the account is back; ever more seldom, for
 * whoever hosts it again wakes it, each look costs (INV15), and of a barred one only the platform knows, which is a call.
 */
const ACCOUNT_LOOK_MS = 5 * 60_000;
const MAX_ACCOUNT_LOOK_MS = 3_600_000;

/**
 * W8: when a held message needs a look though nobody acts: it expires, its window opens by time alone (W4), or its account
 * may be hosted again (A5).
 */
export function lookAgainAtMs({ atMs, deadlineMs, trace, sendAtMs, failure }: Message, nowMs: number): number {
  if (failure?.code.startsWith('account.')) {
    const waitedMs = nowMs - Math.max(atMs, sendAtMs ?? 0);
    const waitMs = Math.min(MAX_ACCOUNT_LOOK_MS, Math.max(ACCOUNT_LOOK_MS, waitedMs));
    return Math.min(deadlineMs, nowMs + waitMs);
  }
  if (sendAtMs !== undefined && failure?.code === 'schedule.later') return sendAtMs - FORGOTTEN_MS;
  const chanceMs = trace?.verdict.kind === 'refused' ? trace.verdict.nextChanceMs : undefined;
  return Math.min(deadlineMs, chanceMs ?? deadlineMs);
}

/** An echo that proves a claimed send, among the rows that came since (W9). */
export function provingEcho(
  rows: readonly ThreadRow[],
  head: Conversation,
  flight: Pick<InFlight, 'claimedAtMs' | 'fingerprint'>,
): string | undefined {
  const skewMs = 2 * 60_000;
  for (const row of rows) {
    if (row.row !== 'event' || row.event.kind !== 'echo' || row.event.sentByUs === false || !row.event.body) continue;
    const id = platformIdOf(row.event);
    const { occurredAtMs } = row.event;
    const isOther = head.recent.some((send) => send.platformHash === fingerprint(id));
    const farMs = Math.abs(occurredAtMs - flight.claimedAtMs);
    if (isOther || farMs > skewMs || bodyFingerprint(row.event.body) !== flight.fingerprint) continue;
    const nearest = nearestSend(head, flight.fingerprint, occurredAtMs);
    // Another of ours, of the same look, lies nearer: it is that one's.
    const isOfAnother = nearest?.platformHash === undefined && farMs > Math.abs(occurredAtMs - (nearest?.atMs ?? 0));
    if (nearest && isOfAnother) continue;
    return id;
  }
  return undefined;
}

const waitOf = ({ attempts, notBeforeMs, slotMs }: OutboundOwed): Partial<OutboundOwed> => ({
  ...(attempts === undefined ? {} : { attempts }),
  ...(notBeforeMs === undefined ? {} : { notBeforeMs }),
  ...(slotMs === undefined ? {} : { slotMs }),
});
