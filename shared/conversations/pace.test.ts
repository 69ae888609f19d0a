import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { pumpConversation } from './gate.ts';
import { account, createWorld } from './harness.ts';
import { createPaceKeeper } from './pace.ts';
import type { PaceLimits } from './pack-schema.ts';
import { planMessage } from './plan-message.ts';
import type { PacedAccount } from './ports.ts';

const NOW = 1_780_000_000_000;
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const OPEN: PaceLimits = {
  limit: null,
  startPerSecond: 5,
  floorPerSecond: 0.5,
  stepPerSecond: 1,
  stepMs: 10_000,
  openPerSecond: 50,
};
const of = (tenantId: string, accountId = 'dy_1'): PacedAccount => ({ tenantId, accountId, platform: 'douyin' });

function keeping(limits: { account?: PaceLimits; application?: PaceLimits } = {}) {
  const state = { nowMs: NOW, reads: 0 };
  const memory = createMemoryRowTable();
  const table = {
    ...memory,
    get: (...of: Parameters<typeof memory.get>) => {
      state.reads += 1;
      return memory.get(...of);
    },
    query: (...of: Parameters<typeof memory.query>) => {
      state.reads += 1;
      return memory.query(...of);
    },
  };
  const make = () =>
    createPaceKeeper({
      table,
      clock: { now: () => state.nowMs },
      log,
      limitsOf: () => ({ account: limits.account ?? OPEN, application: limits.application ?? OPEN }),
    });
  return { state, memory, make, keeper: make() };
}

test('COST9: an account that nobody found too fast costs no write, and two reads every two seconds', async () => {
  const { state, memory, keeper } = keeping();
  for (let at = 0; at < 1_000; at++) {
    state.nowMs = NOW + at * 4;
    expect((await keeper.turn(of('t1'), {})).kind).toBe('go');
  }
  expect(memory.changes).toHaveLength(0);
  expect(state.reads).toBe(4);
});

test('COST9: a thousand messages a second under a limit write at most ten times a second to its item', async () => {
  const limits = { ...OPEN, limit: { max: 100_000, perMs: 60_000 }, openPerSecond: 2_000 };
  const { state, memory, make } = keeping({ account: limits });
  const keepers = Array.from({ length: 4 }, make);
  for (let at = 0; at < 10_000; at++) {
    state.nowMs = NOW + at;
    await keepers[at % 4]?.turn(of('t1'), {});
  }
  expect(memory.changes.length).toBeGreaterThan(0);
  expect(memory.changes.length).toBeLessThanOrEqual(100);
});

test('SPEED11: one tenant’s thousands in line do not delay another’s single message', async () => {
  const { keeper } = keeping({ application: { ...OPEN, startPerSecond: 10 } });
  await keeper.overused(of('noisy'), { whose: 'application', sentAtMs: NOW, pauseMs: 0 });
  const turns = [];
  for (let at = 0; at < 2_000; at++) turns.push(await keeper.turn(of('noisy', `dy_${at % 7}`), {}));
  expect(turns.filter(({ kind }) => kind === 'wait').length).toBeGreaterThan(1_900);
  expect(await keeper.turn(of('quiet'), {})).toEqual({ kind: 'go' });
  // Both draw on it now: each has half of its ten a second.
  const second = await keeper.turn(of('quiet'), {});
  expect(second).toMatchObject({ kind: 'wait', code: 'pace.application', slotMs: NOW + 200 });
});

test('what one sender was told another knows two seconds later', async () => {
  const { state, make } = keeping();
  const [told, other] = [make(), make()];
  expect(await other.turn(of('t1'), {})).toEqual({ kind: 'go' });
  await told.overused(of('t1'), { whose: 'account', sentAtMs: NOW, pauseMs: 60_000 });
  state.nowMs += 2_000;
  expect(await other.turn(of('t1'), {})).toEqual({
    kind: 'wait',
    code: 'pace.account',
    untilMs: NOW + 60_000,
    slotMs: NOW + 60_000,
  });
  expect(await other.turn(of('t1', 'dy_2'), {})).toEqual({ kind: 'go' });
});

test('W1: no slot is spent on a message whose window will have closed', async () => {
  const { memory, keeper } = keeping();
  await keeper.overused(of('t1'), { whose: 'account', sentAtMs: NOW, pauseMs: 60_000 });
  const writes = memory.changes.length;
  expect(await keeper.turn(of('t1'), { latestMs: NOW + 20_000 })).toEqual({
    kind: 'wait',
    code: 'pace.account',
    untilMs: NOW + 20_000,
  });
  expect(memory.changes).toHaveLength(writes);
});

type World = ReturnType<typeof createWorld>;
const say = (world: World, id: string, text: string) =>
  planMessage(world.deps, {
    ...world.key,
    messageId: id,
    body: { type: 'text', text },
    sender: 'operator',
    senderId: 'u1',
  });

