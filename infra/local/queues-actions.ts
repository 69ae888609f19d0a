import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Queues } from './queues.ts';
import type { Queue, Receipt } from './queues-model.ts';
import { ACCOUNT, REGION } from './template.ts';

const Attribute = z.object({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});
const Entry = z.object({
  MessageBody: z.string().min(1),
  DelaySeconds: z.number().min(0).max(900).optional(),
  MessageAttributes: z.record(z.string(), Attribute).optional(),
  MessageGroupId: z.string().optional(),
});
const Handle = z.object({ Id: z.string().default(''), ReceiptHandle: z.string() });
const Visibility = Handle.extend({ VisibilityTimeout: z.number().min(0).max(43_200) });
const Receive = z.object({
  MaxNumberOfMessages: z.number().min(1).max(10).default(1),
  VisibilityTimeout: z.number().optional(),
  WaitTimeSeconds: z.number().max(20).default(0),
});
const entries = <T extends z.ZodType>(entry: T) => z.object({ Entries: z.array(entry).min(1).max(10) });
const Target = z.object({ QueueUrl: z.string() });

/** An answer that says no; `code` is what SQS calls it. */
export class SqsError extends Error {
  override readonly name = 'SqsError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

async function send(queue: Queue, entry: z.infer<typeof Entry>) {
  if (Buffer.byteLength(entry.MessageBody) > queue.settings.maxBytes) {
    throw new SqsError(
      'com.amazonaws.sqs#InvalidParameterValue',
      `Message must be shorter than ${queue.settings.maxBytes} bytes.`,
    );
  }
  const id = await queue.send(entry.MessageBody, {
    ...(entry.DelaySeconds === undefined ? {} : { delaySeconds: entry.DelaySeconds }),
    ...(entry.MessageAttributes ? { attributes: entry.MessageAttributes } : {}),
    ...(entry.MessageGroupId === undefined ? {} : { groupId: entry.MessageGroupId }),
  });
  return { MessageId: id, MD5OfMessageBody: md5(entry.MessageBody) };
}

async function receive(queue: Queue, input: z.infer<typeof Receive>, response: ServerResponse) {
  const take = () =>
    queue.receive(
      input.MaxNumberOfMessages,
      input.VisibilityTimeout === undefined ? {} : { visibilitySeconds: input.VisibilityTimeout },
    );
  let receipts = take();
  if (receipts.length === 0 && input.WaitTimeSeconds > 0) {
    receipts = await new Promise<readonly Receipt[]>((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        stop();
        response.off('close', finish);
        resolve(response.destroyed ? [] : take()); // nobody waits any more: leave them to others
      };
      const timer = setTimeout(finish, input.WaitTimeSeconds * 1000);
      const stop = queue.onVisible(finish);
      response.once('close', finish);
    });
  }
  return { Messages: receipts.map(describe) };
}

function describe({ handle, message }: Receipt) {
  return {
    MessageId: message.id,
    ReceiptHandle: handle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    Attributes: {
      ApproximateReceiveCount: String(message.received),
      SentTimestamp: String(message.sentAtMs),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs ?? 0),
      ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
    },
    ...(Object.keys(message.attributes).length > 0 ? { MessageAttributes: message.attributes } : {}),
  };
}

function attributes(queue: Queue): Record<string, string> {
  const { visible, inFlight, delayed } = queue.counts();
  return {
    QueueArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue.settings.name}`,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(queue.settings.visibilitySeconds),
    DelaySeconds: String(queue.settings.delaySeconds),
    MessageRetentionPeriod: String(queue.settings.retentionSeconds),
  };
}

async function batch<E extends { readonly Id?: string | undefined }>(
  list: readonly E[],
  one: (entry: E) => Promise<object>,
) {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const result of await Promise.allSettled(list.map(one))) {
    const Id = list[Successful.length + Failed.length]?.Id ?? '';
    if (result.status === 'fulfilled') Successful.push({ Id, ...result.value });
    else Failed.push({ Id, SenderFault: true, Code: 'InvalidParameterValue', Message: String(result.reason) });
  }
  return { Successful, Failed };
}

function remove(queue: Queue, handle: string): object {
  queue.delete(handle); // deleting what is gone is no error, as on AWS
  return {};
}

function changeVisibility(queue: Queue, handle: string, seconds: number): object {
  if (!queue.changeVisibility(handle, seconds)) {
    throw new SqsError(
      'com.amazonaws.sqs#MessageNotInflight',
      'The message is not available for a visibility timeout change.',
    );
  }
  return {};
}

/** What SQS answers to an action. @throws {SqsError} */
export async function answer(
  queues: Queues,
  base: string,
  action: string,
  input: unknown,
  response: ServerResponse,
): Promise<object> {
  const urlOf = (queue: Queue) => `${base}/${ACCOUNT}/${queue.settings.name}`;
  if (action === 'ListQueues') return { QueueUrls: queues.list().map(urlOf) };
  const name =
    action === 'GetQueueUrl'
      ? z.object({ QueueName: z.string() }).parse(input).QueueName
      : nameOf(Target.parse(input).QueueUrl);
  const queue = queues.byName(name);
  if (!queue) throw new SqsError('com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.');
  switch (action) {
    case 'GetQueueUrl':
      return { QueueUrl: urlOf(queue) };
    case 'GetQueueAttributes':
      return { Attributes: attributes(queue) };
    case 'SendMessage':
      return send(queue, Entry.parse(input));
    case 'SendMessageBatch':
      return batch(entries(Entry.extend({ Id: z.string() })).parse(input).Entries, (entry) => send(queue, entry));
    case 'ReceiveMessage':
      return receive(queue, Receive.parse(input), response);
    case 'DeleteMessage':
      return remove(queue, Handle.parse(input).ReceiptHandle);
    case 'DeleteMessageBatch':
      return batch(entries(Handle).parse(input).Entries, async (entry) => remove(queue, entry.ReceiptHandle));
    case 'ChangeMessageVisibility': {
      const change = Visibility.parse(input);
      return changeVisibility(queue, change.ReceiptHandle, change.VisibilityTimeout);
    }
    case 'ChangeMessageVisibilityBatch':
      return batch(entries(Visibility).parse(input).Entries, async (entry) =>
        changeVisibility(queue, entry.ReceiptHandle, entry.VisibilityTimeout),
      );
    case 'PurgeQueue':
      queue.purge();
      return {};
    default:
      throw new SqsError('com.amazonaws.sqs#UnsupportedOperation', `${action} is not supported by the local runtime`);
  }
}

const nameOf = (queueUrl: string) => queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
