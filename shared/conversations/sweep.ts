import type { AgentJob, OutboundJob } from '../contracts/queues.ts';
import type { Log } from '../runtime/log.ts';
import type { Clock, Ids } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import type { Conversation, ConversationKey } from './model-items.ts';
import { FORGOTTEN_MS, outboundDueMs } from './rules-work.ts';
import { listOwed, loadHead, workShards } from './store-conversations.ts';
import { wakeDue } from './triage.ts';

export interface SweepDeps {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly outbound: (jobs: readonly OutboundJob[]) => Promise<void>;
  readonly agent: (jobs: readonly AgentJob[]) => Promise<void>;
}

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
    workShards.map((shard) => listOwed(deps.table, shard, nowMs - FORGOTTEN_MS, AT_ONCE)),
  );
  const heads = await Promise.all(shards.flat().map((key) => loadHead(deps.table, key)));
  const owed = heads.filter((head) => head !== undefined);
  const outbound = owed.filter((head) => owesSending(head, nowMs)).map(outboundJob);
  const agent = owed.flatMap((head) => agentJob(head, nowMs));
  await Promise.all([
    outbound.length > 0 ? deps.outbound(outbound) : undefined,
    agent.length > 0 ? deps.agent(agent) : undefined,
    ...owed.filter((head) => isSnoozeOver(head, nowMs)).map((head) => wakeDue(deps, head)),
  ]);
  const count = outbound.length + agent.length;
  if (count > 0) deps.log.warn('sweep.found', { count });
  return { outbound: outbound.length, agent: agent.length };
}

const isSnoozeOver = ({ snoozedUntilMs }: Conversation, nowMs: number): boolean =>
  snoozedUntilMs !== undefined && snoozedUntilMs <= nowMs;

/** An agent's planned answer is known to no head: where an answer is overdue, a sender looks as well. */
function owesSending(head: Conversation, nowMs: number): boolean {
  const { outbound, inFlight, agentDue } = head;
  if (inFlight) return true;
  if (agentDue && agentDue.atMs <= nowMs - FORGOTTEN_MS) return true;
  if (!outbound) return false;
  return outboundDueMs(outbound) <= nowMs;
}

const keyOf = ({ tenantId, conversationId }: Conversation): ConversationKey => ({ tenantId, conversationId });
const outboundJob = (head: Conversation): OutboundJob => keyOf(head);

const agentJob = (head: Conversation, nowMs: number): readonly AgentJob[] =>
  head.agentDue && head.agentDue.atMs <= nowMs - AGENT_FORGOTTEN_MS
    ? [{ ...keyOf(head), burstKey: head.agentDue.burstKey }]
    : [];
