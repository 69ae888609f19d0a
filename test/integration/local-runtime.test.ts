import { fileURLToPath } from 'node:url';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stack, startStack } from '../harness/stack.ts';

/** The local runtime itself, on a template of two small functions: web → table → stream → queue → table. */

const assembly = fileURLToPath(new URL('../../infra/local/fixtures/small', import.meta.url));
let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ assembly, siteDir: assembly, simulators: false });
});
afterAll(() => stack.stop());

const post = (body: object): Promise<number> =>
  fetch(`${stack.origin}/items`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).then(
    (response) => response.status,
    () => 0,
  );

/** Posts until it is acknowledged, as a platform that retries does. */
async function postUntilAccepted(body: object): Promise<void> {
  await stack.waitFor(async () => [200, 201].includes(await post(body)), JSON.stringify(body), 60_000);
}

async function item(pk: string, sk: string): Promise<Record<string, unknown>> {
  const { Item } = await stack.documentClient.send(new GetCommand({ TableName: stack.tableName, Key: { pk, sk } }));
  return Item ?? {};
}

const queue = (prefix: string) => async () => {
  const { queues } = await stack.state();
  return queues.find((one) => one.queue.startsWith(prefix)) ?? { visible: 0, inFlight: 0, delayed: 0 };
};
const work = queue('Work');
const dead = queue('DeadLetters');

describe('one message through all parts', () => {
  test('is answered, stored once, streamed and queued within moments', async () => {
    expect(await post({ key: 'one', n: 1 })).toBe(201);
    expect(await post({ key: 'one', n: 1 })).toBe(200);
    await stack.waitFor(async () => (await item('one', 'jobs')).done !== undefined, 'the job is done');
    expect((await item('one', 'head')).seen).toEqual([1]);
  });

  test('can be followed by its conversation, and the meter knows what it took', async () => {
    const followed = await stack.invocations('conversation=one');
    expect(followed.map((one) => [one.function, one.trigger, one.outcome])).toEqual([
      ['Web', 'POST /items', 'ok'],
      ['Web', 'POST /items', 'ok'],
    ]);
    expect(followed[0]?.log).toEqual([{ message: 'storing', conversationId: 'one' }]);
    expect((await stack.meter()).totals.requests).toMatchObject({ HttpApi: 2 });
  });

  test('failures of a function answer 500 and the next request works', async () => {
    expect(await post({ key: 'bad', n: 1, mode: 'throw' })).toBe(500);
    expect(await post({ key: 'bad', n: 1, mode: 'crash' })).toBe(500);
    expect(await post({ key: 'bad', n: 1 })).toBe(201);
    const failures = await stack.invocations('failed=1');
    expect(failures.map((one) => one.error?.type)).toEqual(['TypeError', 'Runtime.ExitError']);
  });
});

describe('poison', () => {
  test('in the stream ends in the dead letters; its neighbours pass', async () => {
    await post({ key: 'poison', n: 1, mode: 'poison' });
    await Promise.all(['p1', 'p2', 'p3'].map((key) => post({ key, n: 1 })));
    for (const key of ['p1', 'p2', 'p3']) await stack.waitFor(async () => 'seen' in (await item(key, 'head')), key);
    await stack.waitFor(async () => (await dead()).visible === 1, 'the poison is parked');
  });

  test('in a queue is tried again as the clock moves, then ends in the dead letters', async () => {
    const sqs = new SQSClient({
      endpoint: stack.awsEnvironment.AWS_ENDPOINT_URL_SQS ?? '',
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    });
    const QueueUrl = `${stack.awsEnvironment.AWS_ENDPOINT_URL_SQS}/000000000000/WorkBBBBBBBB`;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"mode":"poison"}' }));
    for (let round = 0; round < 2; round += 1) {
      await stack.waitFor(async () => (await work()).delayed === 1, 'it waits for its next try');
      await stack.clock.advance(31);
    }
    await stack.waitFor(async () => (await dead()).visible === 2, 'it is parked');
    expect(await work()).toMatchObject({ visible: 0, inFlight: 0, delayed: 0 });
  });
});

describe('kill -9 loses nothing acknowledged', () => {
  const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
  const PER_KEY = 15;

  test('workers and the whole runtime die at random; every accepted event is handled, in order', async () => {
    const sending = { finished: false };
    const senders = keys.map(async (key) => {
      for (let n = 0; n < PER_KEY; n += 1) await postUntilAccepted({ key, n });
    });
    const killers = (async () => {
      for (let round = 0; !sending.finished && round < 60; round += 1) {
        await stack.killWorker().catch(() => null);
        if (round % 15 === 7) {
          await stack.kill();
          await stack.restart();
        }
      }
    })();
    await Promise.all(senders);
    sending.finished = true;
    await killers;
    await stack.waitForIdle(60_000);
    await stack.clock.advance(31); // what a killed worker held becomes visible again
    await stack.waitFor(async () => (await work()).delayed === 0, 'nothing waits', 60_000);
    await stack.waitForIdle(60_000);

    const order = Array.from({ length: PER_KEY }, (_, n) => n);
    for (const key of keys) {
      expect((await item(key, 'head')).seen, key).toEqual(order);
      expect(await storedEvents(key), key).toBe(PER_KEY);
      expect((await item(key, 'jobs')).done, key).toEqual(new Set(order));
    }
  });

  test('what a clean stop left is there after the next start, and the clock goes on', async () => {
    await stack.clock.advance(86_400);
    const before = await stack.clock.now();
    await stack.restart();
    expect(await stack.clock.now()).toBeGreaterThanOrEqual(before);
    expect((await item('one', 'head')).seen).toEqual([1]);
    expect(await post({ key: 'one', n: 2 })).toBe(201);
  });
});

async function storedEvents(pk: string): Promise<number> {
  const { Count } = await stack.documentClient.send(
    new QueryCommand({
      TableName: stack.tableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
      ExpressionAttributeValues: { ':pk': pk, ':event': 'e#' },
      Select: 'COUNT',
    }),
  );
  return Count ?? 0;
}
