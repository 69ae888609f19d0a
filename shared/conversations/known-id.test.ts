import { expect, test } from 'vitest';
import { agentConversations } from './agent-conversations.ts';
import { applyEvents } from './apply-events.ts';
import { account, createWorld } from './harness.ts';
import { planText, text } from './harness-words.ts';
import type { MessageBody } from './model.ts';
import { olderItems, openThread } from './open-thread.ts';

type World = ReturnType<typeof createWorld>;

async function says(world: World, value: string): Promise<void> {
  world.nowMs += 10_000;
  await world.apply(world.event('message', { body: text(value) }));
}

/** The customer fills in a card, as a webhook seals it. */
async function leaves(world: World, wechat: string): Promise<void> {
  world.nowMs += 10_000;
  const card = world.event('card-submitted');
  await applyEvents(world.deps, world.key, [await world.stored(card, world.nowMs, { wechat, masked: false })]);
}

const textsOf = (items: readonly { readonly body?: MessageBody | undefined }[] = []) =>
  items.flatMap(({ body }) => (body?.type === 'text' ? [body.text] : []));

async function known(): Promise<World> {
  const world = createWorld(account('douyin'));
  await says(world, 'abc12345');
  await leaves(world, 'abc12345');
  await says(world, '搜ABC12345就行');
  return world;
}

test('X5: a WeChat id that is known by now is hidden in the thread, before and after it was left', async () => {
  const { deps, key } = await known();
  const opened = await openThread(deps.table, key);
  expect(textsOf(opened?.items)).toEqual(['a******5', '搜A******5就行']);
  expect(textsOf((await olderItems(deps.table, key, { limit: 10 }))?.items)).toEqual(['a******5', '搜A******5就行']);
});

test('X5: the inbox shows of the last line what the thread does', async () => {
  const world = await known();
  expect(world.head().lastMessage?.preview).toBe('搜A******5就行');
});

test('SEC17: an agent does not read it either', async () => {
  const { deps, key } = await known();
  const view = await agentConversations(deps).read(key, 20);
  expect(textsOf(view?.items)).toEqual(['a******5', '搜A******5就行']);
});

test('COST2: an older page asks for the customer only where a line may say an id', async () => {
  const world = createWorld(account('douyin'));
  await leaves(world, 'abc12345');
  await says(world, '90平多少钱');
  let asked = 0;
  const table = {
    ...world.deps.table,
    get: (...of: Parameters<typeof world.deps.table.get>) => {
      asked += 1;
      return world.deps.table.get(...of);
    },
  };
  await olderItems(table, world.key, { limit: 10 });
  expect(asked).toBe(0);
  await says(world, 'iphone15pro');
  expect(textsOf((await olderItems(table, world.key, { limit: 10 }))?.items)).toEqual(['90平多少钱', 'iphone15pro']);
  expect(asked).toBe(1);
});

test('what a colleague plans stands as it was typed: it is edited so', async () => {
  const world = await known();
  await planText(world, '加您 abc12345');
  expect(textsOf((await openThread(world.deps.table, world.key))?.items)).toContain('加您 abc12345');
});
