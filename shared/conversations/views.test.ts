import { expect, test } from 'vitest';
import { ConversationView, CustomerView, LeadView, ThreadItem } from '../contracts/views.ts';
import { customerView, leadView } from '../customers/views.ts';
import { applyEvents } from './apply-events.ts';
import { account, createWorld, START_MS } from './harness.ts';
import { text } from './harness-words.ts';
import type { MessageBody } from './model.ts';
import { planMessage } from './plan-message.ts';
import { loadRecord } from './store-conversations.ts';
import { threadItems } from './thread-items.ts';
import { conversationView } from './views.ts';

const operator = { sender: 'operator', senderId: 'u1' } as const;

async function thread(world: ReturnType<typeof createWorld>) {
  const record = await loadRecord(world.deps.table, world.key, { rows: 50 });
  if (!record) throw new Error('no conversation');
  return threadItems(record.rows, record.conversation);
}

test('W11: our own send and its echo are one line, a message from the phone is another', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.nowMs += 1_000;
  await planMessage(world.deps, { ...world.key, messageId: 'operator-0001', body: text('您好'), ...operator });
  await world.drain();
  world.nowMs += 1_000;
  await world.apply(world.event('echo', { eventId: 'p1', sentByUs: true, body: text('您好') }));
  world.nowMs += 1_000;
  await world.apply(world.event('echo', { sentByUs: false, body: text('手机上回的') }));
  const items = await thread(world);
  expect(
    items.map(({ direction, sender, state, body }) => [direction, sender, state, body?.type === 'text' && body.text]),
  ).toEqual([
    ['in', undefined, undefined, '在吗'],
    ['out', 'operator', 'sent', '您好'],
    ['out', 'phone-app', 'sent', '手机上回的'],
  ]);
  expect(items[1]?.trace).toMatchObject({ pack: 'douyin-2026-03-01', rule: 'W2', verdict: { kind: 'allowed' } });
  for (const item of items) expect(ThreadItem.parse(item)).toEqual(item);
});

test('W11: an echo under another id is merged where the platform says our application sent it', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  await planMessage(world.deps, { ...world.key, messageId: 'operator-0001', body: text('您好'), ...operator });
  await world.drain();
  world.nowMs += 500;
  await world.apply(world.event('echo', { eventId: 'another-id', sentByUs: true, body: text('您好') }));
  expect(await thread(world)).toHaveLength(2);
  expect(world.head().epoch).toBe(1);
});

test('W11: an echo keeps its line when another send of the same content has an echo of its own', async () => {
  const world = createWorld(account('douyin'));
  const image: MessageBody = { type: 'image', url: 'https://i.example/1.jpg' };
  await world.apply(world.event('message', { body: text('在吗') }));
  world.nowMs += 1_000;
  // A card of ours whose outcome is unknown comes back as a picture that nothing of ours explains.
  await world.apply(world.event('echo', { eventId: 'of-a-card', sentByUs: true, body: { type: 'image' } }));
  world.nowMs += 20_000;
  await planMessage(world.deps, { ...world.key, messageId: 'operator-0001', body: image, ...operator });
  await world.drain();
  const own = world.messages().at(-1)?.platformMessageId;
  await world.apply(world.event('echo', { eventId: own ?? '', sentByUs: true, body: { type: 'image' } }));
  expect((await thread(world)).map(({ sender }) => sender)).toEqual([undefined, 'platform', 'operator']);
});

test('a recalled message is marked, the recall itself is no line', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { eventId: 'm-1', body: text('发错了') }));
  world.nowMs += 1_000;
  await world.apply(world.event('recalled', { refersTo: 'm-1' }));
  const items = await thread(world);
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ recalled: true, direction: 'in' });
});

test('INV17: views pass their own contract, and tell a contact only masked', async () => {
  const world = createWorld(account('douyin'));
  const left = await world.stored(world.event('contact', { source: { channel: 'search-ad' } }), START_MS, {
    phone: '13800138000',
    wechat: 'miao_2026',
    masked: false,
  });
  await applyEvents(world.deps, world.key, [left]);
  const record = await loadRecord(world.deps.table, world.key, { rows: 5 });
  if (!record?.customer || !record.lead) throw new Error('no lead');
  const view = ConversationView.parse(conversationView(record.conversation, world.account));
  expect(view).toMatchObject({
    accountName: '云筑家装',
    platform: 'douyin',
    hasContact: true,
    unread: 1,
    status: 'open',
  });
  expect(CustomerView.parse(customerView(record.customer)).contact).toMatchObject({
    phone: '138****8000',
    wechat: 'm*******6',
  });
  expect(LeadView.parse(leadView(record.lead, world.account))).toMatchObject({
    accountName: '云筑家装',
    source: { channel: 'search-ad' },
    capturedAtMs: START_MS,
  });
});
