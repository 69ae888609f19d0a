import type { Sender } from './model.ts';
import type { Conversation } from './model-head.ts';
import { burstAtMs, burstKeyAgain } from './rules-burst.ts';

const MINUTE_MS = 60_000;
/** As much as a queue's delay may fall short. */
const EARLY_MS = 1_000;

/** Senders that nobody has to ask: what they plan carries the epoch it was planned under (G8). */
const AUTOMATED: ReadonlySet<string> = new Set(['agent', 'welcome', 'broadcast', 'sop', 'flow'] satisfies Sender[]);

/** Nobody asked for it by hand. */
export const isAutomated = ({ sender }: { readonly sender: string }): boolean => AUTOMATED.has(sender);

/** Why an automated message of this epoch and burst may not leave any more; undefined = it may. */
export function fenceOf(
  head: Pick<Conversation, 'epoch' | 'burstKey'>,
  message: { readonly sender: string; readonly epoch: number; readonly burstKey?: string | undefined },
): 'takeover.fenced' | 'burst.superseded' | undefined {
  if (!isAutomated(message)) return undefined;
  if (message.epoch !== head.epoch) return 'takeover.fenced';
  if (message.sender === 'agent' && message.burstKey !== head.burstKey) return 'burst.superseded';
  return undefined;
}

/**
 * A person acts in the conversation (G2, G8): no automated message planned before leaves, the agent rests for a set
 * time, and what it owed is the person's now.
 */
export function takenOver(head: Conversation, nowMs: number, pauseMinutes: number): Conversation {
  const { agentDue: _due, handedOver: _handed, ...rest } = withHeldVisited(withAnswersVisited(head, nowMs));
  return { ...rest, epoch: head.epoch + 1, agentPausedUntilMs: nowMs + pauseMinutes * MINUTE_MS };
}

/** The conversation is the agent's again; what a person left unanswered it owes at once (G8). */
export function handedBack(head: Conversation, nowMs: number, agentAnswers: boolean): Conversation {
  const { agentPausedUntilMs: _paused, handedOver: _handed, agentDue: _due, ...rest } = head;
  const isWaiting = agentAnswers && head.waitingSinceMs !== undefined;
  const burstKey = isWaiting && head.burstKey !== undefined ? burstKeyAgain(head.burstKey, nowMs) : undefined;
  return {
    ...rest,
    epoch: head.epoch + 1,
    ...(burstKey === undefined ? {} : { burstKey, agentDue: { burstKey, atMs: nowMs, sinceMs: nowMs } }),
  };
}

/** Rows planned from here on may have to leave: the senders are told to look. */
export function withOutbound(head: Conversation, fromMs: number): Conversation {
  const { outbound } = head;
  // Somebody must look now, whatever is held for later: a sweeper that finds the wake-up lost must not wait for that.
  const { notBeforeMs: _, heldUntilMs: _held, ...known } = outbound ?? { fromMs, mark: 0 };
  return { ...head, outbound: { ...known, fromMs: Math.min(known.fromMs, fromMs), mark: known.mark + 1 } };
}

/** W8: what is held may leave or must end, now that the customer acted or a person took over. */
export const withHeldVisited = (head: Conversation): Conversation =>
  head.outbound?.heldUntilMs === undefined ? head : withOutbound(head, head.outbound.fromMs);

/**
 * Before a debt of the agent is dropped: it may have planned its answer already, and the head does not know. A sender
 * looks, so that no planned row is left standing for ever.
 */
export function withAnswersVisited(head: Conversation, nowMs: number): Conversation {
  const { agentDue } = head;
  return agentDue && agentDue.atMs - EARLY_MS <= nowMs ? withOutbound(head, burstAtMs(agentDue.burstKey)) : head;
}
