import type { Message } from './model-messages.ts';
import type {
  Allowed,
  BarrierCode,
  Basis,
  Candidate,
  GateFacts,
  GateVerdict,
  ObstacleCode,
  RefusedByGate,
} from './model-rules.ts';
import type { RulePack } from './pack-schema.ts';
import { fenceOf } from './rules-ownership.ts';
import { contentTypeOf, judge } from './rules-windows.ts';

/** What the gate asks of a message beside its windows. */
export type Judged = Pick<
  Message,
  'body' | 'sender' | 'epoch' | 'burstKey' | 'deadlineMs' | 'sendAtMs' | 'releasedAtMs'
>;

/**
 * The gate's whole answer on a message (W1–W13, C1, G8, A4, A5, I7): pure, on a basis that is kept with it, so that the same
 * question gets the same answer later (Z1). Barriers first, then matrix and windows, then what stands in the way of what they
 * let go.
 */
export function verdictOn(
  pack: RulePack,
  { facts, standing, gate = {} }: Basis,
  message: Judged,
  nowMs: number,
): GateVerdict {
  const barrier = barrierOf(gate, message, nowMs);
  if (barrier) return barrier;
  if (!standing) return refusedBy('account.unhosted');
  const verdict = judge(pack, standing, facts, candidateOf(message), nowMs);
  if (verdict.kind === 'refused' || gate.obstacle === undefined || gate.obstacle === 'message.cancelled')
    return verdict;
  return stoppedBy(gate.obstacle, verdict);
}

/** What becomes of a right that something stands in the way of. */
export const stoppedBy = (obstacle: ObstacleCode, { rule }: Allowed): RefusedByGate => ({
  kind: 'refused',
  rule: OBSTACLE_RULES[obstacle] ?? rule,
  code: obstacle,
});

/** Which rule a barrier names. */
const BARRIER_RULES: Readonly<Record<BarrierCode, string>> = {
  'message.cancelled': 'W8',
  'takeover.fenced': 'G8',
  'burst.superseded': 'G9',
  'deadline.passed': 'W8',
  'account.unhosted': 'A4',
  'account.needs-authorization': 'A5',
  'account.awaiting-binding': 'A5',
  'message.empty': 'C1',
  'schedule.later': 'I7',
};

/** Undefined = that of the right it would have used. */
const OBSTACLE_RULES = {
  'order.behind-held': 'W8',
  'account.barred': 'A5',
  'account.needs-authorization': 'A5',
  'window.no-reference': undefined,
} as const;

const refusedBy = (code: BarrierCode, nextChanceMs?: number): RefusedByGate => ({
  kind: 'refused',
  rule: BARRIER_RULES[code],
  code,
  ...(nextChanceMs === undefined ? {} : { nextChanceMs }),
});

function barrierOf(gate: GateFacts, message: Judged, nowMs: number): RefusedByGate | undefined {
  const { epoch = message.epoch, account } = gate;
  const { burstKey = '' } = message;
  if (gate.obstacle === 'message.cancelled') return refusedBy('message.cancelled');
  const fence = fenceOf({ epoch, burstKey: gate.burstKey ?? burstKey }, { ...message, burstKey });
  if (fence) return refusedBy(fence);
  if (nowMs >= message.deadlineMs) return refusedBy('deadline.passed');
  if (account !== undefined) return refusedBy(account === 'gone' ? 'account.unhosted' : `account.${account}`);
  if (!message.body) return refusedBy('message.empty');
  return isBeforeTime(message, nowMs) ? refusedBy('schedule.later', message.sendAtMs) : undefined;
}

/** I7: sent later, and not yet due. A person who releases it does not wait for its time. */
export const isBeforeTime = (message: Pick<Message, 'sendAtMs' | 'releasedAtMs'>, nowMs: number): boolean =>
  message.sendAtMs !== undefined && message.releasedAtMs === undefined && nowMs < message.sendAtMs;

/** What the engine is asked about a message. */
export const candidateOf = ({ body, sender }: Pick<Message, 'body' | 'sender'>): Candidate => ({
  contentType: body && contentTypeOf(body),
  sender,
  ...(body?.type === 'text' && body.quote ? { quotes: body.quote.commentId } : {}),
});
