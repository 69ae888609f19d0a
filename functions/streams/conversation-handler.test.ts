import type { Context, DynamoDBRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { account, createWorld, START_MS } from '../../shared/conversations/harness.ts';
import { toItem } from '../../shared/runtime/row-table.ts';
import { createHandler } from './conversation-handler.ts';

type World = ReturnType<typeof createWorld>;

/** The stream record of the newest row of the event log. */
function recordOf(world: World, sequence: string): DynamoDBRecord {
  const row = world.table.all().findLast((one) => one.__edb_e__ === 'event');
  return { dynamodb: { SequenceNumber: sequence, NewImage: toItem(row ?? {}) as never } };
}

test('events of the stream reach their conversation; a repeat of the batch changes nothing', async () => {
  const world = createWorld(account('douyin'));
  await world.stored(world.event('message', { body: { type: 'text', text: '在吗' } }), START_MS);
  const handler = createHandler({ ...world.deps, applyAccountEvent: async () => undefined });
  const event = { Records: [recordOf(world, '1')] };
  expect(await handler(event, {} as Context)).toEqual({ batchItemFailures: [] });
  expect(world.head()).toMatchObject({ unread: 1, version: 1 });
  await handler(event, {} as Context);
  expect(world.head()).toMatchObject({ unread: 1, version: 1 });
});

test('a conversation that cannot be handled is repeated alone', async () => {
  const world = createWorld(account('douyin'));
  await world.stored(world.event('message', { body: { type: 'text', text: '在吗' } }), START_MS);
  const failing = { ...world.deps.table, get: () => Promise.reject(new Error('table down')) };
  const handler = createHandler({ ...world.deps, table: failing, applyAccountEvent: async () => undefined });
  expect(await handler({ Records: [recordOf(world, '7')] }, {} as Context)).toEqual({
    batchItemFailures: [{ itemIdentifier: '7' }],
  });
});
