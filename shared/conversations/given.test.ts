import { expect, test } from 'vitest';
import { account, createWorld, START_MS } from './harness.ts';
import { text } from './harness-words.ts';
import type { CustomerEvent, MessageBody } from './model.ts';
import { planMessage } from './plan-message.ts';
import { loadRecord } from './store-conversations.ts';
import { threadItems } from './thread-items.ts';

/** From the platform's event to a message that leaves: what a comment (W7) and a consent (W3) grant. */

type World = ReturnType<typeof createWorld>;
const DAY_MS = 86_400_000;
const answer = (value: string): MessageBody => ({
  type: 'text',
  text: value,
  quote: { commentId: 'c1', noteId: 'n1' },
});

const say = (world: World, messageId: string, body: MessageBody, hold = false) =>
  planMessage(world.deps, { ...world.key, messageId, body, sender: 'operator', senderId: 'u1', hold });

/** Neither event is one that the platform could be pointed at. */
const told = (world: World, kind: CustomerEvent['kind'], changes: Partial<CustomerEvent>): CustomerEvent => {
  const { replyRef: _, ...event } = world.event(kind, changes);
  return event;
};

async function commented(spendYuan = 3_000): Promise<World> {
  const world = createWorld(account('xiaohongshu', { adSpend30dYuan: spendYuan }));
  await world.apply(
    told(world, 'comment', {
      eventId: 'c1',
      body: text('这台落地多少钱呀'),
      source: { channel: 'intent-comment' },
      work: { id: 'n1', title: '提车一个月' },
    }),
  );
  return world;
}

test('W7: an intent comment begins a conversation that shows it, marked, and waits to be read', async () => {
  const world = await commented();
  expect(world.head()).toMatchObject({
    unread: 1,
    lastMessage: { preview: '[意向评论] 这台落地多少钱呀', from: 'customer' },
    facts: { comments: [{ id: 'c1', atMs: START_MS }] },
  });
  const record = await loadRecord(world.deps.table, world.key, { rows: 10 });
  expect(record?.customer?.source).toEqual({ channel: 'intent-comment' });
  expect(threadItems(record?.rows ?? [], world.head())).toMatchObject([
    {
      kind: 'comment',
      direction: 'in',
      body: { text: '这台落地多少钱呀' },
      comment: { id: 'c1', workId: 'n1', workTitle: '提车一个月' },
    },
  ]);
});

test('W4, W7, W9: the proof of a comment’s answer proves no text of first contact', async () => {
  const world = await commented();
  const unknown = { kind: 'unknown', code: 'http.cut' } as const;
  world.answers.push(unknown, unknown);
  await world.apply(world.event('entered', { eventId: 'e1' }));
  await say(world, 'operator-0001', answer('您好,请问怎么称呼'));
  await world.drain();
  world.nowMs += 1_000;
  await say(world, 'operator-0002', text('欢迎'));
  await world.drain();
  expect(world.head().facts.beforeSpeech).toMatchObject([{ unproven: true }]);
  await world.apply(world.event('echo', { eventId: 'server-1', body: answer('您好,请问怎么称呼'), sentByUs: true }));
  await world.drain();
  expect(world.messages().map(({ state }) => state)).toEqual(['sent', 'unknown']);
  expect(world.head().facts.beforeSpeech).toMatchObject([{ unproven: true }]);
  expect(world.head().recent.map(({ unknown: open, answersComment }) => [open, answersComment])).toEqual([
    [undefined, undefined],
    [true, undefined],
  ]);
});

test('W7: one text that quotes the comment leaves, and no other', async () => {
  const world = await commented();
  await expect(say(world, 'operator-0001', text('您好'))).rejects.toMatchObject({ code: 'window.closed' });
  await say(world, 'operator-0002', answer('落地十五万起'));
  await world.drain();
  expect(world.sent).toMatchObject([
    { occasion: 'comment', body: { text: '落地十五万起', quote: { commentId: 'c1', noteId: 'n1' } } },
  ]);
  expect(world.messages()[0]).toMatchObject({ state: 'sent', trace: { rule: 'W7' } });
  await expect(say(world, 'operator-0003', answer('还有优惠'))).rejects.toMatchObject({ code: 'window.quota-used' });
});

test('A3: without the spend that comments ask for, none is answered', async () => {
  const world = await commented(2_999);
  await expect(say(world, 'operator-0001', answer('您好'))).rejects.toMatchObject({ code: 'account.spend-gate' });
});

test('W3: consent lets a text leave, and lets go what was held; taken back, it grants nothing', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('entered'));
  world.nowMs += 60_000;
  await say(world, 'operator-0001', text('今天有活动'), true);
  await world.drain();
  expect(world.messages()[0]).toMatchObject({ state: 'held', failure: { code: 'window.closed' } });
  await world.apply(told(world, 'consent', { consent: { given: true, untilMs: world.nowMs + 30 * DAY_MS } }));
  await world.drain();
  expect(world.messages()[0]).toMatchObject({ state: 'sent', trace: { rule: 'W3' } });
  expect(world.sent).toMatchObject([{ occasion: 'proactive' }]);
  world.nowMs += 1_000;
  await world.apply(told(world, 'consent', { consent: { given: false } }));
  await expect(say(world, 'operator-0002', text('还有'))).rejects.toMatchObject({ code: 'window.closed' });
  const record = await loadRecord(world.deps.table, world.key, { rows: 10 });
  const shown = threadItems(record?.rows ?? [], world.head());
  expect(shown.flatMap(({ consent }) => consent ?? []).map(({ given }) => given)).toEqual([true, false]);
});
