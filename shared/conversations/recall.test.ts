import { expect, test } from 'vitest';
import type { RecallOutcome } from '../platforms/platform.ts';
import { account, createWorld } from './harness.ts';
import { packFor } from './packs.ts';
import { planMessage } from './plan-message.ts';
import { recallMessage } from './recall.ts';
import { judgeRecall } from './rules-recall.ts';

const SENT_AT_MS = 1_780_000_000_000;
const judged = (platform: 'douyin' | 'xiaohongshu', afterMs: number) =>
  judgeRecall(
    packFor(platform, SENT_AT_MS),
    { state: 'sent', platformMessageId: 'p1', sentAtMs: SENT_AT_MS },
    SENT_AT_MS + afterMs,
  );

test.each([
  ['at once', 0, 'may'],
  ['at 1:59', 119_000, 'may'],
  ['at 1:59.999', 119_999, 'may'],
  ['at 2:00', 120_000, 'refused'],
  ['at 2:01', 121_000, 'refused'],
])('section 3: Xiaohongshu lets an own message be recalled within two minutes: %s', (_when, afterMs, kind) => {
  expect(judged('xiaohongshu', afterMs).kind).toBe(kind);
});

test('section 3: Douyin names no limit, so the platform is asked', () => {
  expect(judged('douyin', 30 * 86_400_000)).toEqual({ kind: 'may' });
});

test.each(['planned', 'held', 'failed', 'unknown', 'expired', 'cancelled', 'refused'] as const)(
  'a message that is %s cannot be recalled',
  (state) => {
    const message = { state, platformMessageId: 'p1', sentAtMs: SENT_AT_MS };
    expect(judgeRecall(packFor('douyin', SENT_AT_MS), message, SENT_AT_MS)).toEqual({
      kind: 'refused',
      code: 'recall.not-sent',
    });
  },
);

test('section 3: the last instant of a recall is told', () => {
  expect(judged('xiaohongshu', 5_000)).toEqual({ kind: 'may', untilMs: 1_780_000_120_000 });
});

test.each([
  ['whose id nobody knows', { state: 'sent' as const, sentAtMs: SENT_AT_MS }],
  ['whose time nobody knows', { state: 'sent' as const, platformMessageId: 'p1', sentAtMs: undefined }],
])('section 3: a sent message %s cannot be recalled, limit or none', (_what, message) => {
  const refused = { kind: 'refused', code: 'recall.not-sent' };
  expect(judgeRecall(packFor('xiaohongshu', SENT_AT_MS), message, SENT_AT_MS)).toEqual(refused);
  expect(judgeRecall(packFor('douyin', SENT_AT_MS), message, SENT_AT_MS)).toEqual(refused);
});

async function sent(platform: 'douyin' | 'xiaohongshu') {
  const world = createWorld(account(platform));
  await world.apply(world.event('message', { body: { type: 'text', text: '在吗' } }));
  const body = { type: 'text', text: '您好' } as const;
  await planMessage(world.deps, {
    ...world.key,
    messageId: 'operator-0001',
    body,
    sender: 'operator',
    senderId: 'u1',
  });
  await world.drain();
  const asked: unknown[] = [];
  let answer: RecallOutcome = { kind: 'recalled' };
  const recaller = {
    recall: async (_access: unknown, request: unknown) => {
      asked.push(request);
      return answer;
    },
  };
  const deps = { ...world.deps, recallers: { douyin: recaller, xiaohongshu: recaller } };
  const name = { ...world.key, messageId: 'operator-0001' };
  return {
    world,
    asked,
    answers: (next: RecallOutcome) => {
      answer = next;
    },
    recall: () => recallMessage(deps, name),
  };
}

test('I2: a recalled message says so, and the same recall again asks nobody', async () => {
  const { world, asked, recall } = await sent('xiaohongshu');
  world.nowMs += 119_000;
  expect((await recall()).message).toMatchObject({ state: 'recalled', recalledAtMs: world.nowMs });
  expect((await recall()).message.state).toBe('recalled');
  expect(asked).toMatchObject([{ platformMessageId: 'p1', customerPlatformId: 'customer-1' }]);
  expect(world.messages()[0]).toMatchObject({ state: 'recalled' });
});

test('W9: a recall gives no right to send back', async () => {
  const { world, recall } = await sent('douyin');
  const before = world.head().facts;
  await recall();
  expect(world.head().facts).toEqual(before);
});

test('I2: two minutes and a second later Xiaohongshu is not even asked', async () => {
  const { world, asked, recall } = await sent('xiaohongshu');
  world.nowMs += 121_000;
  await expect(recall()).rejects.toMatchObject({ code: 'recall.too-late', status: 409 });
  expect(asked).toEqual([]);
});

test('I2: the platform’s no and its silence leave the message as it was', async () => {
  const { world, answers, recall } = await sent('douyin');
  answers({ kind: 'failed', code: '28001007' });
  await expect(recall()).rejects.toMatchObject({ code: 'recall.refused', status: 409 });
  answers({ kind: 'failed', code: 'http.timeout' });
  await expect(recall()).rejects.toMatchObject({ code: 'platform.unavailable', status: 503 });
  expect(world.messages()[0]?.state).toBe('sent');
});

test('A2: a token that died is renewed once and the recall repeated', async () => {
  const { world, asked, answers, recall } = await sent('douyin');
  answers({ kind: 'failed', code: '28001008', class: 'authorization' });
  await expect(recall()).rejects.toMatchObject({ code: 'recall.refused' });
  expect(asked).toHaveLength(2);
  expect(world.refreshes).toBe(1);
});

test('A5: a right that was taken back shows on the account', async () => {
  const { world, answers, recall } = await sent('douyin');
  answers({ kind: 'failed', code: '28001012', class: 'revoked' });
  await expect(recall()).rejects.toMatchObject({ code: 'account.needs-authorization', status: 409 });
  expect(world.revoked).toEqual(['28001012']);
  expect(world.messages()[0]?.state).toBe('sent');
});
