import type { LookStore } from '../../shared/accounts/store-looks.ts';
import type { BusEvent, OutboundJob, TimerJob } from '../../shared/contracts/queues.ts';
import { type Reactions, reactionsOf } from '../../shared/conversations/reactions.ts';
import { type WaitStep, waitStep } from '../../shared/conversations/rules-waiting.ts';
import { isActive } from '../../shared/jobs/model.ts';
import type { BusPublisher } from '../../shared/runtime/bus-publisher.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { Clock } from '../../shared/runtime/ports.ts';
import type { QueueMessage, QueueSender } from '../../shared/runtime/queue-sender.ts';
import { lookAfter } from './look-after.ts';
import type { SeenRecord } from './stored-change.ts';

export interface WakeDeps {
  readonly outbound: QueueSender;
  readonly agent: QueueSender;
  readonly timers: QueueSender;
  readonly bus: BusPublisher;
  /** I1: who begins to wait for an answer, and who does no more. */
  readonly keepWaits: (steps: readonly WaitStep[]) => Promise<void>;
  /** A1: which accounts were asked about a moment ago. */
  readonly looks: LookStore;
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
    runJobs(deps, records),
    keepWaits(deps, records, nowMs),
    lookAfter(deps, records),
  ]);
  return records.find(({ sequence }) => failed.includes(sequence))?.sequence;
}

/** K1: a job whose turn it is goes on. Answers the first record whose job could not be told. */
async function runJobs(deps: WakeDeps, records: readonly SeenRecord[]): Promise<string | undefined> {
  const due = records.flatMap(({ sequence, seen }) =>
    'job' in seen && isActive(seen.job) && seen.job.turn !== seen.before?.turn ? [{ sequence, job: seen.job }] : [],
  );
  if (due.length === 0) return undefined;
  try {
    const bodies = due.map(({ job: { tenantId, jobId } }): TimerJob => ({ kind: 'job', tenantId, jobId }));
    await deps.timers.send(bodies.map((body) => ({ body })));
    return undefined;
  } catch (error) {
    deps.log.warn('record.failed', { kind: 'job', errorName: error instanceof Error ? error.name : 'unknown' });
    return due[0]?.sequence;
  }
}

/** I1: the list of those who wait follows the last state of each conversation. Answers the first record it stands on. */
async function keepWaits(deps: WakeDeps, records: readonly SeenRecord[], nowMs: number): Promise<string | undefined> {
  const heads = records.flatMap(({ sequence, seen }) =>
    'change' in seen && seen.change.entity === 'conversation' ? [{ sequence, change: seen.change }] : [],
  );
  const own = Map.groupBy(heads, ({ change: { after } }) => JSON.stringify([after.tenantId, after.conversationId]));
  const steps = [...own.values()].flatMap((changes) => {
    const [first, last] = [changes[0], changes.at(-1)];
    const step = first && last ? waitStep(first.change.before, last.change.after, nowMs) : {};
    return step.add || step.remove ? [{ step, sequence: first?.sequence }] : [];
  });
  if (steps.length === 0) return undefined;
  try {
    await deps.keepWaits(steps.map(({ step }) => step));
    return undefined;
  } catch (error) {
    deps.log.warn('record.failed', { kind: 'waiting', errorName: error instanceof Error ? error.name : 'unknown' });
    return records.find(({ sequence }) => steps.some((one) => one.sequence === sequence))?.sequence;
  }
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

interface Look {
  readonly body: OutboundJob;
  readonly delaySeconds: number;
  readonly spare: boolean;
}

/**
 * One look of a sender sees everything planned so far: the job that looks furthest back is enough. Not the first of the
 * batch: an answer of the agent is known to no head and may stand before what the head was marked for.
 */
function outboundJobs(reacted: readonly Reacted[]): readonly QueueMessage[] {
  const jobs = new Map<string, Look>();
  for (const { reactions } of reacted) {
    if (!reactions.outbound) continue;
    const { job, delaySeconds, spare = false } = reactions.outbound;
    const key = JSON.stringify([job.tenantId, job.conversationId, delaySeconds, spare]);
    const known = jobs.get(key)?.body;
    if (!known || startOf(job) < startOf(known)) jobs.set(key, { body: job, delaySeconds, spare });
  }
  const looks = [...jobs.values()];
  return looks
    .filter((look) => !look.spare || !looks.some((other) => seesAllOf(other, look)))
    .map(({ body, delaySeconds }) => ({ body, delaySeconds, groupId: body.tenantId }));
}

const startOf = ({ fromMs }: OutboundJob): number => fromMs ?? Number.POSITIVE_INFINITY;

/** A welcome whose head came in the same batch needs no look later on. */
const seesAllOf = (other: Look, look: Look): boolean =>
  !other.spare &&
  other.body.conversationId === look.body.conversationId &&
  other.body.tenantId === look.body.tenantId &&
  startOf(other.body) <= startOf(look.body);

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
