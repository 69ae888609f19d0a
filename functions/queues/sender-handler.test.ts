import type { Context, SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { agentConversations } from '../../shared/conversations/agent-conversations.ts';
import { account, createWorld, WITH_AGENT } from '../../shared/conversations/harness.ts';
import { planMessage } from '../../shared/conversations/plan-message.ts';
import { createHeardClock } from '../../shared/runtime/clock.ts';
import { createHandler as createSender } from './sender-handler.ts';

const createHandler = ({ deps }: ReturnType<typeof createWorld>) =>
  createSender({ ...deps, clock: createHeardClock(deps.clock) });

const batch = (...jobs: object[]): SQSEvent => ({
  Records: jobs.map(
    (job, index) =>
      ({ messageId: `m${index}`, body: JSON.stringify(job), attributes: {} }) as SQSEvent['Records'][number],
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
  const handler = createHandler(world);
  const fromMs = world.messages()[0]?.atMs;
  const answer = await handler(
    batch({ ...world.key, fromMs }, world.key, { tenantId: 't1', conversationId: 'nobody' }),
    {} as Context,
  );
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(world.texts()).toEqual(['您好']);
});

test('INV4: a sweep’s job in the same batch does not hide where an agent’s answer begins', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  await world.apply(world.event('message', { body: { type: 'text', text: '在吗' } }));
  const { burstKey = '', epoch } = world.head();
  const reply = { ...world.key, accountId: 'dy_account1', burstKey, epoch, agentId: 'g1', tags: [] };
  world.nowMs += 60_000;
  await planMessage(world.deps, {
    ...world.key,
    messageId: 'operator-0001',
    body: { type: 'text', text: '您好' },
    sender: 'operator',
    senderId: 'u1',
  });
  const handler = createHandler(world);
  await handler(batch(world.key), {} as Context);
  // Composed before the person wrote, planned after: no head knows of it, and it stands before what any head owes.
  await agentConversations(world.deps).plan({ ...reply, bodies: [{ type: 'text', text: '在的' }] });
  const fromMs = world.messages()[0]?.atMs;
  await handler(batch({ ...world.key, fromMs }, world.key), {} as Context);
  expect(world.messages().map(({ sender, state }) => [sender, state])).toEqual([
    ['agent', 'cancelled'],
    ['operator', 'sent'],
  ]);
});

test('W1, W13: a sender whose clock is behind the queue’s sends no welcome whose 30 s are over', async () => {
  const world = createWorld(account('douyin', { welcome: ['您好'] }));
  await world.apply(world.event('entered'));
  const enteredAtMs = world.nowMs;
  world.nowMs = enteredAtMs - 3_000;
  const [record] = batch(world.key).Records;
  if (!record) throw new Error('no record');
  const SentTimestamp = String(enteredAtMs + 33_000);
  await createHandler(world)(
    { Records: [{ ...record, attributes: { ...record.attributes, SentTimestamp } }] },
    {} as Context,
  );
  expect(world.texts()).toEqual([]);
  expect(world.messages().map(({ state }) => state)).toEqual(['expired']);
});
