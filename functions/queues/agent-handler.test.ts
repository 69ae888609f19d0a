import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import type { AgentJob } from '../../shared/contracts/queues.ts';
import { createHandler } from './agent-handler.ts';

const record = (messageId: string, body: unknown): SQSRecord => ({
  messageId,
  receiptHandle: 'r',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: 's',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn',
  awsRegion: 'us-east-1',
});
const event = (...Records: SQSRecord[]): SQSEvent => ({ Records });
const job = (conversationId: string): AgentJob => ({ tenantId: 't1', conversationId, burstKey: 'm#1' });

function world(fail: (job: AgentJob) => boolean = () => false) {
  const seen = { answered: [] as string[], running: 0, most: 0, flushes: 0, logged: [] as string[] };
  const note = (name: string, fields?: object) => void seen.logged.push(`${name} ${JSON.stringify(fields ?? {})}`);
  const handler = createHandler({
    answer: async (each) => {
      seen.running += 1;
      seen.most = Math.max(seen.most, seen.running);
      await Promise.resolve();
      seen.running -= 1;
      if (fail(each)) throw new Error('table is down');
      seen.answered.push(each.conversationId);
      return 'answered';
    },
    meter: {
      flush: async () => {
        seen.flushes += 1;
      },
    },
    log: { debug: note, info: note, warn: note, error: note },
  });
  return { seen, handler };
}

test('decision 10: the conversations of a batch are in flight together', async () => {
  const { seen, handler } = world();
  expect(await handler(event(record('1', job('a')), record('2', job('b')), record('3', job('c'))))).toEqual({
    batchItemFailures: [],
  });
  expect(seen.answered).toEqual(['a', 'b', 'c']);
  expect(seen.most).toBe(3);
  expect(seen.flushes).toBe(3);
});

test('one record fails alone, and is counted all the same', async () => {
  const { seen, handler } = world(({ conversationId }) => conversationId === 'b');
  expect(await handler(event(record('1', job('a')), record('2', job('b'))))).toEqual({
    batchItemFailures: [{ itemIdentifier: '2' }],
  });
  expect(seen.answered).toEqual(['a']);
  expect(seen.flushes).toBe(2);
});

test.each(['{', '{}', 'null', '{"tenantId":1,"conversationId":"c","burstKey":"b"}'])(
  'F29: poison %s goes to the dead letters and disturbs nobody',
  async (body) => {
    const { seen, handler } = world();
    expect(await handler(event(record('1', body), record('2', job('b'))))).toEqual({
      batchItemFailures: [{ itemIdentifier: '1' }],
    });
    expect(seen.answered).toEqual(['b']);
    expect(seen.logged).toEqual(['record.poison {"kind":"agent","requestId":"1"}']);
  },
);
