import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { pumpConversation } from './gate.ts';
import { account, createWorld } from './harness.ts';
import { keeping, NOW, OPEN, of } from './harness-pace.ts';
import { planMessage } from './plan-message.ts';

type World = ReturnType<typeof createWorld>;

const say = (world: World, id: string, text: string) =>
  planMessage(world.deps, {
    ...world.key,
    messageId: id,
    body: { type: 'text', text },
    sender: 'operator',
    senderId: 'u1',
  });

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
