import { expect, test } from 'vitest';
import type { OutboundJob } from '../contracts/queues.ts';
import { pumpConversation } from './gate.ts';
import { account, createWorld, START_MS } from './harness.ts';
import { cancelMessage, releaseMessage } from './held.ts';
import { planMessage } from './plan-message.ts';
import { type LaterJob, sweep } from './sweep.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

async function spoken() {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: { type: 'text', text: '在吗' } }));
  await world.drain();
  const plan = (messageId: string, text: string, sendAtMs?: number) =>
    planMessage(world.deps, {
      ...world.key,
      messageId,
      senderId: 'm1',
      sender: 'operator',
      body: { type: 'text', text },
      ...(sendAtMs === undefined ? {} : { sendAtMs }),
    });
  /** One round of the sweeper, and what it sets in motion. */
  const minute = async () => {
    const jobs: OutboundJob[] = [];
    await sweep({ ...world.deps, outbound: async (found) => void jobs.push(...found), agent: async () => undefined });
    for (const job of jobs) await pumpConversation(world.deps, job);
    await world.drain();
  };
  return Object.assign(world, { plan, minute });
}

test('I7: a message for later waits for its time, and leaves in its minute', async () => {
  const world = await spoken();
  const sendAtMs = START_MS + 2 * HOUR_MS;
  const { message } = await world.plan('later-message', '下午好', sendAtMs);
  expect(message).toMatchObject({ state: 'held', sendAtMs, failure: { code: 'schedule.later' } });
  await world.drain();
  world.nowMs = sendAtMs - MINUTE_MS;
  await world.minute();
  expect(world.texts()).toEqual([]);
  world.nowMs = sendAtMs + 1;
  await world.minute();
  expect(world.texts()).toEqual(['下午好']);
  expect(world.messages().find(({ messageId }) => messageId === 'later-message')).toMatchObject({ state: 'sent' });
});

test('I7: it holds nobody up, and the customer still waits until somebody answers', async () => {
  const world = await spoken();
  await world.plan('later-message', '下午好', START_MS + 2 * HOUR_MS);
  await world.drain();
  expect(world.head().waitingSinceMs).toBe(START_MS);
  world.nowMs += MINUTE_MS;
  await world.plan('now-message', '在的');
  await world.drain();
  expect(world.texts()).toEqual(['在的']);
  expect(world.head().waitingSinceMs).toBeUndefined();
});

test('I7: a time that nothing proves is refused, with the last that is proven', async () => {
  const world = await spoken();
  await expect(world.plan('later-message', '明天见', START_MS + 25 * HOUR_MS)).rejects.toMatchObject({
    code: 'window.closed',
    details: { nextChanceMs: START_MS + 24 * HOUR_MS - 1_000 - 2 * MINUTE_MS - 1 },
  });
  await expect(world.plan('later-message', '马上', START_MS + 30_000)).rejects.toMatchObject({
    code: 'schedule.too-soon',
  });
  expect(world.messages()).toEqual([]);
});

test('I7, W8: checked again when due: a window that the platform closed holds it an hour at most', async () => {
  const world = await spoken();
  const sendAtMs = START_MS + 2 * HOUR_MS;
  await world.plan('later-message', '下午好', sendAtMs);
  await world.drain();
  world.answers.push({ kind: 'failed', class: 'window', code: '28003070' });
  world.nowMs += MINUTE_MS;
  await world.plan('now-message', '在的');
  await world.drain();
  world.nowMs = sendAtMs + 1;
  await world.minute();
  const later = () => world.messages().find(({ messageId }) => messageId === 'later-message');
  expect(later()).toMatchObject({ state: 'held', failure: { code: 'window.closed-by-platform' } });
  world.nowMs = sendAtMs + HOUR_MS + 21_000;
  await world.minute();
  expect(later()).toMatchObject({ state: 'expired', failure: { code: 'deadline.passed' } });
});

test('I7: a person calls it off, or sends it now', async () => {
  const world = await spoken();
  await world.plan('later-one', '一', START_MS + 2 * HOUR_MS);
  world.nowMs += 1_000;
  await world.plan('later-two', '二', START_MS + 3 * HOUR_MS);
  await world.drain();
  await cancelMessage(world.deps, { ...world.key, messageId: 'later-one' });
  await releaseMessage(world.deps, { ...world.key, messageId: 'later-two' });
  await world.drain();
  expect(world.texts()).toEqual(['二']);
  world.nowMs = START_MS + 4 * HOUR_MS;
  await world.minute();
  expect(world.texts()).toEqual(['二']);
});

test('I7: a sweep hands what falls due before the next one to the queue, for its second', async () => {
  const world = await spoken();
  const sendAtMs = START_MS + 2 * HOUR_MS;
  await world.plan('later-message', '下午好', sendAtMs);
  await world.drain();
  const ahead = async (beforeMs: number): Promise<readonly LaterJob[]> => {
    const jobs: LaterJob[] = [];
    world.nowMs = sendAtMs - beforeMs;
    const none = async () => undefined;
    await sweep({ ...world.deps, outbound: none, agent: none, later: async (found) => void jobs.push(...found) });
    return jobs;
  };
  expect(await ahead(126_000)).toEqual([]);
  expect(await ahead(124_500)).toEqual([{ job: world.key, delaySeconds: 125 }]);
  const [next] = await ahead(59_999);
  expect(next?.delaySeconds).toBe(60);
  world.nowMs += 60_000;
  await pumpConversation(world.deps, next?.job ?? world.key);
  expect(world.texts()).toEqual(['下午好']);
});
