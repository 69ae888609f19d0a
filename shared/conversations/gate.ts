import type { OutboundJob } from '../contracts/queues.ts';
import { GatePass } from '../platforms/gate-pass.ts';
import type { AccessGrant, SendOutcome } from '../platforms/platform.ts';
import { Unavailable } from '../runtime/errors.ts';
import { MAX_RACES, nextHead } from './commit.ts';
import { NEEDS_AUTHORIZATION } from './landing.ts';
import { GatedSender } from './model.ts';
import type { Conversation, InFlight } from './model-head.ts';
import type { Message } from './model-messages.ts';
import type { Allowed } from './model-rules.ts';
import { packFor } from './packs.ts';
import type { AccountFacts, GateDeps } from './ports.ts';
import { decideRow, needsReference, type RowStep, referenceOf, stopRow } from './rules-decision.ts';
import { claimedHead, isPutOff, releasedHead } from './rules-gate.ts';
import { isAutomated } from './rules-ownership.ts';
import { commitWith, loadHead, writeMessage } from './store-conversations.ts';
import { change, openVisit, reload, rest, type Visit, waitingRows } from './visit.ts';
import { keepOwed, passOn, proveLate, provenOutcome, settleFlight } from './visit-flight.ts';
import { takeTurn } from './visit-pace.ts';
import { settleCall } from './visit-settle.ts';
import { settleUnsent } from './visit-unsent.ts';

/** How a visit ended, for logs and tests. `busy`: another sender is at it; `later`: the platform asked for patience. */
export type PumpOutcome = 'done' | 'busy' | 'later' | 'gone';

/** From claim to the platform's call: a sender that was paused in between gives the right back instead (F13, F42). */
const CALL_START_MS = 3_000;
const CLAIM_ID_CHARS = 10;
/** A visit that lasts longer passes the rest on: the function's own time limit must never cut a call in two. */
const VISIT_MS = 8_000;

/**
 * Sends whatever is planned in a conversation, in order: the one way out (W10). For every row it judges the windows,
 * spends the right with one conditional write on the head (W9), calls the platform, settles the row, then the head; the
 * head's settling is merged with the next claim. Repeats, crashes and rivals are harmless: a claimed send is never
 * repeated, a lost race decides again on what is true now.
 *
 * @throws {Unavailable} after too many lost races; what the table throws. The job is then redelivered.
 */
export async function pumpConversation(deps: GateDeps, job: OutboundJob): Promise<PumpOutcome> {
  const visit = await openVisit(deps, job);
  if (!visit) return 'gone';
  const startedAtMs = deps.clock.now();
  for (let races = 0; races < MAX_RACES; ) {
    const settled = await settleFlight(deps, visit);
    if (settled === 'busy') return keepOwed(deps, visit);
    const account = await deps.accounts.load(visit.key.tenantId, visit.head.accountId);
    const step = await nextStep(deps, visit, account);
    if (step === 'raced') {
      races += 1;
      await reload(deps, visit);
      continue;
    }
    if (!step) {
      if (await rest(deps, visit)) {
        await proveLate(deps, visit);
        return isPutOff(visit.head, deps.clock.now()) ? 'later' : 'done';
      }
      races += 1;
      await reload(deps, visit);
      continue;
    }
    if (deps.clock.now() - startedAtMs > VISIT_MS) return passOn(deps, visit, step.message.atMs);
    const turn = await takeTurn(deps, visit, step);
    if (turn === 'later') return 'later';
    if (turn === 'look-again') continue;
    const claimed = await claim(deps, visit, step.message, step.step);
    if (!claimed) {
      races += 1;
      deps.log.debug('race.lost', { ...visit.key, messageId: step.message.messageId });
      await reload(deps, visit);
      continue;
    }
    const result = await deliver(deps, visit, claimed, step);
    if (result === 'put-off') return 'later';
    if (result === 'too-late') races += 1;
  }
  throw new Unavailable('conversation.contended', 'the conversation changes faster than it can be written');
}

type SendStep = {
  readonly message: Message;
  readonly step: Extract<RowStep, { kind: 'send' }>;
  readonly access: AccessGrant;
};

/** Walks the waiting rows in order, settles what cannot go, and answers the first that can. `raced` = decide again on what is true now. */
async function nextStep(
  deps: GateDeps,
  visit: Visit,
  account: AccountFacts | undefined,
): Promise<SendStep | 'raced' | undefined> {
  const nowMs = deps.clock.now();
  const pack = packFor(visit.head.platform, nowMs);
  if (isPutOff(visit.head, nowMs)) return undefined;
  const facts = account && { status: account.status, standing: account };
  const waits = { person: false, machine: false };
  for (const message of waitingRows(visit)) {
    let step = decideRow(pack, facts, visit.head, message, nowMs);
    const line = isAutomated(message) ? 'machine' : 'person';
    if (step.kind === 'send') {
      // Order (W8): nothing overtakes what was planned before it in the same line, unless a person lets it.
      const isBehind = waits[line] && message.releasedAtMs === undefined;
      const obstacle = isBehind ? 'order.behind-held' : visit.barred ? 'account.barred' : undefined;
      const access = obstacle ? undefined : await deps.access.access(visit.key.tenantId, visit.head.accountId);
      if (access) return { message, step, access };
      step = stopRow(pack, step, message, obstacle ?? 'account.needs-authorization');
    }
    // What is to be sent later holds nobody up.
    waits[line] ||= step.state === 'held' && step.code !== 'schedule.later';
    if (!(await settleUnsent(deps, visit, message, step))) return 'raced';
  }
  return undefined;
}

