import type { StreamReader, StreamRecord } from './dynamo-stream.ts';
import type { LocalTable } from './dynamo-tables.ts';
import { createBacklog } from './event-sources-backlog.ts';
import { failedItems, type Mapping, passes } from './event-sources-mapping.ts';
import type { LambdaHost } from './lambda-host.ts';

export interface StreamSource {
  /** Everything up to here is handled; safe to start from after a restart. */
  position(): number;
  /** True when nothing read is unhandled. */
  idle(): boolean;
  stop(): void;
}

export interface StreamSourceParts {
  readonly mapping: Mapping;
  readonly table: LocalTable;
  readonly reader: StreamReader;
  readonly host: LambdaHost;
  readonly startAt: number;
  /** Stores the position; at-least-once, so it may lag behind. */
  readonly checkpoint: (position: number) => void;
  /** Takes records that were given up, as an on-failure destination does. */
  readonly giveUp: (records: readonly StreamRecord[], reason: string) => Promise<void>;
}

const READ = 500;
/** Enough to fill all batches, little enough to stay small in memory. */
const BACKLOG = 4_000;
const BUSY_MS = 20;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 10_000;

/**
 * Feeds a table's stream to a function: records of one partition key in order and never in two batches at once, up to
 * `parallelism` batches at a time, each with what has gathered so far.
 *
 * A failed batch is retried (bisected where the mapping says so, from the first failed record where the function reports
 * it) until it succeeds, is too old or was tried too often; then it goes to the on-failure destination.
 */
export function startStreamSource(parts: StreamSourceParts): StreamSource {
  const { mapping, table, reader, host } = parts;
  const backlog = createBacklog();
  let readTo = parts.startAt;
  let stored = parts.startAt;
  let running = 0;
  /** The backlog was full before the stream's end was reached: nobody will wake us for the rest. */
  let isBehind = false;
  let stopped = false;
  const isStopped = () => stopped; // asked again after every wait
  let window: NodeJS.Timeout | undefined;
  const pauses = new Set<NodeJS.Timeout>();

  function read(): void {
    while (!stopped && backlog.size() < BACKLOG) {
      const records = reader.after(table, readTo, READ);
      for (const record of records) if (passes(mapping, record.event)) backlog.add(record);
      readTo = records.at(-1)?.position ?? readTo;
      if (records.length < READ) break;
    }
    isBehind = backlog.size() >= BACKLOG;
    note();
    consider();
  }

  const position = () => (backlog.oldest() ?? readTo + 1) - 1;

  function note(): void {
    const now = position();
    if (now === stored) return;
    stored = now;
    parts.checkpoint(now);
  }

  function consider(): void {
    if (mapping.windowMs === 0 || backlog.waiting() >= mapping.batchSize) {
      clearTimeout(window);
      window = undefined;
      take();
    } else if (backlog.waiting() > 0) {
      window ??= setTimeout(() => {
        window = undefined;
        take();
      }, mapping.windowMs);
    }
  }

  function take(): void {
    for (;;) {
      if (stopped || running >= mapping.parallelism) return;
      if (!host.hasRoom(mapping.functionId)) {
        if (running === 0) lookAgain(); // others keep the function busy, so no end of ours will call back
        return;
      }
      // As on AWS, what one read found is split by key over the batches that may run side by side.
      const share = Math.ceil(backlog.waiting() / (mapping.parallelism - running));
      const batch = backlog.take(mapping.batchSize, share);
      if (batch.length === 0) return;
      running += 1;
      void handle(batch, 0).then(() => {
        running -= 1;
        if (stopped) return;
        backlog.done(batch);
        if (isBehind) read();
        else {
          note();
          consider();
        }
      });
    }
  }

  function lookAgain(): void {
    window ??= setTimeout(() => {
      window = undefined;
      take();
    }, BUSY_MS);
  }

  /** Settles when every record of the batch is handled or given up. */
  async function handle(batch: readonly StreamRecord[], attempt: number): Promise<void> {
    if (stopped || batch.length === 0) return;
    const result = await host.invoke(mapping.functionId, { Records: batch.map((record) => record.event) });
    if (isStopped()) return;
    const failed = failedItems(mapping, result, batch.map(sequenceOf));
    if (failed !== 'all' && failed.size === 0) return;
    // What stands before the first reported record is done; the rest is tried again, as on AWS.
    const from = failed === 'all' ? 0 : batch.findIndex((record) => failed.has(sequenceOf(record)));
    const rest = batch.slice(Math.max(0, from));
    const fresh = rest.filter((record) => !tooOld(record));
    if (fresh.length < rest.length) await parts.giveUp(rest.filter(tooOld), 'RecordAgeExceeded');
    // Splitting is not a retry: a poison record ends up alone and its neighbours pass.
    const split = mapping.bisect && fresh.length > 1;
    if (!split && mapping.maxRetries >= 0 && attempt >= mapping.maxRetries) {
      await parts.giveUp(fresh, 'RetryAttemptsExhausted');
      return;
    }
    await pause(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt));
    if (!split) return handle(fresh, attempt + 1);
    // A function error does not say which record it was: halves. A report does: that one stands first.
    const middle = failed === 'all' ? Math.ceil(fresh.length / 2) : 1;
    await handle(fresh.slice(0, middle), failed === 'all' ? attempt : attempt + 1);
    await handle(fresh.slice(middle), 0);
  }

  const tooOld = (record: StreamRecord) =>
    mapping.maxAgeSeconds >= 0 && record.createdAtMs + mapping.maxAgeSeconds * 1000 < Date.now();

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        pauses.delete(timer);
        resolve();
      }, ms);
      pauses.add(timer);
    });
  }

  reader.onChange(read);
  read();
  return {
    position,
    idle: () => backlog.size() === 0 && reader.after(table, readTo, 1).length === 0,
    stop() {
      stopped = true;
      clearTimeout(window);
      for (const timer of pauses) clearTimeout(timer);
    },
  };
}

const sequenceOf = (record: StreamRecord): string => String(record.event.dynamodb.SequenceNumber);
