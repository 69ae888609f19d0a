import { Unavailable } from '../../shared/runtime/errors.ts';
import type { QueueMessage, QueueSender } from '../../shared/runtime/queue-sender.ts';
import type { Outcome, Sim, Worker } from './worker.ts';

/** Queues that keep their promise and no more: at least once, in any order, later than asked. */

interface Kept {
  readonly id: string;
  readonly body: string;
  readonly sentAtMs: number;
  visibleAtMs: number;
  receives: number;
}

export interface QueueBatch {
  readonly Records: readonly {
    readonly messageId: string;
    readonly body: string;
    readonly attributes: { readonly SentTimestamp: string };
  }[];
}
/** Ids that must come again; undefined where the answer makes no sense. */
export type Consume = (batch: QueueBatch) => Promise<Outcome<readonly string[] | undefined>>;

export interface SimQueue {
  readonly name: string;
  /** The sending side, as one worker holds it. */
  portOf(worker: Worker): QueueSender;
  put(body: unknown, delayMs: number): void;
  redrive(): void;
  readonly bodies: readonly string[];
  /** Messages that somebody should have taken by now, or that came back. One that was just taken is in work (timers never rest). */
  overdue(nowMs: number): number;
  readonly dead: () => number;
}

interface Options {
  readonly name: string;
  /** Where its messages are deleted, as reliability.md numbers it. */
  readonly ends: 'E10' | 'E17' | 'E20';
  readonly batchSize: number;
  readonly visibilityMs: number;
  readonly consume: Consume;
}

const RECEIVES_BEFORE_DEAD = 5;
const POLL_MS = 25;

export function createQueue(sim: Sim, options: Options): SimQueue {
  const { timeline, chaos, random, situations, trace } = sim;
  const { name, ends, batchSize, visibilityMs } = options;
  const kept: Kept[] = [];
  const dead: Kept[] = [];
  const bodies: string[] = [];
  let [ids, pollAtMs] = [0, Number.POSITIVE_INFINITY];

  const wake = (): void => {
    const next = Math.min(...kept.map((message) => message.visibleAtMs));
    const atMs = Math.max(timeline.now() + random.between(1, POLL_MS), next);
    if (next === Number.POSITIVE_INFINITY || pollAtMs <= atMs) return;
    pollAtMs = atMs;
    timeline.at(atMs, () => {
      pollAtMs = Number.POSITIVE_INFINITY;
      void poll();
    });
  };

  const receive = (): Kept[] => {
    const nowMs = timeline.now();
    for (const message of kept.filter((one) => one.visibleAtMs <= nowMs && one.receives >= RECEIVES_BEFORE_DEAD)) {
      kept.splice(kept.indexOf(message), 1);
      dead.push(message);
      situations.reach('dead-letter');
    }
    const visible = kept.filter((message) => message.visibleAtMs <= nowMs);
    if (chaos.strikes('F25', ends)) visible.reverse();
    const batch = visible.slice(0, random.between(1, batchSize));
    for (const message of batch) {
      if (message.receives > 0) situations.reach('queue-redelivered');
      message.receives += 1;
      const early = chaos.strikes('F26', ends) ? random.between(50, 4_000) : visibilityMs;
      message.visibleAtMs = nowMs + early;
    }
    return batch;
  };

  const poll = async (): Promise<void> => {
    const batch = receive();
    wake();
    if (batch.length === 0) return;
    trace.add(`${timeline.now()} ${name} ${batch.map(({ id }) => id).join(',')}`);
    const outcome = await options.consume({
      Records: batch.map(({ id, body, sentAtMs }) => ({
        messageId: id,
        body,
        attributes: { SentTimestamp: String(sentAtMs) },
      })),
    });
    // An answer that names what was not in the batch, or has another shape: nothing of the batch counts as done.
    const isGarbled = outcome.ok && chaos.strikes('F16', ends);
    if (isGarbled) situations.reach('answer-garbled');
    const failed = outcome.ok && !isGarbled ? outcome.value : batch.map(({ id }) => id);
    if (failed && failed.length > 0 && failed.length < batch.length) situations.reach('partial-batch');
    for (const message of batch) {
      if (!failed || failed.includes(message.id)) continue;
      if (chaos.strikes('F24', ends)) {
        message.visibleAtMs = timeline.now() + random.between(1, 3_000);
      } else if (kept.includes(message)) kept.splice(kept.indexOf(message), 1);
    }
    wake();
  };

  const put = (body: unknown, delayMs: number): void => {
    const drift = chaos.strikes('F28', ends) ? random.between(0, 5_000) : 0;
    const text = JSON.stringify(body);
    bodies.push(text);
    const sentAtMs = timeline.now();
    const message = {
      id: `${name}${++ids}`,
      body: text,
      sentAtMs,
      visibleAtMs: sentAtMs + delayMs + drift,
      receives: 0,
    };
    // As if every attempt at it had failed: somebody else must do its work, and its redrive must do no harm.
    if (chaos.strikes('F29', ends)) {
      dead.push(message);
      situations.reach('dead-letter');
    } else kept.push(message);
    wake();
  };

  const sendAll = (messages: readonly QueueMessage[]): void => {
    const taken = chaos.strikes('F27', `${name}.send`) ? random.between(0, messages.length - 1) : messages.length;
    for (const { body, delaySeconds } of messages.slice(0, taken)) put(body, (delaySeconds ?? 0) * 1000);
    if (taken < messages.length) throw new Unavailable('queue.partly-failed', 'not every message was taken');
  };

  return {
    name,
    bodies,
    put,
    portOf: (worker) => ({
      send: (messages) => worker.effect(`${name}.send`, 10, () => sendAll(messages)),
    }),
    redrive() {
      if (dead.length > 0) situations.reach('redrive');
      for (const message of dead.splice(0)) kept.push({ ...message, receives: 0, visibleAtMs: timeline.now() });
      wake();
    },
    overdue: (nowMs) => kept.filter((message) => message.visibleAtMs <= nowMs - 5_000 || message.receives > 1).length,
    dead: () => dead.length,
  };
}
