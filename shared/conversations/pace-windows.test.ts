import { expect, test } from 'vitest';
import { pumpConversation } from './gate.ts';
import { account, createWorld } from './harness.ts';
import { keeping, NOW, of } from './harness-pace.ts';
import type { createPaceKeeper } from './pace.ts';
import { planMessage } from './plan-message.ts';

/** Windows that the platform closed, as a sign of haste (W3a, E12). */

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
