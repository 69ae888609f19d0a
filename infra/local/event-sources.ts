import type { StreamReader, StreamRecord } from './dynamo-stream.ts';
import type { LocalTable } from './dynamo-tables.ts';
import { readMappings } from './event-sources-mapping.ts';
import { type SourceMeter, startQueueSource } from './event-sources-queue.ts';
import { type StreamSource, startStreamSource } from './event-sources-stream.ts';
import type { LambdaHost } from './lambda-host.ts';
import type { Queues } from './queues.ts';
import type { RuntimeStore } from './runtime-store.ts';
import type { Template } from './types.ts';

export interface EventSources {
  /** True when every stream record so far is handled. */
  idle(): boolean;
  /** Whether a function consumes the queue; nobody empties dead letters. */
  consumes(queueId: string): boolean;
  stop(): void;
}

export interface EventSourceParts {
  readonly template: Template;
  readonly tables: readonly LocalTable[];
  readonly queues: Queues;
  readonly reader: StreamReader;
  readonly host: LambdaHost;
  readonly store: RuntimeStore;
  readonly meter: (functionId: string) => SourceMeter;
  readonly log: (line: string) => void;
}

const TRIM_EVERY_MS = 15_000;
/** Kept behind the slowest reader, so that a person can look at what just happened. */
const KEEP_RECORDS = 1_000;

/** Starts the template's event source mappings and trims streams behind them. @throws {Error} for a source nobody runs. */
export function startEventSources(parts: EventSourceParts): EventSources {
  const streams: StreamSource[] = [];
  const polls: { stop(): void }[] = [];
  const consumed = new Set<string>();
  for (const mapping of readMappings(parts.template)) {
    if (!mapping.enabled || !parts.host.has(mapping.functionId)) continue;
    const sourceId = parts.template.logicalIdOfArn(mapping.sourceArn) ?? mapping.sourceArn;
    const queue = parts.queues.list().find((one) => one.settings.id === sourceId);
    const table = parts.tables.find((one) => one.id === sourceId);
    if (queue) {
      consumed.add(sourceId);
      polls.push(startQueueSource(mapping, queue, parts.host, parts.meter(mapping.functionId)));
    } else if (table) {
      const known = parts.store.db.prepare('SELECT position FROM checkpoints WHERE mapping = ?').get(mapping.id);
      const startAt = known ? Number(known.position) : mapping.fromStart ? 0 : parts.reader.newest();
      const checkpoint = (position: number) => saveCheckpoint(parts.store, mapping.id, position);
      if (!known) checkpoint(startAt);
      const giveUp = async (records: readonly StreamRecord[], reason: string) => {
        parts.log(`stream → ${mapping.functionId}: gave up ${records.length} record(s), ${reason}`);
        await sendFailure(parts, mapping.functionId, mapping.onFailureArn, records, reason);
      };
      streams.push(startStreamSource({ ...parts, mapping, table, startAt, checkpoint, giveUp }));
    } else {
      throw new Error(`event source ${mapping.id}: nothing runs ${mapping.sourceArn}`);
    }
  }
  const trimming = setInterval(() => {
    const slowest = Math.min(...streams.map((source) => source.position()));
    if (Number.isFinite(slowest) && slowest > KEEP_RECORDS) parts.reader.trim(slowest - KEEP_RECORDS);
  }, TRIM_EVERY_MS);
  trimming.unref();
  return {
    idle: () => streams.every((source) => source.idle()),
    consumes: (queueId) => consumed.has(queueId),
    stop() {
      clearInterval(trimming);
      for (const source of [...streams, ...polls]) source.stop();
    },
  };
}

function saveCheckpoint(store: RuntimeStore, mapping: string, position: number): void {
  store.writeSoon((run) => {
    run(
      'INSERT INTO checkpoints VALUES (?, ?) ON CONFLICT (mapping) DO UPDATE SET position = excluded.position',
      mapping,
      position,
    );
  });
}

/** What Lambda writes to an SQS destination of a stream: where the records were, not what they held. */
async function sendFailure(
  parts: EventSourceParts,
  functionId: string,
  destination: string | undefined,
  records: readonly StreamRecord[],
  reason: string,
): Promise<void> {
  const [first, last] = [records[0], records.at(-1)];
  if (destination === undefined || !first || !last) return;
  const target = parts.template.logicalIdOfArn(destination);
  const queue = parts.queues.list().find((one) => one.settings.id === target);
  await queue?.send(
    JSON.stringify({
      requestContext: { functionArn: functionId, condition: reason, approximateInvokeCount: 1 },
      version: '1.0',
      timestamp: new Date().toISOString(),
      DDBStreamBatchInfo: {
        shardId: 'local',
        startSequenceNumber: first.event.dynamodb.SequenceNumber,
        endSequenceNumber: last.event.dynamodb.SequenceNumber,
        batchSize: records.length,
        streamArn: first.event.eventSourceARN,
        keys: records.map((record) => record.event.dynamodb.Keys),
      },
    }),
  );
}
