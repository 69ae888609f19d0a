import { describe, expect, test } from 'vitest';
import { ACCOUNT, HEAD, head, MESSAGE, message, NOW } from './gate-builders.ts';
import type { Conversation } from './model-head.ts';
import type { Message } from './model-messages.ts';
import type { Allowed } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';
import { decideRow, needsReference, referenceOf } from './rules-decision.ts';
import { NO_FACTS } from './rules-facts.ts';
import { previewOf } from './rules-preview.ts';

/** The gate's decisions one by one, with their whole answers. */

const decided = (
  one: Message,
  change: Partial<Conversation> = {},
  account: Parameters<typeof decideRow>[1] = ACCOUNT,
) => {
  const step = decideRow(douyinPack, account, head(change), one, NOW);
  if (step.kind === 'send') return `send ${step.verdict.rule}`;
  expect(step.kind).toBe('settle');
  return `${step.state} ${step.code} by ${step.trace.rule}`;
};

describe('decideRow', () => {
  test.each<[string, string, Message, Partial<Conversation>?, Parameters<typeof decideRow>[1]?]>([
    ['a message with an open window goes', 'send W2', message()],
    ['one that is due at its deadline has expired', 'expired deadline.passed by W8', message({ deadlineMs: NOW })],
    ['a millisecond before it has not', 'send W2', message({ deadlineMs: NOW + 1 })],
    [
      'an answer of an older epoch is fenced',
      'cancelled takeover.fenced by G8',
      message({ sender: 'agent', epoch: 1 }),
    ],
    [
      'a broadcast of an older epoch is fenced',
      'cancelled takeover.fenced by G8',
      message({ sender: 'broadcast', epoch: 1 }),
    ],
    ['a person’s is not', 'send W2', message({ epoch: 1 })],
    ['a comment’s answer is a person’s', 'send W2', message({ sender: 'comment-reply', epoch: 1 })],
    [
      'an answer to an older burst is',
      'cancelled burst.superseded by G9',
      message({ sender: 'agent', burstKey: 'b0' }),
      { burstKey: 'b1' },
    ],
    ['a welcome knows no burst', 'send W2', message({ sender: 'welcome', burstKey: 'b0' }), { burstKey: 'b1' }],
    ['without an account nothing waits', 'cancelled account.unhosted by A4', message(), {}, undefined],
    ['nor of an unhosted one', 'cancelled account.unhosted by A4', message(), {}, { ...ACCOUNT, status: 'unhosted' }],
    [
      'a lost right holds',
      'held account.needs-authorization by A5',
      message(),
      {},
      { ...ACCOUNT, status: 'needs-authorization' },
    ],
    [
      'a missing binding holds',
      'held account.awaiting-binding by A5',
      message(),
      {},
      { ...ACCOUNT, status: 'awaiting-binding' },
    ],
    [
      'but no welcome',
      'refused account.awaiting-binding by A5',
      message({ sender: 'welcome' }),
      {},
      { ...ACCOUNT, status: 'awaiting-binding' },
    ],
    ['what no matrix knows is refused', 'refused capability.not-sendable by C1', message({ body: { type: 'video' } })],
    ['a closed window holds', 'held window.closed by W3', message(), { facts: NO_FACTS }],
    ['but no welcome', 'refused window.closed by W3', message({ sender: 'welcome' }), { facts: NO_FACTS }],
    [
      'without a reference to answer nothing goes',
      'refused window.no-reference by W1',
      message(),
      { facts: { ...NO_FACTS, entries: [{ key: 'e', atMs: NOW, spent: 0 }] } },
    ],
    [
      'a proactive message needs none',
      'send W3',
      message(),
      { facts: { ...NO_FACTS, consent: { atMs: NOW - 1, spent: 0 } } },
    ],
  ])('%s: %s', (_what, answer, one, change, account = ACCOUNT) => {
    const isNobody = answer === 'cancelled account.unhosted by A4' && account === ACCOUNT;
    expect(isNobody ? decideText(one, change) : decided(one, change, account)).toBe(answer);
  });
  const decideText = (one: Message, change: Partial<Conversation> = {}) => {
    const step = decideRow(douyinPack, undefined, head(change), one, NOW);
    if (step.kind === 'send') return 'send';
    expect(step.kind).toBe('settle');
    return `${step.state} ${step.code} by ${step.trace.rule}`;
  };

  test('an empty row is refused', () => {
    const { body: _, ...empty } = MESSAGE;
    expect(decided(empty)).toBe('refused message.empty by C1');
  });
  test('Z1: the trace tells pack, rule, verdict, time and facts', () => {
    const step = decideRow(douyinPack, ACCOUNT, head({ mutualFollow: true }), message(), NOW);
    expect(step.kind === 'send' && step.trace).toStrictEqual({
      pack: 'douyin-2026-03-01',
      rule: 'W2',
      verdict: { kind: 'allowed', rule: 'W2', untilMs: NOW - 5_000 + 86_399_000 },
      decidedAtMs: NOW,
      factsHash: expect.stringMatching(/^[0-9a-z]{8}$/) as unknown,
      packHash: expect.stringMatching(/^[0-9a-z]{8}$/) as unknown,
      basis: { facts: HEAD.facts, standing: { ...ACCOUNT.standing, mutualFollow: true } },
    });
  });
  test('W7: the comment that a text quotes is asked for', () => {
    const quoting = message({ body: { type: 'text', text: '在的', quote: { commentId: 'k1' } } });
    const known = head({ platform: 'xiaohongshu', facts: { ...NO_FACTS, comments: [{ id: 'k1', atMs: NOW - 1 }] } });
    const step = decideRow(xiaohongshuPack, ACCOUNT, known, quoting, NOW);
    expect(step.kind === 'send' && step.verdict).toMatchObject({ rule: 'W7', commentId: 'k1' });
  });
});

