import { expect, test } from 'vitest';
import { factsOf } from './why-facts.ts';
import { againWords, stillStands, untracedWords } from './why-words.ts';

const HOUR_MS = 3_600_000;
/** 2026-11-22 10:00 in Shanghai. */
const NOW_MS = Date.UTC(2026, 10, 22, 2);
const seen = { place: { locale: 'zh-CN', timeZone: 'Asia/Shanghai' }, nowMs: NOW_MS };
const NONE = { entries: [], follows: false, beforeSpeech: [], everSent: false, sentSinceCustomerMessage: 0 };
const lines = (trace: Parameters<typeof factsOf>[0]) =>
  factsOf(trace, seen).map(({ name, value }) => `${name}：${value}`);

test('Z1: of first contact it tells what left before the customer spoke, and the account’s weight and spend', () => {
  const beforeSpeech = [
    { atMs: NOW_MS - HOUR_MS, kind: 'text' as const },
    { atMs: NOW_MS - HOUR_MS / 2, kind: 'other' as const, unproven: true as const },
  ];
  const facts = { ...NONE, firstEnteredAtMs: NOW_MS - 2 * HOUR_MS, beforeSpeech, firstSentAtMs: NOW_MS - HOUR_MS };
  const standing = { kind: 'staff', highWeight: true, adSpend30dYuan: 1_200, mutualFollow: false } as const;
  expect(lines({ facts, standing })).toEqual([
    '客户最后发言：还没有发言',
    '首次进入：08:00',
    '客户开口前已发：09:00 文字',
    '客户开口前已发：09:30 图片或卡片（是否送达未知）',
    '账号第一次发消息：09:00',
    '账号类型：员工号',
    '账号权重：高',
    '近 30 天广告消耗：¥1,200',
    '互相关注：否',
  ]);
});

test('Z1: consent with its touch, comments, and what the platform closed', () => {
  const facts = {
    ...NONE,
    lastCustomerMessageAtMs: NOW_MS - 25 * HOUR_MS,
    sentSinceCustomerMessage: 2,
    closedByPlatformAtMs: NOW_MS - HOUR_MS,
    consent: { atMs: NOW_MS - 3 * HOUR_MS, untilMs: NOW_MS + HOUR_MS, touchAtMs: NOW_MS - HOUR_MS, spent: 3 },
    comments: [
      { id: 'a', atMs: NOW_MS - 2 * HOUR_MS, repliedAtMs: NOW_MS - HOUR_MS },
      { id: 'b', atMs: NOW_MS - HOUR_MS },
    ],
  };
  expect(lines({ facts, gate: { account: 'needs-authorization' } })).toEqual([
    '账号状态：授权失效',
    '客户最后发言：昨天 09:00',
    '此后已发条数：2',
    '平台提示超限：09:00 之前的机会已用完',
    '授权主动私信：07:00 起，到 11:00',
    '最近一次主动触达：09:00 起，已发 3 条',
    '意向评论：08:00，09:00 已回复',
    '意向评论：09:00，未回复',
  ]);
});

test('Z1: a message that never passed the gate says so', () => {
  expect(untracedWords({ sender: 'phone-app', state: 'sent' })).toContain('不是从这里发出的');
  expect(untracedWords({ sender: 'agent', state: 'planned' })).toContain('还没有判定');
  expect(untracedWords({ sender: 'operator', state: 'sent' })).toContain('没有保存');
});

test('W12: a pack that was changed since is told before anything else', () => {
  const again = { verdict: { kind: 'allowed', rule: 'W2' }, equal: true, intact: true } as const;
  expect(againWords({ ...again, pack: 'changed' })).toContain('规则包的内容');
  expect(stillStands({ ...again, pack: 'changed' })).toBe(false);
  expect(stillStands({ ...again, pack: 'unknown' })).toBe(true);
  expect(againWords({ ...again, intact: false, pack: 'same' })).toContain('指纹不符');
});
