import { expect, test } from 'vitest';
import type { RowQuery } from '../runtime/row-table.ts';
import { agentConversations } from './agent-conversations.ts';
import { applyEvents } from './apply-events.ts';
import { account, createWorld } from './harness.ts';
import { planText, text } from './harness-words.ts';
import type { Platform } from './model.ts';
import { FIRST_ROWS, olderItems, openThread } from './open-thread.ts';
import { planMessage } from './plan-message.ts';

type World = ReturnType<typeof createWorld>;

/** A customer who said so many things, ten seconds apart: `m-1` is the first. */
async function talkative(count: number, platform: Platform = 'douyin'): Promise<World> {
  const world = createWorld(account(platform));
  for (let at = 1; at <= count; at++) {
    world.nowMs += 10_000;
    await world.apply(world.event('message', { eventId: `m-${at}`, body: text(`第 ${at} 句`) }));
  }
  return world;
}

const takeBack = (world: World, at: number): Promise<void> =>
  world.apply(world.event('recalled', { refersTo: `m-${at}` }));

/** The table, and what it is asked. */
function counted({ deps: { table } }: World) {
  const queries: RowQuery[] = [];
  return {
    queries,
    table: {
      ...table,
      query: (query: RowQuery) => {
        queries.push(query);
        return table.query(query);
      },
    },
  };
}

/** Every page of a thread, as a console scrolls up: what it says, and what is marked as taken back. */
async function scrolled({ deps: { table }, key }: World, limit: number) {
  const opened = await openThread(table, key);
  const lines = [...(opened?.items ?? [])];
  for (let cursor = opened?.nextCursor; cursor !== undefined; ) {
    const page = await olderItems(table, key, { before: cursor, limit });
    lines.unshift(...(page?.items ?? []));
    cursor = page?.nextCursor;
  }
  return lines;
}

test('COST8: a thread opens with one query, also where it is longer than a page', async () => {
  const world = await talkative(50);
  const { table, queries } = counted(world);
  const opened = await openThread(table, world.key);
  expect(queries).toHaveLength(1);
  expect(opened?.items.at(-1)).toMatchObject({ body: { text: '第 50 句' } });
  expect(opened?.nextCursor).toBe(opened?.items[0]?.key);
});

test('INV17: a fresh load marks what Douyin took back without a time, with one more query', async () => {
  const world = await talkative(50);
  await takeBack(world, 40);
  expect(world.head().hasRecalls).toBe(true);
  const { table, queries } = counted(world);
  const opened = await openThread(table, world.key);
  expect(opened?.items.filter(({ recalled }) => recalled).map(({ body }) => body)).toEqual([text('第 40 句')]);
  expect(opened?.items.find(({ recalled }) => recalled)?.recalledAtMs).toBe(world.nowMs);
  expect(queries).toHaveLength(2);
});

test('INV17: a recall that overtook the first message of all is marked, however long the thread grows', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('recalled', { refersTo: 'm-0' }));
  await world.apply(world.event('message', { eventId: 'm-0', body: text('发错了') }));
  for (let at = 1; at <= 50; at++) {
    world.nowMs += 10_000;
    await world.apply(world.event('message', { body: text(`第 ${at} 句`) }));
  }
  expect(world.head().hasRecalls).toBe(true);
  const lines = await scrolled(world, 10);
  expect(lines.filter(({ recalled }) => recalled).map(({ body }) => body)).toEqual([text('发错了')]);
});

test('COST2: recalls are looked for with the first line alone, not where a customer only enters', async () => {
  const world = createWorld(account('douyin'));
  const { table, queries } = counted(world);
  const apply = async (kind: 'entered' | 'message') =>
    applyEvents({ ...world.deps, table }, world.key, [await world.stored(world.event(kind), world.nowMs)]);
  await apply('entered');
  expect(queries).toHaveLength(0);
  await apply('message');
  expect(queries).toHaveLength(0);

  const speaks = createWorld(account('douyin'));
  const first = counted(speaks);
  for (let at = 0; at < 3; at++) {
    speaks.nowMs += 10_000;
    const said = await speaks.stored(speaks.event('message', { body: text('在吗') }), speaks.nowMs);
    await applyEvents({ ...speaks.deps, table: first.table }, speaks.key, [said]);
  }
  expect(first.queries).toHaveLength(1);
});

