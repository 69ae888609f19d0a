import type { AgentJob, OutboundJob } from '../contracts/queues.ts';
import type { Log } from '../runtime/log.ts';
import type { Clock, Ids } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import type { Conversation } from './model-head.ts';
import type { ConversationKey } from './model-keys.ts';
import { ABOUT_TO_ANSWER_MS, isLeftWaiting, type WaitStep, waitOf } from './rules-waiting.ts';
import { FORGOTTEN_MS, outboundDueMs } from './rules-work.ts';
import { loadHead } from './store-conversations.ts';
import { listOwed, workShards } from './store-owed.ts';
import { wakeDue } from './triage.ts';

export interface SweepDeps {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly outbound: (jobs: readonly OutboundJob[]) => Promise<void>;
  readonly agent: (jobs: readonly AgentJob[]) => Promise<void>;
  /** For a time to come, so that a timer is exact to the second; absent = each is found by the sweep after it. */
  readonly later?: (jobs: readonly LaterJob[]) => Promise<void>;
  /** I1: who was to be answered at once and still waits comes into the list of those who wait; absent = nobody lists them. */
  readonly keepWaits?: (steps: readonly WaitStep[]) => Promise<void>;
}

export interface LaterJob {
  readonly job: OutboundJob;
  readonly delaySeconds: number;
}

/** Two sweeps are never further apart: Scheduler is up to 59 s late with one and on time with another; and some room. */
const LOOK_AHEAD_MS = 125_000;

/** Of one shard in one sweep: the next minute takes the rest. */
const AT_ONCE = 200;
/** Longer than a burst may take (`BURST_MS`) with its wait in the queue: asking a model twice costs money (G7). */
export const AGENT_FORGOTTEN_MS = 60_000;

/**
 * Finds what the table says is owed and nobody carried out, and puts it into its queue again (architecture.md,
 * decision 4). Repeats are harmless: whoever gets the job looks at the table. Answers how much it found.
 */
export async function sweep(deps: SweepDeps): Promise<{ readonly outbound: number; readonly agent: number }> {
  const nowMs = deps.clock.now();
  const shards = await Promise.all(
    workShards.map((shard) => listOwed(deps.table, shard, nowMs + LOOK_AHEAD_MS - FORGOTTEN_MS, AT_ONCE)),
  );
  const heads = await Promise.all(shards.flat().map((key) => loadHead(deps.table, key)));
  const owed = heads.filter((head) => head !== undefined);
  const outbound = owed.filter((head) => isForgotten(head, nowMs) && owesSending(head, nowMs)).map(outboundJob);
  const agent = owed.flatMap((head) => agentJob(head, nowMs));
  const ahead = owed.flatMap((head) => laterJob(head, nowMs));
  const waits = owed.flatMap((head) => overdueWait(head, nowMs));
  await Promise.all([
    ahead.length > 0 ? deps.later?.(ahead) : undefined,
    outbound.length > 0 ? deps.outbound(outbound) : undefined,
    agent.length > 0 ? deps.agent(agent) : undefined,
    waits.length > 0 ? deps.keepWaits?.(waits) : undefined,
    ...owed.filter((head) => isForgotten(head, nowMs) && isSnoozeOver(head, nowMs)).map((head) => wakeDue(deps, head)),
  ]);
  const count = outbound.length + agent.length;
  if (count > 0) deps.log.warn('sweep.found', { count });
  return { outbound: outbound.length, agent: agent.length };
}

/** What the index shows ahead of its time is no debt yet. */
const isForgotten = ({ workAtMs }: Conversation, nowMs: number): boolean =>
  workAtMs !== undefined && workAtMs <= nowMs - FORGOTTEN_MS;

const isSnoozeOver = ({ snoozedUntilMs }: Conversation, nowMs: number): boolean =>
  snoozedUntilMs !== undefined && snoozedUntilMs <= nowMs;

/** A customer whose answer is owed for longer than a moment: no change of the conversation says so. */
function overdueWait(head: Conversation, nowMs: number): readonly WaitStep[] {
  const wait = waitOf(head);
  const isOverdue = wait !== undefined && nowMs - wait.sinceMs > ABOUT_TO_ANSWER_MS;
  return isOverdue && !isLeftWaiting(head) ? [{ add: wait }] : [];
}

/** I7: what waits for a time before the next sweep is handed to the queue for that time. Twice does no harm. */
function laterJob(head: Conversation, nowMs: number): readonly LaterJob[] {
  const heldUntilMs = head.outbound?.heldUntilMs;
  if (heldUntilMs === undefined || head.inFlight || owesSending(head, nowMs)) return [];
  const inMs = heldUntilMs + FORGOTTEN_MS - nowMs;
  return inMs > LOOK_AHEAD_MS ? [] : [{ job: outboundJob(head), delaySeconds: Math.ceil(inMs / 1000) }];
}

/** An agent's planned answer is known to no head: where an answer is overdue, a sender looks as well. */
function owesSending(head: Conversation, nowMs: number): boolean {
  const { outbound, inFlight, agentDue } = head;
  if (inFlight) return true;
  if (agentDue && agentDue.atMs <= nowMs - FORGOTTEN_MS) return true;
  if (!outbound) return false;
  return outboundDueMs(outbound) <= nowMs - FORGOTTEN_MS;
}

const keyOf = ({ tenantId, conversationId }: Conversation): ConversationKey => ({ tenantId, conversationId });
const outboundJob = (head: Conversation): OutboundJob => keyOf(head);

const agentJob = (head: Conversation, nowMs: number): readonly AgentJob[] =>
  head.agentDue && head.agentDue.atMs <= nowMs - AGENT_FORGOTTEN_MS
    ? [{ ...keyOf(head), burstKey: head.agentDue.burstKey }]
    : [];
