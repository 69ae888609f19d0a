import { expect, test } from 'vitest';
import { revealContact } from '../customers/reveal-contact.ts';
import { parseCustomer, parseLead } from '../customers/store-customer-codec.ts';
import { applyEvents } from './apply-events.ts';
import { account, createWorld, START_MS, WITH_AGENT } from './harness.ts';
import { text } from './harness-words.ts';
import { handBack, takeOver } from './operate.ts';

const leads = (world: ReturnType<typeof createWorld>) => world.table.all().flatMap((row) => parseLead(row) ?? []);
const customer = (world: ReturnType<typeof createWorld>) =>
  world.table.all().flatMap((row) => parseCustomer(row) ?? [])[0];

test('the first event makes the conversation and its customer with source (K4)', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(
    world.event('entered', { source: { channel: 'feed-swipe', adId: 'ad-7' }, customerAvatarUrl: 'https://a/b.jpg' }),
  );
  expect(world.head()).toMatchObject({ customerName: '小苗', unread: 0, epoch: 0, version: 1 });
  expect(customer(world)).toMatchObject({
    name: '小苗',
    avatarUrl: 'https://a/b.jpg',
    source: { channel: 'feed-swipe', adId: 'ad-7' },
  });
});

test('messages in one batch are applied together, in any order, each once', async () => {
  const world = createWorld(account('douyin'));
  const first = await world.stored(
    world.event('message', { body: text('一'), occurredAtMs: START_MS - 2_000 }),
    START_MS,
  );
  const second = await world.stored(
    world.event('message', { body: text('二'), occurredAtMs: START_MS - 1_000 }),
    START_MS,
  );
  await applyEvents(world.deps, world.key, [second, first, second]);
  expect(world.head()).toMatchObject({
    unread: 2,
    waitingSinceMs: START_MS - 2_000,
    lastMessage: { preview: '二', from: 'customer' },
    version: 1,
  });
  expect(world.head().facts.lastCustomerMessageAtMs).toBe(START_MS - 1_000);
});

test('K5: a contact makes one lead, sealed and masked; the same number again changes nothing', async () => {
  const world = createWorld(account('douyin'));
  const contact = { phone: '+86 138-0013-8000', name: '苗女士', masked: false };
  const left = await world.stored(
    world.event('contact', { body: { type: 'card', card: 'phone-collect-card', cardId: 'k1' } }),
    START_MS,
    contact,
  );
  await applyEvents(world.deps, world.key, [left]);
  expect(world.head().hasContact).toBe(true);
  expect(leads(world)).toMatchObject([
    { customerName: '小苗', contact: { phoneMasked: '138****8000', name: '苗女士' }, state: 'new' },
  ]);
  expect(JSON.stringify(world.table.all())).not.toContain('13800138000');
  expect(await revealContact(world.deps, world.key)).toEqual({ phone: '13800138000' });
  world.nowMs += 60_000;
  const { version } = world.head();
  const again = await world.stored(world.event('contact', { replyRef: { messageRef: 'r' } }), world.nowMs, contact);
  await applyEvents(world.deps, world.key, [again]);
  expect(world.head().version).toBe(version + 1);
  expect(leads(world)).toHaveLength(1);
  expect(leads(world)[0]?.capturedAtMs).toBe(START_MS);
  await world.drain();
  expect(world.busEvents.map(({ kind }) => kind)).toEqual(['conversation.waiting', 'lead.captured']);
});

test('K5, X5: a WeChat id that was typed makes a lead, and preview, search and notices never saw it', async () => {
  const world = createWorld(account('douyin'));
  const body = { type: 'text', text: '我微信：x*********8' } as const;
  const typed = await world.stored(world.event('message', { body }), START_MS, {
    wechat: 'xiaoming_88',
    masked: false,
  });
  await applyEvents(world.deps, world.key, [typed]);
  await world.drain();
  expect(leads(world)).toMatchObject([{ contact: { wechatMasked: 'x*********8' }, state: 'new' }]);
  expect(world.head()).toMatchObject({ hasContact: true, lastMessage: { preview: '我微信：x*********8' } });
  expect(await revealContact(world.deps, world.key)).toEqual({ wechat: 'xiaoming_88' });
  expect(JSON.stringify([world.table.all(), world.busEvents])).not.toContain('xiaoming_88');
});

test('X5: an id that is said bare beside the line that tells it, or before, stays in no preview', async () => {
  const world = createWorld(account('douyin'));
  const said = (text: string, nth: number) =>
    world.stored(world.event('message', { body: { type: 'text', text } }), START_MS + nth);
  const typed = await world.stored(
    world.event('message', { body: { type: 'text', text: '我微信：x*********8' } }),
    START_MS,
    { wechat: 'xiaoming_88', masked: false },
  );
  await applyEvents(world.deps, world.key, [typed, await said('加 xiaoming_88 就行', 1)]);
  await world.drain();
  expect(world.head().lastMessage?.preview).toBe('加 x*********8 就行');
  const echoed = world.event('echo', {
    body: { type: 'text', text: '已加 xiaoming_88' },
    occurredAtMs: START_MS + 2_000,
  });
  await applyEvents(world.deps, world.key, [await world.stored(echoed, START_MS + 2_000)]);
  expect(world.head().lastMessage?.preview).toBe('已加 x*********8');

  const later = createWorld(account('douyin'));
  const bare = await later.stored(later.event('message', { body: { type: 'text', text: 'xiaoming_88' } }), START_MS);
  await applyEvents(later.deps, later.key, [bare]);
  // A form that was filled in before and is told after: the line stays the last one.
  const filled = await later.stored(later.event('contact', { occurredAtMs: START_MS - 60_000 }), START_MS + 1, {
    wechat: 'xiaoming_88',
    masked: false,
  });
  await applyEvents(later.deps, later.key, [filled]);
  expect(later.head().lastMessage?.preview).toBe('x*********8');
});