test('COST8: a short thread holds its recalls itself', async () => {
  const world = await talkative(5);
  await takeBack(world, 2);
  const { table, queries } = counted(world);
  const opened = await openThread(table, world.key);
  expect(opened?.items.map(({ recalled }) => recalled ?? false)).toEqual([false, true, false, false, false]);
  expect(opened?.nextCursor).toBeUndefined();
  expect(queries).toHaveLength(1);
});

test('INV17: an older page marks what was taken back, also after the thread was opened', async () => {
  const world = await talkative(60);
  const opened = await openThread(world.deps.table, world.key);
  await takeBack(world, 10);
  const page = await olderItems(world.deps.table, world.key, { before: opened?.nextCursor, limit: 60 });
  expect(page?.items.filter(({ recalled }) => recalled).map(({ body }) => body)).toEqual([text('第 10 句')]);
});

test.each([1, 7, 26, 100])('no line is lost or shown twice at the edges of pages of %i', async (limit) => {
  const world = await talkative(71);
  const lines = await scrolled(world, limit);
  expect(lines.map(({ body }) => body)).toEqual(Array.from({ length: 71 }, (_, at) => text(`第 ${at + 1} 句`)));
});

test('INV17: what Xiaohongshu took back is marked on whichever side of an edge it stands', async () => {
  const world = await talkative(13, 'xiaohongshu');
  world.nowMs += 5_000;
  await takeBack(world, 13);
  for (let rows = FIRST_ROWS; rows > 0; rows--) {
    world.nowMs += 10_000;
    await world.apply(world.event('message', { body: text('在吗') }));
    const lines = await scrolled(world, 3);
    expect(lines.filter(({ recalled }) => recalled).map(({ body }) => body)).toEqual([text('第 13 句')]);
  }
});

test('W11: an echo of ours just inside a page is no line of its own, where its row is just outside', async () => {
  const world = await talkative(20);
  await planText(world);
  await world.drain();
  world.nowMs += 1_000;
  await world.apply(world.event('echo', { eventId: 'p1', sentByUs: true, body: text('您好') }));
  for (let rows = FIRST_ROWS - 2; rows > 0; rows--) {
    world.nowMs += 10_000;
    await world.apply(world.event('message', { body: text('在吗') }));
    const lines = await scrolled(world, 5);
    expect(lines.filter(({ body }) => body?.type === 'text' && body.text === '您好')).toHaveLength(1);
  }
});

test('an API caller that names no place gets the newest lines', async () => {
  const world = await talkative(20);
  const page = await olderItems(world.deps.table, world.key, { limit: 5 });
  expect(page?.items.map(({ body }) => body)).toEqual([16, 17, 18, 19, 20].map((at) => text(`第 ${at} 句`)));
  expect(await olderItems(world.deps.table, { ...world.key, conversationId: 'nobody' }, { limit: 5 })).toBeUndefined();
});

test('W11: an echo of what was held for long is no line of its own, however far up its row stands', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('entered'));
  world.nowMs += 60_000;
  const held = {
    messageId: 'operator-0001',
    body: text('今天有活动'),
    sender: 'operator',
    senderId: 'u1',
    hold: true,
  } as const;
  await planMessage(world.deps, { ...world.key, ...held });
  await world.drain();
  for (let at = 0; at < 40; at++) {
    world.nowMs += 1_000;
    await world.apply(world.event('message', { body: text('在吗') }));
  }
  await world.drain();
  const sent = world.messages()[0]?.platformMessageId ?? '';
  await world.apply(world.event('echo', { eventId: sent, sentByUs: true, body: text('今天有活动') }));
  const { table } = world.deps;
  const opened = await openThread(table, world.key);
  expect(opened?.nextCursor).toBeDefined();
  expect(opened?.items.filter(({ direction }) => direction === 'out')).toEqual([]);
  const lines = await scrolled(world, 10);
  expect(lines.filter(({ direction }) => direction === 'out').map(({ sender }) => sender)).toEqual(['operator']);
});

test('G3: an agent does not answer what was taken back, also in a thread longer than it reads', async () => {
  const world = await talkative(50);
  await takeBack(world, 48);
  const view = await agentConversations(world.deps).read(world.key, 20);
  expect(view?.items.filter(({ recalled }) => recalled).map(({ body }) => body)).toEqual([text('第 48 句')]);
});
