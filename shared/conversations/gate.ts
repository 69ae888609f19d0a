import type { OutboundJob } from '../contracts/queues.ts';
import type { AccessGrant, GatePass, SendOutcome } from '../platforms/platform.ts';
import { Unavailable } from '../runtime/errors.ts';
import { changeHead, MAX_RACES, nextHead } from './commit.ts';
import type { Conversation, InFlight, Message, ThreadRow } from './model-items.ts';
import type { Allowed } from './model-rules.ts';
import { packFor } from './packs.ts';
import type { AccountFacts, GateDeps } from './ports.ts';
import { burstAtMs } from './rules-burst.ts';
import {
  backOffMs,
  claimedHead,
  decideRow,
  isPutOff,
  landedHead,
  provingEcho,
  type RowStep,
  releasedHead,
  restingHead,
  withoutDebt,
} from './rules-gate.ts';
import { withOutbound } from './rules-ownership.ts';
import { CLAIM_LEASE_MS } from './rules-work.ts';
import { commitHead, loadHead, loadOutbound, settleMessage } from './store-conversations.ts';

/** How a visit ended, for logs and tests. `busy`: another sender is at it; `later`: the platform asked for patience. */
export type PumpOutcome = 'done' | 'busy' | 'later' | 'gone';

/** From claim to the platform's call: a sender that was paused in between gives the right back instead (F13, F42). */
const CALL_START_MS = 3_000;
/** A row may be settled out of these: another sender may have called it unknown meanwhile, and we know better. */
const UNSETTLED = ['planned', 'held', 'sending', 'unknown'] as const;
const WAITING = ['planned', 'held', 'sending'] as const;
const BUSY_RETRY_MS = 2_000;
const CLAIM_ID_CHARS = 10;
/** A visit that lasts longer passes the rest on: the function's own time limit must never cut a call in two. */
const VISIT_MS = 8_000;

type Key = { readonly tenantId: string; readonly conversationId: string };

/** A conversation as one visit of the sender knows it. */
interface Visit {
  readonly key: Key;
  /** As stored: what the next write is conditional on. */
  stored: Conversation;
  /** As it must become: what earlier steps of the visit decided and the next write carries. */
  head: Conversation;
  rows: readonly ThreadRow[];
  fromMs: number;
  /** Repeats the undecided changes on a fresh head after a lost race. */
  pending: ((head: Conversation) => Conversation)[];
  /** Rows that wrote or sent in this visit are what this map says, whatever an older read says. */
  readonly known: Map<string, Message>;
}

/**
 * Sends whatever is planned in a conversation, in order: the one way out (W10). For every row it judges the windows,
 * spends the right with one conditional write on the head (W9), calls the platform, settles the row, then the head; the
 * head's settling is merged with the next claim. Repeats, crashes and rivals are harmless: a claimed send is never
 * repeated, a lost race decides again on what is true now.
 *
 * @throws {Unavailable} after too many lost races; what the table throws. The job is then redelivered.
 */