test('K5: a number the platform masked shows, but never replaces a full one', async () => {
  const world = createWorld(account('douyin'));
  const full = await world.stored(world.event('contact'), START_MS, { phone: '13800138000', masked: false });
  await applyEvents(world.deps, world.key, [full]);
  world.nowMs += 1_000;
  const masked = await world.stored(world.event('contact'), world.nowMs, { phone: '139****9999', masked: true });
  await applyEvents(world.deps, world.key, [masked]);
  expect(customer(world)?.contact).toMatchObject({ phoneMasked: '138****8000' });
});

test('K5, B1: what is no number shows marked and counts for nothing; the number that follows is the contact', async () => {
  const world = createWorld(account('douyin'));
  const wrong = await world.stored(world.event('contact'), START_MS, {
    phone: '12345',
    wechat: '不想留',
    masked: false,
  });
  await applyEvents(world.deps, world.key, [wrong]);
  await world.drain();
  expect(world.head().hasContact).toBe(false);
  expect(customer(world)?.contact).toMatchObject({ phoneMasked: '***45', phoneFlaw: 'invalid', wechatFlaw: 'invalid' });
  expect(leads(world)).toMatchObject([{ contact: { phoneFlaw: 'invalid' }, capturedAtMs: START_MS }]);
  expect(world.table.all().filter(({ pk }) => pk.includes('#contact#'))).toEqual([]);
  expect(world.busEvents.map(({ kind }) => kind)).not.toContain('lead.captured');
  expect(await revealContact(world.deps, world.key)).toEqual({ phone: '12345', wechat: '不想留' });
  world.nowMs += 60_000;
  const right = await world.stored(world.event('contact'), world.nowMs, { phone: '13800138000', masked: false });
  await applyEvents(world.deps, world.key, [right]);
  await world.drain();
  expect(world.head().hasContact).toBe(true);
  expect(leads(world)).toMatchObject([{ contact: { phoneMasked: '138****8000' }, capturedAtMs: START_MS + 60_000 }]);
  expect(leads(world)[0]?.contact.phoneFlaw).toBeUndefined();
  expect(world.busEvents.filter(({ kind }) => kind === 'lead.captured')).toHaveLength(1);
});

test('W4, T1: Xiaohongshu welcomes a first entry with a text, and with two where the weight is high', async () => {
  const low = createWorld(account('xiaohongshu', { welcome: ['一', '二'] }));
  await low.apply(low.event('entered'));
  await low.drain();
  expect(low.texts()).toEqual(['一']);
  expect(low.sent[0]?.occasion).toBe('first-contact');
  const high = createWorld(account('xiaohongshu', { welcome: ['一', '二', '三'], highWeight: true }));
  await high.apply(high.event('entered'));
  await high.drain();
  expect(high.texts()).toEqual(['一', '二']);
});

test('W4, T1: nobody who had a message from the account before is welcomed', async () => {
  const world = createWorld(account('xiaohongshu', { welcome: ['一'] }));
  await world.apply(world.event('echo', { body: text('您好，看到您的评论'), occurredAtMs: START_MS - 5_000 }));
  await world.apply(world.event('entered'));
  await world.drain();
  expect(world.sent).toHaveLength(0);
});

test('G3, G9: a burst is gathered, but not for ever', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  const dueAfter: number[] = [];
  for (let message = 0; message < 5; message++) {
    await world.apply(world.event('message', { body: text(String(message)) }));
    dueAfter.push((world.head().agentDue?.atMs ?? 0) - START_MS);
    world.nowMs += 1_500;
  }
  expect(dueAfter).toEqual([2_000, 3_500, 5_000, 6_000, 6_000]);
});

test('G2: a paused agent owes its answer when the pause ends; handing back makes it due at once', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  await world.apply(world.event('message', { body: text('在吗') }));
  await takeOver(world.deps, world.key);
  expect(world.head().agentDue).toBeUndefined();
  world.nowMs += 60_000;
  await world.apply(world.event('message', { body: text('人呢') }));
  expect(world.head().agentDue?.atMs).toBe(START_MS + 30 * 60_000);
  const back = await handBack(world.deps, world.key);
  expect(back).toMatchObject({ epoch: 2, agentDue: { atMs: START_MS + 60_000 } });
  expect(back.agentPausedUntilMs).toBeUndefined();
});

test('SEC4: a message that reached us late is shown and counted, and wakes no agent', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  const late = await world.stored(
    world.event('message', { body: text('昨天的'), occurredAtMs: START_MS - 86_000_000 }),
    START_MS,
  );
  await applyEvents(world.deps, world.key, [late]);
  expect(world.head()).toMatchObject({ unread: 1 });
  expect(world.head().agentDue).toBeUndefined();
});

test('a receipt or a recall alone begins no conversation', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('recalled', { refersTo: 'm-1' }));
  expect(world.table.all()).toHaveLength(1);
});

test('an account that is no longer hosted still records what its customers say', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  world.account = undefined;
  await world.apply(world.event('message', { body: text('在吗') }));
  expect(world.head()).toMatchObject({ unread: 1 });
  expect(world.head().agentDue).toBeUndefined();
});
