import middy from '@middy/core';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { LogFields } from './log.ts';
import { type InvocationDeps, logRecordFailure, outcomeLine, treatmentOf } from './queue-handler.ts';
import { type Row, toRow } from './row-table.ts';

/** A change of the table: the row as it is now and, unless it is new, as it was. */
export interface StreamChange {
  readonly before: Row | undefined;
  readonly after: Row;
}

export interface StreamHandler<T> {
  /** Undefined = not this function's business. @throws if the row is broken: the record ends among the dead letters. */
  readonly parse: (change: StreamChange) => T | undefined;
  /** Records of one name are handled together and in order, others side by side. */
  readonly nameOf: (item: T) => string;
  readonly handle: (items: readonly [T, ...T[]]) => Promise<void>;
  readonly fieldsOf?: (item: T) => LogFields;
}

/**
 * The stack of every stream function: outcome line, plain images, grouping by partition in order, failures by record.
 * Lambda repeats from the earliest failed record on, so whatever came after it is handled again: handlers are
 * idempotent. A record that always fails is isolated by bisection and ends in the function's dead letters.
 */
export function createStreamHandler<T>(deps: InvocationDeps, stream: StreamHandler<T>) {
  const serve = async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const failed: string[] = [];
    const groups = new Map<string, { id: string; items: [T, ...T[]] }>();
    for (const record of event.Records) {
      const id = record.dynamodb?.SequenceNumber ?? '';
      const item = readItem(deps, stream, record, () => failed.push(id));
      if (item === undefined) continue;
      const name = stream.nameOf(item);
      const group = groups.get(name);
      if (group) group.items.push(item);
      else groups.set(name, { id, items: [item] });
    }
    await Promise.all(
      [...groups.values()].map(async ({ id, items }) => {
        try {
          await stream.handle(items);
        } catch (error) {
          logRecordFailure(deps.log, error, stream.fieldsOf?.(items[0]) ?? {});
          if (treatmentOf(error) === 'repeat') failed.push(id);
        }
      }),
    );
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>()
    .use(
      outcomeLine<DynamoDBStreamEvent, DynamoDBBatchResponse>(deps, (answer) => answer?.batchItemFailures.length ?? 0),
    )
    .handler(serve);
}

function readItem<T>(
  deps: InvocationDeps,
  stream: StreamHandler<T>,
  record: DynamoDBRecord,
  fail: () => void,
): T | undefined {
  const { NewImage, OldImage } = record.dynamodb ?? {};
  if (!NewImage) return undefined;
  try {
    return stream.parse({ before: OldImage ? toRow({ ...OldImage }) : undefined, after: toRow({ ...NewImage }) });
  } catch (error) {
    logRecordFailure(deps.log, error, {});
    fail();
    return undefined;
  }
}
