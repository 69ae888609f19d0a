import type { AgentDue, Conversation } from './model-head.ts';
import { msKey, shortKey } from './model-keys.ts';
import type { Verdict } from './model-rules.ts';

/** What decides whether and when the agent answers a burst (G2, G3, G9). */
export interface AgentTurn {
  readonly hosted: boolean;
  readonly mode: 'full-auto' | 'assist' | 'off';
  /** Undefined = no agent is bound. */
  readonly gatherSeconds: number | undefined;
  /** The gate's answer for a text, now. */
  readonly window: Verdict;
  readonly nowMs: number;
}

/** A burst is not gathered for longer than this many waits: somebody who types without pause gets an answer too. */
const MAX_WAITS = 3;
/** What an answer needs before its window closes: the model's time and the sender's. */
const ANSWER_MS = 15_000;

/** Room for the rows of one answer, a millisecond each: three bubbles, a card and a hand-over. */
const ANSWER_ROWS_MS = 8;

/**
 * Names a burst by its place in the thread and the event applied last; any new message renames it. The place is the time
 * of the customer's newest message, and always after the answer to the burst before: a message that comes late (F4) must
 * not put its answer between the lines of one that has left (INV6).
 */
export function burstKeyOf(newestMessageAtMs: number, eventKey: string, before: string | undefined): string {
  const earliestMs = before === undefined ? 0 : burstAtMs(before) + ANSWER_ROWS_MS;
  return `${msKey(Math.max(newestMessageAtMs, earliestMs))}_${shortKey(eventKey)}`;
}

/**
 * The same burst, owed anew after people wrote or an answer was fenced: its answer stands after all that has left (INV6).
 * Everybody who answers it reads the name from the head, so the rows of two runs are the same rows (G9).
 */
export const burstKeyAgain = (before: string, nowMs: number): string =>
  `${msKey(Math.max(nowMs, burstAtMs(before) + ANSWER_ROWS_MS))}${before.slice(13)}`;

/** The burst's place in the thread. */
export const burstAtMs = (burstKey: string): number => Number(burstKey.slice(0, 13));

/**
 * When the agent answers the burst named `burstKey`, or undefined where it stays silent (off, no agent, handed over).
 * While a person's reply pauses the agent (G2), it answers when the pause ends, if nobody else has by then.
 */
export function agentDueFor(head: Conversation, burstKey: string, turn: AgentTurn): AgentDue | undefined {
  if (!turn.hosted || turn.mode !== 'full-auto' || turn.gatherSeconds === undefined || head.handedOver)
    return undefined;
  const { nowMs } = turn;
  const running = head.agentDue && head.agentDue.atMs >= nowMs ? head.agentDue : undefined;
  const sinceMs = running?.sinceMs ?? nowMs;
  const gatherMs = turn.gatherSeconds * 1000;
  const gathered = Math.min(nowMs + gatherMs, sinceMs + MAX_WAITS * gatherMs);
  const latest =
    turn.window.kind === 'allowed' && turn.window.untilMs !== undefined ? turn.window.untilMs - ANSWER_MS : gathered;
  const atMs = Math.max(nowMs, Math.min(gathered, latest), head.agentPausedUntilMs ?? 0);
  return { burstKey, atMs, sinceMs };
}
