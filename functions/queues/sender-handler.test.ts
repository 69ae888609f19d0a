import type { Context, SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { account, createWorld } from '../../shared/conversations/harness.ts';
import { planMessage } from '../../shared/conversations/operate.ts';
import { createHandler } from './sender-handler.ts';

const batch = (...jobs: object[]): SQSEvent => ({
  Records: jobs.map(
    (job, index) => ({ messageId: `m${index}`, body: JSON.stringify(job) }) as SQSEvent['Records'][number],
  ),
});

test('jobs of one conversation are one visit; a job for nobody is done with', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: { type: 'text', text: '在吗' } }));
  await planMessage(world.deps, {
    ...world.key,
    messageId: 'operator-0001',
    body: { type: 'text', text: '您好' },
    sender: 'operator',
    senderId: 'u1',
  });
  const handler = createHandler(world.deps);
  const fromMs = world.messages()[0]?.atMs;
  const answer = await handler(
    batch({ ...world.key, fromMs }, world.key, { tenantId: 't1', conversationId: 'nobody' }),
    {} as Context,
  );
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(world.texts()).toEqual(['您好']);
});
