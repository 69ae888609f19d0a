import type { SendOutcome } from '../platforms/platform.ts';
import { changeHead } from './commit.ts';
import type { Conversation, InFlight, OutboundOwed } from './model-head.ts';
import type { Message, Trace } from './model-messages.ts';
import type { GateDeps, Turn } from './ports.ts';
import type { SendStep } from './rules-decision.ts';
import { againMs, backOffMs, releasedHead } from './rules-gate.ts';
import { withOutbound } from './rules-ownership.ts';
import { settleMessage } from './store-conversations.ts';
import type { Visit } from './visit.ts';

/** A turn this near is waited for: putting a message off for a second would cost more than the second. */
const WAIT_MS = 1_500;

interface Sendable {
  readonly message: Message;
  readonly step: SendStep;
}

/**
 * E12: asks whether the message may be handed over at this pace. What has to wait stays planned and says why and until
 * when; its slot, if it got one, is its own. `look-again` = its turn is here, but time has passed since it was judged.
 */
export async function takeTurn(
  deps: GateDeps,
  visit: Visit,
  { message, step }: Sendable,
): Promise<'go' | 'look-again' | 'later'> {
  const { tenantId, accountId, platform, outbound } = visit.head;
  const latestMs = Math.min(step.verdict.untilMs ?? message.deadlineMs, message.deadlineMs);
  const slotMs = visit.slotMs ?? outbound?.slotMs;
  const turn = await deps.pace.turn({ tenantId, accountId, platform }, { latestMs, slotMs });
  if (turn.kind === 'go') return 'go';
  const waitMs = turn.untilMs - deps.clock.now();
  if (turn.slotMs !== undefined && waitMs <= WAIT_MS) {
    await deps.timers.sleep(Math.max(0, waitMs));
    visit.slotMs = turn.slotMs;
    return 'look-again';
  }
  await waitForTurn(deps, visit, { message, step }, turn);
  return 'later';
}

async function waitForTurn(
  deps: GateDeps,
  visit: Visit,
  { message, step }: Sendable,
  turn: Extract<Turn, { kind: 'wait' }>,
): Promise<void> {
  const nowMs = deps.clock.now();
  await showWaiting(deps, message, turn.code, step.trace);
  await rest(deps, visit, message, (head) => {
    const attempts = (head.outbound?.attempts ?? 0) + (turn.slotMs === undefined ? 1 : 0);
    const untilMs = turn.slotMs ?? Math.min(message.deadlineMs, Math.max(turn.untilMs, againMs(attempts, nowMs)));
    return { head, owed: { notBeforeMs: untilMs, slotMs: turn.slotMs ?? 0, attempts } };
  });
  deps.log.info('message.paced', { ...visit.key, messageId: message.messageId, code: turn.code });
}

/**
 * Too fast, or not reached: nothing was taken. The row stays planned until its deadline and a sender comes back after a
 * while; where the platform finds account or application too fast, both slow down for everybody.
 */
export async function putOff(
  deps: GateDeps,
  visit: Visit,
  sent: {
    readonly flight: InFlight;
    readonly message: Message;
    readonly trace: Trace;
    readonly outcome: Extract<SendOutcome, { kind: 'failed' }>;
  },
): Promise<void> {
  const { flight, message, trace, outcome } = sent;
  const { tenantId, accountId, platform } = visit.head;
  const attempts = visit.head.outbound?.attempts ?? 0;
  const waitMs = backOffMs(attempts, outcome.retryAfterMs);
  const whose = outcome.overuse;
  if (whose) {
    const told = { whose, sentAtMs: flight.claimedAtMs, pauseMs: outcome.retryAfterMs ?? 0 };
    await deps.pace.overused({ tenantId, accountId, platform }, told);
  }
  await showWaiting(deps, message, whose ? `pace.${whose}` : outcome.code, trace);
  const notBeforeMs = Math.min(deps.clock.now() + waitMs, message.deadlineMs);
  await rest(deps, visit, message, (head) => ({
    head: releasedHead(head, flight, false),
    owed: { notBeforeMs, attempts: attempts + 1 },
  }));
}

/** A message in line shows what it waits for. A row that somebody changed meanwhile is left to the next look. */
async function showWaiting(deps: GateDeps, message: Message, code: string, trace: Trace): Promise<void> {
  if (message.state === 'planned' && message.failure?.code === code) return;
  const { failure: _, ...rest } = message;
  await settleMessage(deps.table, { ...rest, state: 'planned', failure: { code }, trace }, [message.state]);
}

/** Leaves the conversation until its time, with everything this visit decided. */
async function rest(
  deps: GateDeps,
  visit: Visit,
  message: Message,
  decide: (head: Conversation) => { readonly head: Conversation; readonly owed: Partial<OutboundOwed> },
): Promise<void> {
  const { pending } = visit;
  await changeHead(
    deps.table,
    visit.key,
    (found) => {
      const { head, owed } = decide(pending.reduce((changed, change) => change(changed), found));
      const { slotMs: _, ...known } = withOutbound(head, message.atMs).outbound ?? { fromMs: message.atMs, mark: 1 };
      return { head: { ...head, outbound: { ...known, ...owed } } };
    },
    visit.stored,
  );
}
