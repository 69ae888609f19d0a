import { expect, test } from 'vitest';
import { pumpConversation } from './gate.ts';
import { account, createWorld, START_MS, WITH_AGENT } from './harness.ts';
import { answer, HOUR_MS, holding, plan, states } from './harness-held.ts';
import { text } from './harness-words.ts';
import { sweep } from './sweep.ts';

test('W8: a message that only the window refuses is held on request, with reason and deadline', async () => {
  const world = await holding('您好');
  expect(world.messages()[0]).toMatchObject({
    state: 'held',
    failure: { code: 'window.closed' },
    deadlineMs: START_MS + 49 * HOUR_MS,
    trace: { rule: 'W3', pack: 'douyin-2026-03-01' },
  });
  expect(world.head().outbound?.heldUntilMs).toBe(START_MS + 49 * HOUR_MS);
  expect(world.sent).toHaveLength(0);
});

test('W8: a customer whose answer is held still waits', async () => {
  const world = await holding('您好');
  expect(world.head().waitingSinceMs).toBe(START_MS);
});

test('W8, C1: what no window can open is refused, held or not', async () => {
  const world = await holding();
  await expect(plan(world, 'operator-0009', { type: 'video', url: 'https://v' })).rejects.toMatchObject({
    code: 'capability.not-sendable',
  });
  await expect(plan(world, 'operator-0009', text('您好'), false)).rejects.toMatchObject({ code: 'window.closed' });
  expect(world.messages()).toEqual([]);
});

test('W8, W1: a grant of three meets five held messages: the first three go, in order, two stay', async () => {
  const world = await holding('一', '二', '三', '四', '五');
  await world.apply(world.event('entered'));
  await world.drain();
  expect(world.texts()).toEqual(['一', '二', '三']);
  expect(states(world)).toEqual(['sent', 'sent', 'sent', 'held', 'held']);
  expect(world.messages()[3]?.failure).toEqual({ code: 'window.quota-used' });
  world.nowMs += 2 * HOUR_MS;
  await world.apply(world.event('entered'));
  await world.drain();
  expect(world.texts()).toEqual(['一', '二', '三', '四', '五']);
  expect(world.head().outbound).toBeUndefined();
});

test('W8, W2: when the customer speaks everything held leaves in order', async () => {
  const world = await holding('一', '二', '三', '四', '五');
  await world.apply(world.event('message', { body: text('还在吗') }));
  await world.drain();
  expect(world.texts()).toEqual(['一', '二', '三', '四', '五']);
});

test('W8: what is not sent by its deadline expires, visibly, one by one', async () => {
  const world = await holding('一');
  world.nowMs += HOUR_MS;
  await plan(world, 'operator-0002', text('二'));
  await world.drain();
  const outbound = async (jobs: readonly { tenantId: string; conversationId: string }[]) => {
    for (const job of jobs) await pumpConversation(world.deps, job);
  };
  world.nowMs = START_MS + 49 * HOUR_MS + 20_001;
  await sweep({ ...world.deps, outbound, agent: async () => undefined });
  expect(states(world)).toEqual(['expired', 'held']);
  expect(world.messages()[0]?.failure).toEqual({ code: 'deadline.passed' });
  world.nowMs += HOUR_MS;
  await sweep({ ...world.deps, outbound, agent: async () => undefined });
  expect(states(world)).toEqual(['expired', 'expired']);
  expect(world.sent).toHaveLength(0);
});

test('W8, W4: a window that time alone opens is tried without anybody acting', async () => {
  const world = createWorld(account('xiaohongshu'));
  await world.apply(world.event('entered'));
  await plan(world, 'operator-0001', text('第一条'));
  await world.drain();
  await plan(world, 'operator-0002', text('第二条'));
  await world.drain();
  expect(states(world)).toEqual(['sent', 'held']);
  expect(world.head().outbound?.heldUntilMs).toBe(START_MS + 24 * HOUR_MS);
  world.nowMs = START_MS + 24 * HOUR_MS - 1;
  const jobs: unknown[] = [];
  const outbound = async (found: readonly { tenantId: string; conversationId: string }[]) => {
    jobs.push(...found);
    for (const job of found) await pumpConversation(world.deps, job);
  };
  await sweep({ ...world.deps, outbound, agent: async () => undefined });
  expect(jobs).toEqual([]);
  world.nowMs += 20_002;
  // Its deadline is 24 h after it was planned, the very instant the window opens: the chance is lost honestly.
  await sweep({ ...world.deps, outbound, agent: async () => undefined });
  expect(states(world)).toEqual(['sent', 'expired']);
});

test('W8: an agent’s answer is held when the platform says the window is used up; its next chance sends it', async () => {
  const world = createWorld(account('douyin', WITH_AGENT));
  await world.apply(world.event('message', { body: text('在吗') }));
  world.answers.push({ kind: 'failed', class: 'window', code: '28003070' });
  await answer(world, '您好');
  expect(states(world)).toEqual(['held']);
  expect(world.messages()[0]?.deadlineMs).toBe(START_MS + 24 * HOUR_MS);
  world.nowMs += 60_000;
  await world.apply(world.event('entered'));
  await world.drain();
  expect(states(world)).toEqual(['sent']);
  expect(world.sent.map(({ occasion }) => occasion)).toEqual(['reply', 'reply']);
});