test('F36, INV4: a throttled message stays planned with the reason, slows the account down and leaves in the end', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: { type: 'text', text: '在吗' } }));
  for (let at = 0; at < 9; at++)
    world.answers.push({
      kind: 'failed',
      class: 'throttled',
      code: '28003018',
      overuse: 'account',
      retryAfterMs: 1_000,
    });
  await say(world, 'operator-0001', '您好');
  await pumpConversation(world.deps, world.key);
  expect(world.messages()).toMatchObject([{ state: 'planned', failure: { code: 'pace.account' } }]);
  expect(world.head().outbound).toMatchObject({ notBeforeMs: world.nowMs + 1_000, attempts: 1 });
  expect(world.logged.map(({ event }) => event)).toContain('pace.slowed');
  // Nine refusals are not enough to drop it (W8).
  await world.drain();
  expect(world.sent).toHaveLength(10);
  expect(world.messages()[0]).toMatchObject({ state: 'sent' });
  expect(world.messages()[0]?.failure).toBeUndefined();
});

test('W8: what is put off for longer than it may wait expires at its deadline, not later', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: { type: 'text', text: '在吗' } }));
  world.answers.push({
    kind: 'failed',
    class: 'throttled',
    code: '28003017',
    overuse: 'application',
    retryAfterMs: 90_000_000,
  });
  await say(world, 'operator-0001', '您好');
  const deadlineMs = world.nowMs + 86_400_000;
  await pumpConversation(world.deps, world.key);
  expect(world.head().outbound?.notBeforeMs).toBe(deadlineMs);
  world.nowMs = deadlineMs;
  await pumpConversation(world.deps, world.key);
  expect(world.messages()).toMatchObject([{ state: 'expired' }]);
});

test('E12: in a slow account messages of many conversations take turns, each at its own slot', async () => {
  const table = createMemoryRowTable();
  const world = createWorld(account('douyin'), table);
  await world.deps.pace.overused(of('t1', 'dy_account1'), { whose: 'account', sentAtMs: world.nowMs, pauseMs: 0 });
  await world.apply(world.event('message', { body: { type: 'text', text: '在吗' } }));
  for (let at = 0; at < 40; at++) await world.deps.pace.turn(of('t1', 'dy_account1'), {});
  const askedAtMs = world.nowMs;
  await say(world, 'operator-0001', '您好');
  await pumpConversation(world.deps, world.key);
  // Forty before it at five a second: its turn is eight seconds on.
  const { notBeforeMs = 0, slotMs } = world.head().outbound ?? {};
  expect(notBeforeMs - askedAtMs).toBe(8_000);
  expect(slotMs).toBe(notBeforeMs);
  expect(world.messages()).toMatchObject([{ state: 'planned', failure: { code: 'pace.account' } }]);
  expect(await pumpConversation(world.deps, world.key)).toBe('later');
  world.nowMs = notBeforeMs;
  await pumpConversation(world.deps, world.key);
  expect(world.texts()).toEqual(['您好']);
  expect(world.head().outbound).toBeUndefined();
});

const closed = (keeper: ReturnType<typeof createPaceKeeper>, name: string, account = 'dy_1') =>
  keeper.windowClosed(of('t1', account), { conversationId: name, sentAtMs: NOW });

test('W3a, E12: one customer’s used-up window, however often it is told, slows nobody and writes nothing', async () => {
  const { keeper, memory } = keeping();
  for (let at = 0; at < 10; at++) await closed(keeper, 'c1');
  await closed(keeper, 'c2');
  await closed(keeper, 'c3', 'dy_2');
  expect(memory.changes).toHaveLength(0);
  for (let at = 0; at < 100; at++) expect((await keeper.turn(of('t1'), {})).kind).toBe('go');
});

test('W3a, E12: the windows of three customers within a minute slow the account, and no other', async () => {
  const { state, keeper } = keeping();
  await closed(keeper, 'c1');
  state.nowMs += 59_999;
  await closed(keeper, 'c2');
  expect((await keeper.turn(of('t1'), {})).kind).toBe('go');
  await closed(keeper, 'c3');
  // Five a second is where its pace begins.
  const turns = [];
  for (let at = 0; at < 3; at++) turns.push(await keeper.turn(of('t1'), {}));
  expect(turns).toMatchObject([
    { kind: 'go' },
    { kind: 'wait', untilMs: state.nowMs + 200, code: 'pace.account' },
    { kind: 'wait', untilMs: state.nowMs + 400, code: 'pace.account' },
  ]);
  for (let at = 0; at < 3; at++) expect((await keeper.turn(of('t1', 'dy_2'), {})).kind).toBe('go');
});

test('W3a, E12: what lies a minute back tells nothing any more', async () => {
  const { state, keeper, memory } = keeping();
  await closed(keeper, 'c1');
  await closed(keeper, 'c2');
  state.nowMs += 60_000;
  await closed(keeper, 'c3');
  expect(memory.changes).toHaveLength(0);
});

test('W3a: the gate tells the pace of a window that the platform closed', async () => {
  const world = createWorld(account('douyin'));
  const told: unknown[] = [];
  const pace = { ...world.deps.pace, windowClosed: async (...one: unknown[]) => void told.push(one) };
  await world.apply(world.event('message', { body: { type: 'text', text: '在吗' } }));
  world.answers.push({ kind: 'failed', class: 'window', code: '28003070' });
  const body = { type: 'text', text: '您好' } as const;
  await planMessage(world.deps, { ...world.key, messageId: 'operator-0001', body, sender: 'operator', senderId: 'u1' });
  await pumpConversation({ ...world.deps, pace }, world.key);
  expect(told).toEqual([
    [
      { tenantId: 't1', accountId: 'dy_account1', platform: 'douyin' },
      { conversationId: world.key.conversationId, sentAtMs: world.nowMs },
    ],
  ]);
});
