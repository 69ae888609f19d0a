import { expect, test } from 'vitest';
import { applyEvents } from './apply-events.ts';
import { account, createWorld, START_MS, WITH_AGENT } from './harness.ts';
import { planText, text } from './harness-words.ts';
import { planMessage } from './plan-message.ts';
import { sweep } from './sweep.ts';

/** What leaves through the gate, and what it leaves behind. */

const DOUYIN = account('douyin', { welcome: ['欢迎', '想装什么户型？', '留个电话吧'] });

test('T1, W1: an entry is welcomed with three messages, each claimed before it is sent', async () => {
  const world = createWorld(DOUYIN);
  await world.apply(world.event('entered'));
  await world.drain();
  expect(world.texts()).toEqual(['欢迎', '想装什么户型？', '留个电话吧']);
  expect(world.sent.map(({ occasion }) => occasion)).toEqual(['entry', 'entry', 'entry']);
  expect(world.messages().map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
  expect(world.messages().map(({ trace }) => trace?.rule)).toEqual(['W1', 'W1', 'W1']);
  expect(world.head().facts.entries.map(({ spent }) => spent)).toEqual([3]);
  expect(world.head().inFlight).toBeUndefined();
  expect(world.head().workAtMs).toBeUndefined();
});

test('W1: a second entry within the hour is not welcomed', async () => {
  const world = createWorld(DOUYIN);
  await world.apply(world.event('entered'));
  await world.drain();
  world.nowMs += 59 * 60_000;
  await world.apply(world.event('entered'));
  await world.drain();
  expect(world.sent).toHaveLength(3);
});

test('W1, W13: a welcome that comes too late expires and is never sent', async () => {
  const world = createWorld(DOUYIN);
  await world.apply(world.event('entered'));
  world.nowMs += 29_000;
  await world.drain();
  expect(world.sent).toHaveLength(0);
  expect(world.messages().map(({ state }) => state)).toEqual(['expired', 'expired', 'expired']);
  expect(world.head().outbound).toBeUndefined();
});

test('SEC4: an entry that reached us ten minutes late is recorded and welcomes nobody', async () => {
  const world = createWorld(DOUYIN);
  await world.apply(world.event('entered', { occurredAtMs: START_MS - 601_000 }));
  await world.drain();
  expect(world.sent).toHaveLength(0);
  expect(world.head().facts.firstEnteredAtMs).toBe(START_MS - 601_000);
});

test('W2: an operator’s message is planned once per id, sent as a reply to the newest message', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(
    world.event('message', { body: text('在吗'), replyRef: { messageRef: 'm-1', conversationRef: 'c-1' } }),
  );
  const command = {
    ...world.key,
    messageId: 'operator-0001',
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  } as const;
  await planMessage(world.deps, command);
  await planMessage(world.deps, command);
  await world.drain();
  expect(world.texts()).toEqual(['您好']);
  expect(world.sent[0]).toMatchObject({ occasion: 'reply', replyRef: { messageRef: 'm-1', conversationRef: 'c-1' } });
  expect(world.head()).toMatchObject({ unread: 0, lastMessage: { preview: '您好', from: 'us' } });
  expect(world.head().waitingSinceMs).toBeUndefined();
});

test('W3: outside any window an operator is refused with the rule, and nothing is planned', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.nowMs += 24 * 3_600_000;
  const command = {
    ...world.key,
    messageId: 'operator-0001',
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  } as const;
  await expect(planMessage(world.deps, command)).rejects.toMatchObject({
    code: 'window.closed',
    details: { rule: 'W3' },
  });
  expect(world.messages()).toEqual([]);
});

test('a repeated stream record changes nothing', async () => {
  const world = createWorld(DOUYIN);
  const logged = await world.stored(world.event('message', { body: text('在吗') }), world.nowMs);
  await applyEvents(world.deps, world.key, [logged]);
  const before = world.head();
  await applyEvents(world.deps, world.key, [logged]);
  expect(world.head()).toEqual(before);
  expect(before.unread).toBe(1);
});

test('G2, W11: a reply from the phone app shows, takes over and pauses the agent', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  await world.apply(world.event('message', { body: text('多少钱') }));
  world.nowMs += 500;
  await world.apply(world.event('echo', { sentByUs: false, body: text('我来回复您') }));
  expect(world.head()).toMatchObject({
    epoch: 1,
    unread: 0,
    agentPausedUntilMs: START_MS + 500 + 30 * 60_000,
    lastMessage: { preview: '我来回复您', from: 'us' },
  });
  expect(world.head().agentDue).toBeUndefined();
  expect(world.head().facts.sentSinceCustomerMessage).toBe(1);
});

test('W11: the echo of our own send writes nothing', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  await planText(world);
  await world.drain();
  const { version } = world.head();
  await world.apply(world.event('echo', { eventId: 'p1', sentByUs: true, body: text('您好') }));
  expect(world.head().version).toBe(version);
});

test('the sweeper finds an answer that the agent queue forgot', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  await world.apply(world.event('message', { body: text('多少钱') }));
  world.nowMs += 62_001;
  const agent: unknown[] = [];
  const found = await sweep({
    ...world.deps,
    outbound: async () => undefined,
    agent: async (jobs) => void agent.push(...jobs),
  });
  expect(found).toEqual({ outbound: 1, agent: 1 });
  expect(agent).toEqual([{ ...world.key, burstKey: world.head().burstKey }]);
});
