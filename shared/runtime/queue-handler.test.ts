import type { Context, DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { NotFound, Unavailable } from './errors.ts';
import type { Log } from './log.ts';
import { createQueueHandler } from './queue-handler.ts';
import { createStreamHandler } from './stream-handler.ts';

const CONTEXT = {} as Context;

function recording() {
  const lines: [string, string, object | undefined][] = [];
  const at = (level: string) => (event: string, fields?: object) => void lines.push([level, event, fields]);
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { lines, deps: { log, clock: { now: () => 1_000 } } };
}

const Job = z.object({ name: z.string() });
const batch = (...bodies: string[]): SQSEvent => ({
  Records: bodies.map(
    (body, index) => ({ messageId: `m${index}`, body, attributes: {} }) as SQSEvent['Records'][number],
  ),
});

test('a queue fails records one by one: broken ones, and those whose error a repeat may cure', async () => {
  const { deps, lines } = recording();
  const handler = createQueueHandler(deps, {
    schema: Job,
    nameOf: ({ name }) => name,
    handle: async ([{ name }]) => {
      if (name === 'down') throw new Unavailable('platform.down', 'phone 13800138000');
      if (name === 'gone') throw new NotFound('conversation.unknown', '');
      if (name === 'bug') throw new TypeError('secret text');
    },
  });
  const answer = await handler(
    batch('{"name":"fine"}', '{"name":"down"}', '{"name":"gone"}', '{"name":"bug"}', 'no json'),
    CONTEXT,
  );
  expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(['m1', 'm3', 'm4']);
  expect(lines.map(([level, event]) => `${level} ${event}`).sort()).toEqual([
    'error record.failed',
    'error record.poison',
    'info invocation.done',
    'warn record.failed',
    'warn record.failed',
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/13800138000|secret text/);
});

test('a group is told when the newest of its jobs was sent, by the queue’s clock', async () => {
  const { deps } = recording();
  const told: [number, number][] = [];
  const handler = createQueueHandler(deps, {
    schema: Job,
    nameOf: ({ name }) => name,
    handle: async (jobs, sentAtMs) => void told.push([jobs.length, sentAtMs]),
  });
  const sent = (name: string, attributes: object) =>
    ({ messageId: name, body: JSON.stringify({ name }), attributes }) as SQSEvent['Records'][number];
  const times = ['5000', '9000', '7000'].map((SentTimestamp) => sent('a', { SentTimestamp }));
  await handler({ Records: [...times, sent('b', {})] }, CONTEXT);
  expect(told.sort()).toEqual([
    [1, 0],
    [3, 9_000],
  ]);
});

test('jobs of one name are handled once, together', async () => {
  const { deps } = recording();
  const calls: number[] = [];
  const handler = createQueueHandler(deps, {
    schema: Job,
    nameOf: ({ name }) => name,
    handle: async (jobs) => void calls.push(jobs.length),
  });
  await handler(batch('{"name":"a"}', '{"name":"b"}', '{"name":"a"}'), CONTEXT);
  expect(calls.sort()).toEqual([1, 2]);
});

const change = (sequence: string, pk: string): DynamoDBStreamEvent['Records'][number] => ({
  dynamodb: {
    SequenceNumber: sequence,
    NewImage: { pk: { S: pk }, sk: { S: sequence }, list: { L: [{ M: { n: { N: '1' } } }] } },
  },
});

test('a stream handles each partition in order and repeats from the first record that failed', async () => {
  const { deps } = recording();
  const seen: string[] = [];
  const handler = createStreamHandler<{ pk: string; sk: string }>(deps, {
    parse: ({ after }) => after,
    nameOf: ({ pk }) => pk,
    handle: async (items) => {
      if (items[0].pk === 'bad') throw new Error('no');
      seen.push(items.map(({ sk }) => sk).join());
    },
  });
  const answer = await handler(
    { Records: [change('1', 'a'), change('2', 'bad'), change('3', 'a'), change('4', 'bad')] },
    CONTEXT,
  );
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
  expect(seen).toEqual(['1,3']);
});

test('a broken row fails alone', async () => {
  const { deps } = recording();
  const handler = createStreamHandler<string>(deps, {
    parse: ({ after }) => {
      if (after.sk === '2') throw new Error('broken');
      return after.sk;
    },
    nameOf: (sk) => sk,
    handle: async () => undefined,
  });
  expect(await handler({ Records: [change('1', 'a'), change('2', 'a')] }, CONTEXT)).toEqual({
    batchItemFailures: [{ itemIdentifier: '2' }],
  });
});
