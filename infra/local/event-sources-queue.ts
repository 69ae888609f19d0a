import { createHash } from 'node:crypto';
import { failedItems, type Mapping, passes } from './event-sources-mapping.ts';
import type { LambdaHost } from './lambda-host.ts';
import type { Queue, Receipt } from './queues-model.ts';

export interface SourceMeter {
  /** AWS requests the event source makes on its own account. */
  request(source: string, operation: string, requests: number): void;
}

/** SQS allows ten messages a request; larger batches take several. */
const PER_REQUEST = 10;
const BUSY_MS = 20;

/**
 * Feeds a queue's messages to a function. It takes only what the function's environments can take now and lets the rest
 * gather in the queue, so that load makes batches larger instead of environments more numerous.
 *
 * Handled messages are deleted; failed ones come back after the visibility timeout, and the queue's redrive policy moves
 * them to dead letters.
 */
export function startQueueSource(
  mapping: Mapping,
  queue: Queue,
  host: LambdaHost,
  meter: SourceMeter,
): { stop(): void } {
  let running = 0;
  let stopped = false;
  let window: NodeJS.Timeout | undefined;
  const unsubscribe = queue.onVisible(consider);

  function hasRoom(): boolean {
    if (mapping.maxConcurrency !== undefined && running >= mapping.maxConcurrency) return false;
    if (host.hasRoom(mapping.functionId)) return true;
    if (running === 0) window ??= setTimeout(again, BUSY_MS); // others keep the function busy, no end of ours will call back
    return false;
  }

  function again(): void {
    window = undefined;
    take();
  }

  /** With a batching window, an incomplete batch waits for more. */
  function consider(): void {
    if (mapping.windowMs > 0 && queue.counts().visible < mapping.batchSize) {
      window ??= setTimeout(again, mapping.windowMs);
      return;
    }
    clearTimeout(window);
    window = undefined;
    take();
  }

  function take(): void {
    while (!stopped && queue.counts().visible > 0 && hasRoom()) {
      const receipts = queue.receive(mapping.batchSize, { hold: true });
      if (receipts.length === 0) return;
      meter.request('SQS', 'ReceiveMessage', Math.ceil(receipts.length / PER_REQUEST));
      const wanted = receipts.filter((receipt) => passes(mapping, filterable(receipt)));
      for (const receipt of receipts) if (!wanted.includes(receipt)) queue.delete(receipt.handle);
      if (wanted.length > 0) void handle(wanted);
    }
  }

  async function handle(receipts: readonly Receipt[]): Promise<void> {
    running += 1;
    const result = await host.invoke(mapping.functionId, {
      Records: receipts.map((receipt) => toRecord(receipt, mapping)),
    });
    running -= 1;
    if (stopped) return;
    const failed = failedItems(
      mapping,
      result,
      receipts.map(({ message }) => message.id),
    );
    const done = failed === 'all' ? [] : receipts.filter(({ message }) => !failed.has(message.id));
    for (const { handle: receipt } of done) queue.delete(receipt);
    if (done.length > 0) meter.request('SQS', 'DeleteMessageBatch', Math.ceil(done.length / PER_REQUEST));
    for (const receipt of receipts) if (!done.includes(receipt)) queue.release(receipt.handle);
    take();
  }

  return {
    stop() {
      stopped = true;
      clearTimeout(window);
      unsubscribe();
    },
  };
}

/** Filters see the body as JSON where it is JSON. */
function filterable({ message }: Receipt): unknown {
  try {
    const body: unknown = JSON.parse(message.body);
    return { body };
  } catch {
    return { body: message.body };
  }
}

function toRecord({ handle, message }: Receipt, mapping: Mapping): object {
  return {
    messageId: message.id,
    receiptHandle: handle,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.received),
      SentTimestamp: String(message.sentAtMs),
      SenderId: 'local',
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs ?? message.sentAtMs),
      ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          dataType: DataType,
          stringValue: StringValue,
          binaryValue: BinaryValue,
          stringListValues: [],
          binaryListValues: [],
        },
      ]),
    ),
    md5OfBody: createHash('md5').update(message.body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: mapping.sourceArn,
    awsRegion: 'us-east-1',
  };
}
