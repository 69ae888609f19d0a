import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createClock, type SharedClock } from './clock.ts';
import { openQueues, type Queues } from './queues.ts';
import { serveQueues } from './queues-http.ts';
import type { Queue, QueueSettings } from './queues-model.ts';
import { openRuntimeStore, type RuntimeStore } from './runtime-store.ts';

const settings = (name: string, more: Partial<QueueSettings> = {}): QueueSettings => ({
  id: name,
  name,
  fifo: false,
  delaySeconds: 0,
  visibilitySeconds: 30,
  retentionSeconds: 345_600,
  maxBytes: 1_048_576,
  deadLetters: undefined,
  ...more,
});
const WORK = settings('work', { deadLetters: { queue: 'dead', maxReceiveCount: 2 } });

let folder: string;
let store: RuntimeStore;
let clock: SharedClock;
let queues: Queues;
let work: Queue;
let dead: Queue;

function open(): void {
  store = openRuntimeStore(folder);
  clock = createClock();
  queues = openQueues([WORK, settings('dead')], store, clock);
  work = get('work');
  dead = get('dead');
}

function get(name: string): Queue {
  const queue = queues.byName(name);
  if (!queue) throw new Error(name);
  return queue;
}

const bodies = (queue: Queue, max = 10) => queue.receive(max).map(({ message }) => message.body);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'queues-'));
  open();
});
afterEach(() => {
  clock.stop();
  store.close();
  rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 50 });
});

describe('queues on the movable clock', () => {
  test('messages come in order and each to one receiver', async () => {
    await Promise.all(['1', '2', '3'].map((body) => work.send(body)));
    expect(bodies(work, 2)).toEqual(['1', '2']);
    expect(bodies(work, 2)).toEqual(['3']);
    expect(bodies(work)).toEqual([]);
  });

  test('a delay ends when the clock says so', async () => {
    await work.send('later', { delaySeconds: 900 });
    expect(bodies(work)).toEqual([]);
    clock.advance(899_000);
    expect(bodies(work)).toEqual([]);
    clock.advance(1_000);
    await vi.waitUntil(() => work.counts().visible === 1, 20_000);
    expect(bodies(work)).toEqual(['later']);
  });

  test('an undeleted message returns after the visibility timeout, a deleted one never', async () => {
    await work.send('kept');
    await work.send('deleted');
    const [, second] = work.receive(2);
    work.delete(second?.handle ?? '');
    clock.advance(30_000);
    await vi.waitUntil(() => work.counts().visible === 1, 20_000);
    expect(bodies(work)).toEqual(['kept']);
  });

  test('a held message is not timed out; released, it returns when its timeout is over', async () => {
    await work.send('x');
    const [receipt] = work.receive(1, { hold: true });
    clock.advance(20_000);
    work.release(receipt?.handle ?? '');
    expect(work.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 1 });
    clock.advance(10_000);
    await vi.waitUntil(() => work.counts().visible === 1, 20_000);
  });

  test('a message received too often goes to the dead letters, once', async () => {
    await work.send('poison');
    for (let round = 0; round < 2; round += 1) {
      const [receipt] = work.receive(1);
      work.changeVisibility(receipt?.handle ?? '', 0);
    }
    expect(bodies(work)).toEqual([]);
    expect(bodies(dead)).toEqual(['poison']);
    expect(work.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  test('a flood of one group does not delay another', async () => {
    for (let index = 0; index < 20; index += 1) await work.send(`noisy ${index}`, { groupId: 'noisy' });
    await work.send('quiet', { groupId: 'quiet' });
    expect(bodies(work, 2)).toEqual(['noisy 0', 'quiet']);
  });

  test('messages expire with the retention period', async () => {
    await work.send('old');
    clock.advance(345_600_000);
    expect(bodies(work)).toEqual([]);
    expect(work.counts().visible).toBe(0);
  });

  test('after a kill everything undeleted is there again, with its delay and its receive count', async () => {
    await work.send('seen twice');
    await work.send('delayed', { delaySeconds: 600 });
    await work.send('in flight');
    const first = work.receive(1)[0];
    work.changeVisibility(first?.handle ?? '', 0);
    await vi.waitUntil(() => work.counts().visible === 2, 20_000);
    work.receive(10);
    await work.send('last'); // its commit carries the receive counts
    clock.stop();
    open(); // a second connection, as after a kill: nothing was closed
    expect(work.counts()).toEqual({ visible: 3, inFlight: 0, delayed: 1 });
    expect(bodies(work).sort()).toEqual(['in flight', 'last']);
    expect(bodies(dead)).toEqual(['seen twice']);
  });

  test('FIFO queues are refused in words', () => {
    expect(() => openQueues([settings('x.fifo', { fifo: true })], store, clock)).toThrow(
      'FIFO queues are not supported',
    );
  });
});

describe('SQS wire protocol', () => {
  const port = 21_000 + Math.floor(Math.random() * 8_000);
  const url = `http://127.0.0.1:${port}/000000000000/work`;
  let server: Awaited<ReturnType<typeof serveQueues>>;
  let client: SQSClient;
  beforeEach(async () => {
    server = await serveQueues(queues, port);
    client = new SQSClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
      maxAttempts: 1,
    });
  });
  afterEach(async () => {
    client.destroy();
    await server.close();
  });

  test('the SDK sends, receives by long poll, and deletes', async () => {
    const receiving = client.send(
      new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20, MessageSystemAttributeNames: ['All'] }),
    );
    await client.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: '你好',
        MessageGroupId: 'tenant',
        MessageAttributes: { kind: { DataType: 'String', StringValue: 'a' } },
      }),
    );
    const [message] = (await receiving).Messages ?? [];
    expect(message).toMatchObject({
      Body: '你好',
      Attributes: { ApproximateReceiveCount: '1', MessageGroupId: 'tenant' },
    });
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
  });

  test('a batch reports each entry by its id', async () => {
    const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: Id, DelaySeconds: 0 }));
    const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    expect(answer.Successful?.map(({ Id }) => Id)).toEqual(['a', 'b']);
  });

  test('wrong queues, delays and sizes get the errors of SQS', async () => {
    const send = (more: object) => client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x', ...more }));
    await expect(send({ QueueUrl: url.replace('work', 'nobody') })).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    await expect(send({ DelaySeconds: 901 })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(send({ MessageBody: 'x'.repeat(1_048_577) })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    expect(work.counts().visible).toBe(0);
  });
});
