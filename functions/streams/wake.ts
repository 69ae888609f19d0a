import type { BusEvent, OutboundJob } from '../../shared/contracts/queues.ts';
import { type Reactions, reactionsOf } from '../../shared/conversations/reactions.ts';
import type { BusPublisher } from '../../shared/runtime/bus-publisher.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { Clock } from '../../shared/runtime/ports.ts';
import type { QueueMessage, QueueSender } from '../../shared/runtime/queue-sender.ts';
import type { SeenRecord } from './stored-change.ts';

export interface WakeDeps {
  readonly outbound: QueueSender;
  readonly agent: QueueSender;
  readonly bus: BusPublisher;
  readonly clock: Clock;
  readonly log: Log;
}

interface Reacted {
  readonly sequence: string;
  readonly reactions: Reactions;
}

/**
 * Wakes whoever is owed something by a batch of changes: senders, agents, the bus.
 *
 * @returns the sequence number to repeat from where one of them did not take its part; the others' repeats are harmless.
 */
export async function wake(deps: WakeDeps, records: readonly SeenRecord[]): Promise<string | undefined> {
  const nowMs = deps.clock.now();
  const reacted = records.flatMap(({ sequence, seen }) =>
    'change' in seen ? [{ sequence, reactions: reactionsOf(seen.change, nowMs) }] : [],
  );
  const failed = await Promise.all([
    deliver(deps.log, reacted, 'outbound', () => deps.outbound.send(outboundJobs(reacted))),
    deliver(deps.log, reacted, 'agent', () => deps.agent.send(agentJobs(reacted))),
    deliver(deps.log, reacted, 'bus', () => deps.bus.publish(busEvents(reacted))),
  ]);
  return records.find(({ sequence }) => failed.includes(sequence))?.sequence;
}

/** Runs one delivery if any record needs it; if it fails, names the first record that did. */
async function deliver(
  log: Log,
  reacted: readonly Reacted[],
  part: keyof Reactions,
  run: () => Promise<void>,
): Promise<string | undefined> {
  const first = reacted.find(({ reactions }) => (part === 'bus' ? reactions.bus.length > 0 : reactions[part]));
  if (!first) return undefined;
  try {
    await run();
    return undefined;
  } catch (error) {
    log.warn('record.failed', { kind: part, errorName: error instanceof Error ? error.name : 'unknown' });
    return first.sequence;
  }
}

/**
 * One look of a sender sees everything planned so far: the job that looks furthest back is enough. Not the first of the
 * batch: an answer of the agent is known to no head and may stand before what the head was marked for.
 */
function outboundJobs(reacted: readonly Reacted[]): readonly QueueMessage[] {
  const jobs = new Map<string, { readonly body: OutboundJob; readonly delaySeconds: number }>();
  for (const { reactions } of reacted) {
    if (!reactions.outbound) continue;
    const { job, delaySeconds } = reactions.outbound;
    const key = JSON.stringify([job.tenantId, job.conversationId, delaySeconds]);
    const known = jobs.get(key)?.body;
    if (!known || looksFurtherBack(job, known)) jobs.set(key, { body: job, delaySeconds });
  }
  return [...jobs.values()].map((message) => ({ ...message, groupId: message.body.tenantId }));
}

const looksFurtherBack = (job: OutboundJob, than: OutboundJob): boolean =>
  (job.fromMs ?? Number.POSITIVE_INFINITY) < (than.fromMs ?? Number.POSITIVE_INFINITY);

/** G9: the newest burst of a conversation supersedes those before it. */
function agentJobs(reacted: readonly Reacted[]): readonly QueueMessage[] {
  const jobs = new Map<string, QueueMessage>();
  for (const { reactions } of reacted) {
    if (!reactions.agent) continue;
    const { job, delaySeconds } = reactions.agent;
    jobs.set(JSON.stringify([job.tenantId, job.conversationId]), { body: job, delaySeconds, groupId: job.tenantId });
  }
  return [...jobs.values()];
}

const busEvents = (reacted: readonly Reacted[]): readonly BusEvent[] =>
  reacted.flatMap(({ reactions }) => reactions.bus);
