import type { createTimeline } from '../simulation/timeline.ts';

/** What AWS documents of a cold account, in virtual time; what our functions take comes from outside. */

export interface EntryBill {
  readonly intake: number;
  readonly apply: number;
  readonly claim: number;
  readonly settle: number;
  readonly echo: number;
  readonly applyCpuMs: number;
  readonly reactCpuMs: number;
  readonly sendCpuMs: number;
}

/** A new on-demand table. */
const WRITES_PER_SECOND = 4_000;
const SHARDS = 4;
const READ_EVERY_MS = 250;
const STREAM_BATCH = 100;
/** An SQS source begins with five runs and adds 300 a minute, up to 1,250. */
const FIRST_RUNS = 5;
const MORE_RUNS_PER_SECOND = 5;
const MOST_RUNS = 1_250;
const QUEUE_BATCH = 10;
const PLATFORM_MS = 150;
/** A call to table or queue within the region (ASSUMED). */
const CALL_MS = 8;
/** Starting an environment (ASSUMED: 100 ms of a processor on a share of it, and the loading of the code). */
const COLD_MS = 900;
const FULL_CPU_MB = 1_769;

/** As infra/conversation.ts and infra/sending.ts have them. */
const APPLY = { memoryMb: 1_024, lanes: 2 };
const REACT = { memoryMb: 512, lanes: 2 };
const SEND_MEMORY_MB = 256;

const stretched = (cpuMs: number, memoryMb: number): number => cpuMs * Math.max(1, FULL_CPU_MB / memoryMb);

/** Starts all entries at the timeline's zero; `acceptedMs` fills as it runs. */
export function createModel(timeline: ReturnType<typeof createTimeline>, bill: EntryBill, entries: number) {
  const acceptedMs: number[] = [];
  let tableFreeMs = 0;
  /** First come, first written. */
  const write = async (units: number): Promise<void> => {
    tableFreeMs = Math.max(tableFreeMs, timeline.now()) + (units * 1_000) / WRITES_PER_SECOND;
    await timeline.sleep(Math.ceil(tableFreeMs - timeline.now()) + CALL_MS);
  };

  /** One place in a stream's batches: reads what gathered, works, reads again. */
  const lane = async (work: (batch: readonly number[]) => Promise<void>, waiting: number[]): Promise<void> => {
    await timeline.sleep(READ_EVERY_MS);
    for (let left = entries; left > 0; ) {
      const batch = waiting.splice(0, STREAM_BATCH);
      if (batch.length === 0) {
        await timeline.sleep(READ_EVERY_MS);
        continue;
      }
      await work(batch);
      left -= batch.length;
    }
  };
  const lanes = (count: number, work: (batch: readonly number[]) => Promise<void>) => {
    const all = Array.from({ length: SHARDS * count }, (): number[] => []);
    for (const waiting of all) void lane(work, waiting);
    return (entry: number): void => void all[entry % all.length]?.push(entry);
  };

  const queue: number[] = [];
  let running = 0;
  const runs = (): number =>
    Math.min(MOST_RUNS, FIRST_RUNS + Math.floor((MORE_RUNS_PER_SECOND * timeline.now()) / 1_000));
  let started = 0;
  const send = (): void => {
    while (queue.length > 0 && running < runs()) {
      running += 1;
      const isCold = started < running;
      started = Math.max(started, running);
      void deliver(queue.splice(0, QUEUE_BATCH), isCold).then(() => {
        running -= 1;
        send();
      });
    }
  };
  const deliver = async (batch: readonly number[], isCold: boolean): Promise<void> => {
    await timeline.sleep((isCold ? COLD_MS : 0) + stretched(bill.sendCpuMs * batch.length, SEND_MEMORY_MB));
    await Promise.all(
      batch.map(async () => {
        await timeline.sleep(CALL_MS);
        await write(bill.claim);
        await timeline.sleep(PLATFORM_MS);
        acceptedMs.push(timeline.now());
        void write(bill.echo);
        await write(bill.settle);
      }),
    );
  };

  const react = lanes(REACT.lanes, async (batch) => {
    await timeline.sleep(stretched(bill.reactCpuMs * batch.length, REACT.memoryMb) + CALL_MS);
    queue.push(...batch);
    send();
  });
  const apply = lanes(APPLY.lanes, async (batch) => {
    await timeline.sleep(stretched(bill.applyCpuMs * batch.length, APPLY.memoryMb) + CALL_MS);
    await Promise.all(batch.map(() => write(bill.apply)));
    batch.forEach(react);
  });
  for (let entry = 0; entry < entries; entry++) void write(bill.intake).then(() => apply(entry));
  // The ramp lets more runs begin though nothing ended.
  const look = (): void => {
    send();
    if (acceptedMs.length < entries) timeline.after(200, look);
  };
  timeline.after(200, look);
  return { acceptedMs };
}