export async function pumpConversation(deps: GateDeps, job: OutboundJob): Promise<PumpOutcome> {
  const visit = await open(deps, job);
  if (!visit) return 'gone';
  const startedAtMs = deps.clock.now();
  for (let races = 0; races < MAX_RACES; ) {
    const settled = await settleFlight(deps, visit);
    if (settled === 'busy') return keepOwed(deps, visit);
    const account = await deps.accounts.load(visit.key.tenantId, visit.head.accountId);
    const step = await nextStep(deps, visit, account);
    if (!step) {
      if (await rest(deps, visit)) return isPutOff(visit.head, deps.clock.now()) ? 'later' : 'done';
      races += 1;
      await reload(deps, visit);
      continue;
    }
    if (deps.clock.now() - startedAtMs > VISIT_MS) return passOn(deps, visit, step.message.atMs);
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

async function open(deps: GateDeps, job: OutboundJob): Promise<Visit | undefined> {
  const key = { tenantId: job.tenantId, conversationId: job.conversationId };
  const hint = job.fromMs ?? oldestOwed(await loadHead(deps.table, key, { consistent: true }));
  if (hint === undefined) return undefined;
  const record = await loadOutbound(deps.table, key, hint);
  if (!record) return undefined;
  const head = record.conversation;
  const visit: Visit = { key, stored: head, head, rows: record.rows, fromMs: hint, pending: [], known: new Map() };
  // The head may owe more than the job knew of.
  if ((oldestOwed(head) ?? hint) < hint) await reload(deps, visit);
  return visit;
}

/** Where rows that may have to leave begin. */
function oldestOwed(head: Conversation | undefined): number | undefined {
  if (!head) return undefined;
  const burst = head.agentDue && burstAtMs(head.agentDue.burstKey) + 1;
  const known = [head.outbound?.fromMs, head.inFlight?.rowAtMs, burst].filter((ms) => ms !== undefined);
  return known.length === 0 ? head.lastActivityAtMs : Math.min(...known);
}

async function reload(deps: GateDeps, visit: Visit): Promise<void> {
  const from = Math.min(visit.fromMs, oldestOwed(visit.stored) ?? visit.fromMs);
  const record = await loadOutbound(deps.table, visit.key, from);
  if (!record) throw new Unavailable('conversation.gone', 'a conversation vanished while it was sent from');
  visit.fromMs = from;
  visit.stored = record.conversation;
  visit.rows = record.rows;
  visit.head = visit.pending.reduce((head, change) => change(head), record.conversation);
}

function change(visit: Visit, decide: (head: Conversation) => Conversation): void {
  visit.pending.push(decide);
  visit.head = decide(visit.head);
}

/** Settles a send that an earlier visit left in flight, or finds that its sender is still at it. */
async function settleFlight(deps: GateDeps, visit: Visit): Promise<'busy' | 'settled'> {
  const flight = visit.head.inFlight;
  if (!flight) return 'settled';
  const row = messagesOf(visit).find((message) => message.messageId === flight.messageId);
  if (row && row.state !== 'planned' && row.state !== 'held') {
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
  const landed: Message = echoId
    ? { ...row, state: 'sent', settledAtMs: nowMs, platformMessageId: echoId }
    : { ...row, state: 'unknown', settledAtMs: nowMs, failure: { code: 'send.interrupted' } };
  await settleMessage(deps.table, landed, WAITING);
  visit.known.set(landed.messageId, landed);
  deps.log.warn(echoId ? 'message.settled-by-echo' : 'message.unknown', { ...visit.key, messageId: landed.messageId });
  change(visit, (head) => landedHead(head, flight, landed));
  return 'settled';
}

/** Another sender is in flight: what was planned meanwhile is put on the head, so that one of us sees it. */
async function keepOwed(deps: GateDeps, visit: Visit): Promise<'busy'> {
  const flying = visit.head.inFlight?.messageId;
  const planned = messagesOf(visit).filter((message) => message.state === 'planned' && message.messageId !== flying);
  const first = planned[0];
  if (!first) return 'busy';
  await changeHead(deps.table, visit.key, (head) => {
    if (head.outbound && head.outbound.fromMs <= first.atMs && head.inFlight) return undefined;
    const owed = withOutbound(head, first.atMs);
    const outbound = owed.outbound && { ...owed.outbound, notBeforeMs: deps.clock.now() + BUSY_RETRY_MS };
    return { head: outbound ? { ...owed, outbound } : owed };
  });
  return 'busy';
}

/** Leaves the rest to another visit: the new mark wakes it. */
async function passOn(deps: GateDeps, visit: Visit, fromMs: number): Promise<'later'> {
  await changeHead(deps.table, visit.key, (head) => ({
    head: withOutbound(
      visit.pending.reduce((changed, decide) => decide(changed), head),
      fromMs,
    ),
  }));
  return 'later';
}

const messagesOf = (visit: Visit): readonly Message[] =>
  visit.rows.flatMap((row) => (row.row === 'message' ? (visit.known.get(row.message.messageId) ?? row.message) : []));

/** Rows that may still leave. A claimed message is skipped whatever its row says: the read may be older than the claim. */
function waitingRows(visit: Visit): readonly Message[] {
  return messagesOf(visit).filter(
    (message) =>
      message.kind === 'message' &&
      (message.state === 'planned' || message.state === 'held') &&
      !visit.head.recent.some((send) => send.messageId === message.messageId),
  );
}

type SendStep = {
  readonly message: Message;
  readonly step: Extract<RowStep, { kind: 'send' }>;
  readonly access: AccessGrant;
};

/** Walks the waiting rows in order, settles what cannot go, and answers the first that can. */
async function nextStep(
  deps: GateDeps,
  visit: Visit,
  account: AccountFacts | undefined,
): Promise<SendStep | undefined> {
  const nowMs = deps.clock.now();
  const pack = packFor(visit.head.platform, nowMs);
  if (isPutOff(visit.head, nowMs)) return undefined;
  const facts = account && { status: account.status, standing: account };
  let personWaits = false;
  for (const message of waitingRows(visit)) {
    let step = decideRow(pack, facts, visit.head, message, nowMs);
    const byPerson = message.sender !== 'agent' && message.sender !== 'welcome';
    // Order: what a person planned does not overtake what they planned before.
    if (step.kind === 'send' && byPerson && personWaits)
      step = { kind: 'settle', state: 'held', code: 'order.behind-held', trace: step.trace };
    if (step.kind === 'send') {
      const access = await deps.access.access(visit.key.tenantId, visit.head.accountId);
      if (access) return { message, step, access };
      step = {
        kind: 'settle',
        state: byPerson ? 'held' : 'refused',
        code: 'account.needs-authorization',
        trace: step.trace,
      };
    }
    personWaits ||= step.state === 'held';
    await settleUnsent(deps, visit, message, step);
  }
  return undefined;
}

async function settleUnsent(
  deps: GateDeps,
  visit: Visit,
  message: Message,
  step: Extract<RowStep, { kind: 'settle' }>,
): Promise<void> {
  const { failure: _failure, ...rest } = message;
  const settled: Message = {
    ...rest,
    state: step.state,
    failure: { code: step.code },
    ...(step.state === 'held' ? {} : { settledAtMs: deps.clock.now() }),
    ...(step.trace ? { trace: step.trace } : {}),
  };
  visit.known.set(message.messageId, settled);
  change(visit, (head) => withoutDebt(head, settled));
  if (message.state === 'held' && step.state === 'held' && message.failure?.code === step.code) return;
  await settleMessage(deps.table, settled, WAITING);
  const event = step.state === 'held' ? 'message.held' : 'message.refused';
  deps.log.info(event, { ...visit.key, messageId: message.messageId, code: step.code, state: step.state });
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
  if (!(await commitHead(deps.table, visit.stored, after))) {
    // The write may have happened and its answer been lost: then the claim found there is ours.
    const found = await loadHead(deps.table, visit.key, { consistent: true });
    if (found?.inFlight?.claimId !== claimId) return undefined;
  }
  visit.stored = after;
  visit.head = after;
  visit.pending = [];
  return flight;
}

/** Calls the platform and settles what came of it. True = the platform asked for patience: the visit ends. */
async function deliver(
  deps: GateDeps,
  visit: Visit,
  flight: InFlight,
  { message, step, access }: SendStep,
): Promise<'settled' | 'too-late' | 'put-off'> {
  const ids = { ...visit.key, messageId: message.messageId, rule: step.verdict.rule };
  if (isTooLate(deps, flight, step.verdict)) {
    change(visit, (head) => releasedHead(head, flight, false));
    return 'too-late';
  }
  const outcome = await call(deps, visit, flight, { message, step, access });
  const nowMs = deps.clock.now();
  if (outcome.kind === 'failed' && outcome.class === 'throttled') return putOff(deps, visit, flight, message, outcome);

  const landed = landedRow(message, step, outcome, nowMs);
  visit.known.set(landed.messageId, landed);
  await settleMessage(deps.table, landed, UNSETTLED);
  const tookNothing = outcome.kind === 'failed';
  const closing = outcome.kind === 'failed' && outcome.class === 'window';
  change(visit, (head) => (tookNothing ? releasedHead(head, flight, closing) : landedHead(head, flight, landed)));
  if (outcome.kind === 'failed' && outcome.class === 'revoked') {
    await deps.access.revoked(visit.key.tenantId, visit.head.accountId, outcome.code);
  }
  if (outcome.kind === 'sent') deps.log.info('message.sent', ids);
  else deps.log.warn(outcome.kind === 'unknown' ? 'message.unknown' : 'message.failed', { ...ids, code: outcome.code });
  return 'settled';
}

const isTooLate = (deps: GateDeps, flight: InFlight, verdict: Allowed): boolean => {
  const nowMs = deps.clock.now();
  return nowMs - flight.claimedAtMs > CALL_START_MS || (verdict.untilMs !== undefined && nowMs >= verdict.untilMs);
};

/** One call; a dead token is renewed once and the call repeated, for the platform took nothing with it. */
async function call(
  deps: GateDeps,
  visit: Visit,
  flight: InFlight,
  { message, step, access }: SendStep,
): Promise<SendOutcome> {
  const { head } = visit;
  const replyRef = step.verdict.occasion === 'reply' ? head.messageRef : head.entryRef;
  if (!replyRef || !message.body) return { kind: 'failed', class: 'rejected', code: 'window.no-reference' };
  const request = {
    pass: gatePass(message),
    customerPlatformId: head.customerPlatformId,
    body: message.body,
    replyRef,
    occasion: step.verdict.occasion,
    requestId: message.messageId,
  };
  const client = deps.clients[head.platform];
  const first = await client.send({ ...request, access });
  if (first.kind !== 'failed' || first.class !== 'authorization') return first;
  const renewed = await deps.access.access(head.tenantId, head.accountId, { forceRefresh: true });
  const { untilMs } = step.verdict;
  if (!renewed || (untilMs !== undefined && deps.clock.now() >= untilMs) || hasLapsed(deps, flight)) return first;
  return client.send({ ...request, access: renewed });
}

/** Half the lease: a second call still ends before anybody takes the sender for dead. */
const hasLapsed = (deps: GateDeps, flight: InFlight): boolean =>
  deps.clock.now() - flight.claimedAtMs > CLAIM_LEASE_MS / 2;

/** W10: what only the gate makes, and without which no platform client sends. */
function gatePass(message: Message): GatePass {
  const { tenantId, conversationId, messageId } = message;
  // The one assertion of the product: the brand has no value to build it from, which is what makes it unforgeable.
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions
  return { tenantId, conversationId, messageId } as GatePass;
}

function landedRow(
  message: Message,
  step: Extract<RowStep, { kind: 'send' }>,
  outcome: SendOutcome,
  nowMs: number,
): Message {
  const { failure: _, ...rest } = message;
  const base: Message = { ...rest, trace: step.trace, settledAtMs: nowMs };
  if (outcome.kind === 'sent') return { ...base, state: 'sent', platformMessageId: outcome.platformMessageId };
  const detail = outcome.kind === 'failed' && outcome.detail !== undefined ? { detail: outcome.detail } : {};
  const failure = { code: outcome.code, ...detail };
  if (outcome.kind === 'unknown') return { ...base, state: 'unknown', failure };
  const waits = outcome.class === 'window' && message.sender !== 'agent' && message.sender !== 'welcome';
  return { ...base, state: waits ? 'held' : 'failed', failure };
}

/** Too fast: nothing was taken. The row stays planned and a sender comes back after a while. */
async function putOff(
  deps: GateDeps,
  visit: Visit,
  flight: InFlight,
  message: Message,
  outcome: Extract<SendOutcome, { kind: 'failed' }>,
): Promise<'settled' | 'put-off'> {
  const attempts = visit.head.outbound?.attempts ?? 0;
  const waitMs = backOffMs(attempts, outcome.retryAfterMs);
  if (waitMs === undefined) {
    const failed: Message = {
      ...message,
      state: 'failed',
      settledAtMs: deps.clock.now(),
      failure: { code: outcome.code },
    };
    visit.known.set(failed.messageId, failed);
    await settleMessage(deps.table, failed, UNSETTLED);
    change(visit, (head) => releasedHead(head, flight, false));
    return 'settled';
  }
  const notBeforeMs = deps.clock.now() + waitMs;
  await changeHead(
    deps.table,
    visit.key,
    (head) => {
      const free = withOutbound(releasedHead(head, flight, false), message.atMs);
      return {
        head: {
          ...free,
          outbound: { ...(free.outbound ?? { fromMs: message.atMs, mark: 1 }), notBeforeMs, attempts: attempts + 1 },
        },
      };
    },
    visit.stored,
  );
  return 'put-off';
}

/** Writes what the visit left undecided; true = written, or nothing to write. */
async function rest(deps: GateDeps, visit: Visit): Promise<boolean> {
  const resting = restingHead(visit.head, waitingRows(visit));
  const isSame = visit.pending.length === 0 && resting.outbound === visit.stored.outbound;
  const after = nextHead(visit.stored, resting);
  if (isSame || JSON.stringify({ ...after, version: 0 }) === JSON.stringify({ ...visit.stored, version: 0 }))
    return true;
  if (!(await commitHead(deps.table, visit.stored, after))) return false;
  visit.stored = after;
  visit.head = after;
  visit.pending = [];
  return true;
}