test('which event a right points at', () => {
  const both = head({ entryRef: { messageRef: 'e-ref' } });
  const of = (occasion: Allowed['occasion']) => {
    const verdict: Allowed = { kind: 'allowed', rule: 'R', occasion };
    return [needsReference(verdict), referenceOf(both, verdict)?.messageRef];
  };
  expect(of('reply')).toEqual([true, 'm-ref']);
  expect(of('entry')).toEqual([true, 'e-ref']);
  expect(of('first-contact')).toEqual([true, 'e-ref']);
  expect(of('proactive')[0]).toBe(false);
  expect(of('comment')[0]).toBe(false);
});

test('previews: what a message holds, in two dozen characters', () => {
  const card = (name: 'name-card' | 'landing-page' | 'note' | 'lead-card' | 'trade-card' | 'phone-collect-card') =>
    previewOf({ type: 'card', card: name, cardId: 'c' });
  expect([
    previewOf({ type: 'text', text: ' 你好 \n  在吗 ' }),
    previewOf({ type: 'image' }),
    previewOf({ type: 'video' }),
    previewOf({ type: 'link' }),
    previewOf({ type: 'gif-emoji' }),
    previewOf({ type: 'unsupported', platformType: 'x' }),
    previewOf(undefined),
  ]).toEqual(['你好 在吗', '[图片]', '[视频]', '[链接]', '[表情]', '[消息]', '[消息]']);
  expect([
    card('phone-collect-card'),
    card('name-card'),
    card('landing-page'),
    card('note'),
    card('lead-card'),
    card('trade-card'),
  ]).toEqual(['[电话收集卡片]', '[名片]', '[落地页]', '[笔记]', '[留资卡]', '[交易卡]']);
  expect(previewOf({ type: 'text', text: '家'.repeat(24) })).toBe('家'.repeat(24));
  expect(previewOf({ type: 'text', text: '😀'.repeat(25) })).toBe(`${'😀'.repeat(23)}…`);
});
