import type { SendOutcome } from '../platforms/platform.ts';
import { changeHead } from './commit.ts';
import type { Conversation, InFlight } from './model-head.ts';
import type { Message, Trace } from './model-messages.ts';
import { packFor } from './packs.ts';
import type { GateDeps } from './ports.ts';
import { standingOf } from './rules-decision.ts';
import { behindFlightMs, landedHead, provingEcho, releasedHead } from './rules-gate.ts';
import { withOutbound } from './rules-ownership.ts';
import { withProof } from './rules-proof.ts';
import { traceOfClaim } from './rules-trace.ts';
import { CLAIM_LEASE_MS } from './rules-work.ts';
import { loadOutbound, settleMessage } from './store-conversations.ts';
import { change, messagesOf, type Visit, WAITING } from './visit.ts';

/** Settles a send that an earlier visit left in flight, or finds that its sender is still at it. */
export async function settleFlight(deps: GateDeps, visit: Visit): Promise<'busy' | 'settled'> {
  const flight = visit.head.inFlight;
  if (!flight) return 'settled';
  const row = messagesOf(visit).find((message) => message.messageId === flight.messageId);
  if (row && row.state !== 'planned' && row.state !== 'held') {
    // Its sender died after it wrote the row: the echo may have been taken for the one in flight meanwhile.
    if (row.state === 'unknown') visit.known.set(row.messageId, row);
    change(visit, (head) => landedHead(head, flight, row));
    return 'settled';
  }
  const nowMs = deps.clock.now();
  if (nowMs - flight.claimedAtMs < CLAIM_LEASE_MS) return 'busy';
  if (!row) {
    change(visit, (head) => releasedHead(head, flight, false));
    return 'settled';
  }
  // Its sender died, or its answer was lost. The platform may have taken it: an echo proves it, else a person decides.
  const echoId = provingEcho(visit.rows, visit.head, flight);
  const { failure: _, ...rest } = row;
  const claimed = { ...rest, trace: await claimTrace(deps, visit.head, flight, row), settledAtMs: nowMs };
  const landed: Message = echoId
    ? { ...claimed, state: 'sent', platformMessageId: echoId }
    : { ...claimed, state: 'unknown', failure: { code: 'send.interrupted' } };
  await settleMessage(deps.table, landed, WAITING);
  visit.known.set(landed.messageId, landed);
  deps.log.warn(echoId ? 'message.settled-by-echo' : 'message.unknown', { ...visit.key, messageId: landed.messageId });
  change(visit, (head) => landedHead(head, flight, landed));
  return 'settled';
}

/** Z1: why it was let go, which its sender died before it wrote down. */
async function claimTrace(deps: GateDeps, head: Conversation, flight: InFlight, message: Message): Promise<Trace> {
  const account = await deps.accounts.load(head.tenantId, head.accountId);
  const known = { facts: head.facts, standing: account && standingOf(account, head) };
  return traceOfClaim(packFor(head.platform, flight.claimedAtMs), known, flight, message);
}

/** How far platform time and ours may lie apart: where an echo of a send may stand. */
const ECHO_SKEW_MS = 2 * 60_000;

/**
 * An unknown outcome that an echo has answered already (F5, W9): it came while the call hung, the head took it for the
 * one in flight, and nobody will look at it again.
 */
export async function provenOutcome(
  deps: GateDeps,
  visit: Visit,
  flight: InFlight,
  outcome: SendOutcome,
): Promise<SendOutcome> {
  if (outcome.kind !== 'unknown') return outcome;
  const record = await loadOutbound(deps.table, visit.key, flight.claimedAtMs - ECHO_SKEW_MS);
  const echoId = record && provingEcho(record.rows, record.conversation, flight);
  return echoId === undefined ? outcome : { kind: 'sent', platformMessageId: echoId };
}

/**
 * Looks once more after what is of unknown outcome, now that the head says so: an echo that was applied while the send was
 * in flight was taken for the one in flight (F5), and one that comes from here on finds it marked (W9). What an earlier
 * visit left is looked at as well: it may have died before it could (F11).
 */
export async function proveLate(deps: GateDeps, visit: Visit): Promise<void> {
  const left = visit.head.recent.filter((send) => send.unknown);
  if (left.length === 0) return;
  const fromMs = Math.min(...left.map(({ atMs, rowAtMs }) => Math.min(atMs - ECHO_SKEW_MS, rowAtMs)));
  const record = await loadOutbound(deps.table, visit.key, fromMs);
  if (!record) return;
  const rows = new Map(
    record.rows.flatMap((row) => (row.row === 'message' ? [[row.message.messageId, row.message]] : [])),
  );
  for (const send of left) {
    const flight = { fingerprint: send.fingerprint, claimedAtMs: send.atMs };
    const row = rows.get(send.messageId);
    const echoId =
      row?.state === 'sent' ? row.platformMessageId : provingEcho(record.rows, record.conversation, flight);
    if (echoId === undefined || !row) continue;
    const { failure: _, ...rest } = row;
    if (row.state === 'unknown')
      await settleMessage(deps.table, { ...rest, state: 'sent', platformMessageId: echoId }, ['unknown']);
    deps.log.info('message.settled-by-echo', { ...visit.key, messageId: send.messageId });
    await changeHead(deps.table, visit.key, (head) => ({ head: provenHead(head, send.messageId, echoId) }));
  }
}

function provenHead(head: Conversation, messageId: string, echoId: string): Conversation {
  const found = head.recent.find((send) => send.messageId === messageId);
  return found ? withProof(head, found, echoId) : head;
}

/**
 * Another sender is in flight and may have read its rows before these were planned: the head is changed even where it
 * seems to owe them, so that the other loses its next write and reads again.
 */
export async function keepOwed(deps: GateDeps, visit: Visit): Promise<'busy'> {
  const flight = visit.head.inFlight;
  const planned = messagesOf(visit).filter(
    (message) => message.state === 'planned' && message.messageId !== flight?.messageId,
  );
  const first = planned[0];
  if (!first || !flight) return 'busy';
  const nowMs = deps.clock.now();
  await changeHead(deps.table, visit.key, (head) => {
    const owed = withOutbound(head, first.atMs);
    const outbound = owed.outbound && { ...owed.outbound, notBeforeMs: behindFlightMs(head, flight, nowMs) };
    return { head: outbound ? { ...owed, outbound } : owed };
  });
  return 'busy';
}

/** Leaves the rest to another visit: the new mark wakes it. */
export async function passOn(deps: GateDeps, visit: Visit, fromMs: number): Promise<'later'> {
  await changeHead(deps.table, visit.key, (head) => ({
    head: withOutbound(
      visit.pending.reduce((changed, decide) => decide(changed), head),
      fromMs,
    ),
  }));
  return 'later';
}
