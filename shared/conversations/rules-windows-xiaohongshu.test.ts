import { expect, test } from 'vitest';
import { at, type Case, ENTERPRISE, facts, STAFF, told } from './harness-windows.ts';
import type { Standing, WindowFacts } from './model-rules.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';
import { NO_FACTS } from './rules-facts.ts';
import { judge } from './rules-windows.ts';

const SPOKE = facts({ lastCustomerMessageAtMs: at('2026-03-02T10:00:00.000') });

const FIRST = facts({ firstEnteredAtMs: at('2026-03-02T10:00:00') });

const sentEarly = (...kinds: readonly ('text' | 'other')[]): WindowFacts => ({
  ...FIRST,
  everSent: true,
  firstSentAtMs: at('2026-03-02T10:00:01'),
  beforeSpeech: kinds.map((kind, index) => ({ atMs: at('2026-03-02T10:00:01') + index, kind })),
});

const HIGH: Standing = { ...ENTERPRISE, highWeight: true };

const RICH_STAFF: Standing = { ...STAFF, adSpend30dYuan: 1_000 };

const XIAOHONGSHU: readonly Case[] = [
  { rule: 'W4 never entered', facts: NO_FACTS, now: '2026-03-02T10:00:00', expected: 'W4 window.closed' },
  { rule: 'W4 text first', facts: FIRST, now: '2026-03-02T10:00:05', expected: 'W4 1' },
  { rule: 'W4 text first, high weight', facts: FIRST, now: '2026-03-02T10:00:05', standing: HIGH, expected: 'W4 2' },
  { rule: 'W4 image first', facts: FIRST, now: '2026-03-02T10:00:05', type: 'image', expected: 'W4 window.text-first' },
  {
    rule: 'W4 card first',
    facts: FIRST,
    now: '2026-03-02T10:00:05',
    type: 'lead-card',
    expected: 'W4 window.text-first',
  },
  {
    rule: 'W4 second without weight',
    facts: sentEarly('text'),
    now: '2026-03-02T10:00:05',
    expected: 'W4 window.needs-weight',
  },
  {
    rule: 'W4 second with weight',
    facts: sentEarly('text'),
    now: '2026-03-02T10:00:05',
    type: 'lead-card',
    standing: HIGH,
    expected: 'W4 1',
  },
  {
    rule: 'W4 third with weight',
    facts: sentEarly('text', 'other'),
    now: '2026-03-02T10:00:05',
    standing: HIGH,
    expected: 'W4 window.quota-used',
  },
  { rule: 'W4, W13 23:59:58.999', facts: FIRST, now: '2026-03-03T09:59:58.999', expected: 'W4 1' },
  { rule: 'W4, W13 23:59:59', facts: FIRST, now: '2026-03-03T09:59:59', expected: 'W4 window.closed' },
  { rule: 'W4 24 h later', facts: sentEarly('text'), now: '2026-03-03T10:00:00', type: 'image', expected: 'W4 1' },
  {
    rule: 'W4 24 h later, second',
    facts: { ...sentEarly('text'), beforeSpeech: [{ atMs: at('2026-03-03T10:00:00'), kind: 'other' }] },
    now: '2026-03-03T11:00:00',
    expected: 'W4 window.quota-used',
  },
  {
    rule: 'W4 a message from before the entry',
    facts: { ...FIRST, everSent: true, firstSentAtMs: at('2026-03-02T09:59:59') },
    now: '2026-03-02T10:00:05',
    expected: 'W4 window.closed',
  },
  {
    rule: 'W5 follower',
    facts: { ...sentEarly('text', 'text', 'text'), follows: true },
    now: '2026-03-02T10:00:05',
    type: 'video',
    expected: 'W5 unlimited',
  },
  { rule: 'W6 the customer spoke', facts: SPOKE, now: '2026-03-02T10:00:05', expected: 'W6 unlimited' },
  { rule: 'W6 a year later', facts: SPOKE, now: '2027-03-02T10:00:05', expected: 'W6 unlimited' },
  { rule: 'C1 link', facts: SPOKE, now: '2026-03-02T10:00:05', type: 'link', expected: 'C1 capability.not-sendable' },
  { rule: 'C1 note', facts: SPOKE, now: '2026-03-02T10:00:05', type: 'note', expected: 'W6 unlimited' },
  {
    rule: 'A3 staff without spend',
    facts: SPOKE,
    now: '2026-03-02T10:00:05',
    standing: STAFF,
    expected: 'A3 account.spend-gate',
  },
  {
    rule: 'A3 staff at ¥999',
    facts: SPOKE,
    now: '2026-03-02T10:00:05',
    standing: { ...STAFF, adSpend30dYuan: 999 },
    expected: 'A3 account.spend-gate',
  },
  {
    rule: 'A3 staff at ¥1,000',
    facts: SPOKE,
    now: '2026-03-02T10:00:05',
    standing: RICH_STAFF,
    expected: 'W6 unlimited',
  },
  {
    rule: 'W3a closed by the platform',
    facts: { ...SPOKE, closedByPlatformAtMs: at('2026-03-02T10:00:00') },
    now: '2026-03-02T10:00:05',
    expected: 'W3a window.closed-by-platform',
  },
];

test.each(XIAOHONGSHU)('Xiaohongshu · $rule', (boundary) => {
  expect(told(xiaohongshuPack, boundary)).toBe(boundary.expected);
});

test('W4: a refusal before the edge names the edge as its next chance', () => {
  const verdict = judge(
    xiaohongshuPack,
    ENTERPRISE,
    sentEarly('text'),
    { contentType: 'text', sender: 'agent' },
    at('2026-03-02T12:00:00'),
  );
  expect(verdict).toMatchObject({ code: 'window.needs-weight', nextChanceMs: at('2026-03-03T10:00:00') });
});
