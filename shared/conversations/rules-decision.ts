import type { ReplyRef } from './model.ts';
import type { Conversation } from './model-head.ts';
import type { Message } from './model-messages.ts';
import type { Allowed, GateFacts, ObstacleCode, RefusedByGate, Standing } from './model-rules.ts';
import type { RulePack } from './pack-schema.ts';
import { type FreshTrace, traceOf } from './rules-trace.ts';
import { stoppedBy, verdictOn } from './rules-verdict.ts';

/** What the gate must know of the account. Undefined = the tenant hosts no such account. */
export interface GateAccount {
  readonly status: 'hosted' | 'awaiting-binding' | 'needs-authorization' | 'unhosted';
  readonly standing: Omit<Standing, 'mutualFollow'>;
}

/** What becomes of a planned or held row now, with the trace of the decision (Z1). */
export type RowStep = SendStep | SettleStep;
export interface SendStep {
  readonly kind: 'send';
  readonly verdict: Allowed;
  readonly trace: FreshTrace;
}
/** Ends without having been sent, or waits (`held`). */
export interface SettleStep {
  readonly kind: 'settle';
  readonly state: 'refused' | 'cancelled' | 'expired' | 'held';
  readonly code: RefusedByGate['code'];
  readonly trace: FreshTrace;
}

/** The gate's decision on one row (W1–W13, C1, G8, A4, A5): pure, on what is true now. `ended`: a person ended it. */
export function decideRow(
  pack: RulePack,
  account: GateAccount | undefined,
  head: Conversation,
  message: Message,
  nowMs: number,
  ended?: 'message.cancelled',
): RowStep {
  const gate = gateFactsOf(account, head, ended);
  const known = { facts: head.facts, ...(account ? { standing: standingOf(account.standing, head) } : {}) };
  const verdict = verdictOn(pack, { ...known, gate }, message, nowMs);
  if (verdict.kind === 'refused') {
    const decisive = decisiveOf(gate, verdict.code);
    const trace = traceOf(pack, { ...known, ...(decisive ? { gate: decisive } : {}) }, verdict, nowMs);
    return { kind: 'settle', state: endOf(verdict.code, message), code: verdict.code, trace };
  }
  const step = { kind: 'send', verdict, trace: traceOf(pack, known, verdict, nowMs) } as const;
  const isReferred = !needsReference(verdict) || referenceOf(head, verdict) !== undefined;
  return isReferred ? step : stopRow(pack, step, message, 'window.no-reference');
}

/** A message that the windows let go, and something stands in its way. */
export function stopRow(pack: RulePack, step: SendStep, message: Message, obstacle: ObstacleCode): SettleStep {
  const { basis, decidedAtMs } = step.trace;
  const verdict = stoppedBy(obstacle, step.verdict);
  const trace = traceOf(pack, { ...basis, gate: { obstacle } }, verdict, decidedAtMs);
  return { kind: 'settle', state: endOf(obstacle, message), code: obstacle, trace };
}

const gateFactsOf = (
  account: GateAccount | undefined,
  head: Conversation,
  ended: 'message.cancelled' | undefined,
): GateFacts => ({
  epoch: head.epoch,
  burstKey: head.burstKey ?? '',
  ...(account?.status === 'hosted' ? {} : { account: account?.status ?? 'gone' }),
  ...(ended === undefined ? {} : { obstacle: ended }),
});

/** Only what decided is kept with the message: rows are billed by the KB. */
function decisiveOf(gate: GateFacts, code: RefusedByGate['code']): GateFacts | undefined {
  if (code === 'takeover.fenced') return { epoch: gate.epoch };
  if (code === 'burst.superseded') return { burstKey: gate.burstKey };
  if (code === gate.obstacle) return { obstacle: gate.obstacle };
  return code.startsWith('account.') && gate.account !== undefined ? { account: gate.account } : undefined;
}

/** How a message ends that may not go: what waits for a chance is held (W8), the rest is over. */
function endOf(code: RefusedByGate['code'], message: Message): SettleStep['state'] {
  switch (code) {
    case 'message.cancelled':
    case 'takeover.fenced':
    case 'burst.superseded':
    case 'account.unhosted':
      return 'cancelled';
    case 'deadline.passed':
      return 'expired';
    case 'schedule.later':
    case 'order.behind-held':
      return 'held';
    case 'message.empty':
    case 'capability.not-sendable':
    case 'capability.needs-mutual-follow':
    case 'account.spend-gate':
    case 'window.no-reference':
      return 'refused';
    default:
      return waitsForChance(message) ? 'held' : 'refused';
  }
}

/** W8: what may not go now waits for its chance. A welcome was for one entry: without that grant it is none. */
export const waitsForChance = (message: Pick<Message, 'sender'>): boolean => message.sender !== 'welcome';

/** W3 and W7 rest on no event of the thread that the platform could be pointed at. */
export const needsReference = ({ occasion }: Allowed): boolean => occasion !== 'proactive' && occasion !== 'comment';

/** What the platform is given as the event that grants the right. */
export const referenceOf = (head: Conversation, { occasion }: Allowed): ReplyRef | undefined =>
  occasion === 'reply' ? head.messageRef : head.entryRef;

/** Standing of the account towards this customer: just what the engine reads, so that its hash means the same everywhere. */
export const standingOf = (account: GateAccount['standing'], head: Conversation): Standing => ({
  kind: account.kind,
  highWeight: account.highWeight,
  adSpend30dYuan: account.adSpend30dYuan,
  mutualFollow: head.mutualFollow,
});