/** Spends the right with one conditional write (W9). Undefined = another writer was first. */
async function claim(
  deps: GateDeps,
  visit: Visit,
  message: Message,
  step: Extract<RowStep, { kind: 'send' }>,
): Promise<InFlight | undefined> {
  // The random end of it: enough to tell one claim of one version from another.
  const claimId = deps.ids.ulid().slice(-CLAIM_ID_CHARS);
  const { head, flight } = claimedHead(visit.head, message, step.verdict, { claimId, nowMs: deps.clock.now() });
  const after = nextHead(visit.stored, head);
  // People change what is held (W8): its row must still be the one that was read.
  const unchanged = mayHaveChanged(message) ? [writeMessage(message, [message.state])] : [];
  if (!(await commitWith(deps.table, visit.stored, after, unchanged))) {
    // The write may have happened and its answer been lost: then the claim found there is ours.
    const found = await loadHead(deps.table, visit.key, { consistent: true });
    if (found?.inFlight?.claimId !== claimId) return undefined;
  }
  visit.stored = after;
  visit.head = after;
  visit.pending = [];
  visit.slotMs = undefined;
  return flight;
}

const mayHaveChanged = (message: Message): boolean => message.state === 'held' || message.releasedAtMs !== undefined;

/**
 * Calls the platform and settles what came of it. `put-off` = the platform asked for patience: the visit ends. `too-late`
 * and `renewed` = nothing was sent and the right was given back: it is decided anew.
 */
async function deliver(
  deps: GateDeps,
  visit: Visit,
  flight: InFlight,
  { message, step, access }: SendStep,
): Promise<'settled' | 'too-late' | 'renewed' | 'put-off'> {
  if (isTooLate(deps, flight, step.verdict)) {
    change(visit, (head) => releasedHead(head, flight, false));
    return 'too-late';
  }
  const first = await call(deps, visit, { message, step, access });
  if (first.kind === 'failed' && first.class === 'authorization' && !visit.renewed) {
    visit.renewed = true;
    const renewed = await renewedAccess(deps, visit.head);
    // The platform took nothing, and renewing took its time: whether it may leave is decided again, with a claim of its own.
    if (renewed === 'renewed') {
      change(visit, (head) => releasedHead(head, flight, false));
      return 'renewed';
    }
    return settleCall(deps, visit, flight, { message, step }, { ...first, ...renewed });
  }
  if (first.kind === 'failed' && first.class === 'authorization')
    deps.access.refused(visit.key.tenantId, visit.head.accountId);
  const outcome = await provenOutcome(deps, visit, flight, first);
  return settleCall(deps, visit, flight, { message, step }, outcome);
}

const isTooLate = (deps: GateDeps, flight: InFlight, verdict: Allowed): boolean => {
  const nowMs = deps.clock.now();
  return nowMs - flight.claimedAtMs > CALL_START_MS || (verdict.untilMs !== undefined && nowMs >= verdict.untilMs);
};

async function call(deps: GateDeps, visit: Visit, { message, step, access }: SendStep): Promise<SendOutcome> {
  const { head } = visit;
  const replyRef = referenceOf(head, step.verdict);
  const pass = gatePass(head, message);
  if (!pass || !message.body || (!replyRef && needsReference(step.verdict)))
    return { kind: 'failed', class: 'rejected', code: 'window.no-reference' };
  return deps.clients[head.platform].send({
    pass,
    customerPlatformId: head.customerPlatformId,
    body: message.body,
    replyRef,
    occasion: step.verdict.occasion,
    requestId: message.messageId,
    access,
  });
}

/** What a refused token means once a renewal was tried: `renewed`, or why the message does not leave now. */
const renewedAccess = async (
  deps: GateDeps,
  { tenantId, conversationId, accountId }: Conversation,
): Promise<'renewed' | Pick<Extract<SendOutcome, { kind: 'failed' }>, 'class' | 'code'>> => {
  try {
    const access = await deps.access.access(tenantId, accountId, { forceRefresh: true });
    return access ? 'renewed' : { class: 'revoked', code: NEEDS_AUTHORIZATION };
  } catch (error) {
    const errorName = error instanceof Error ? error.name : 'unknown';
    deps.log.warn('token.refresh-failed', { tenantId, conversationId, accountId, errorName });
    // Another refresher, the platform or the table is in the way.
    return { class: 'throttled', code: 'authorization.not-now' };
  }
};

/** W10: nothing of ours leaves for the phone app or the platform, and nobody else gets a pass. */
const gatePass = (
  { customerPlatformId, tenantId, conversationId }: Conversation,
  { sender: asked, messageId, body }: Message,
): GatePass | undefined => {
  const sender = GatedSender.safeParse(asked).data;
  if (!sender || !body) return undefined;
  return new GatePass({ tenantId, conversationId, messageId, sender, customerPlatformId, body });
};
