import { expect, test } from 'vitest';
import { at, type Case, ENTERPRISE, facts, STAFF, told } from './harness-windows.ts';
import type { WindowFacts } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import { RulePack } from './pack-schema.ts';
import { NO_FACTS } from './rules-facts.ts';
import { sendableNow, windowState } from './rules-windows.ts';

/** Boundaries that a product person can read; times are Shanghai wall time. */

const entry = (text: string, spent = 0, key = text) => ({ key, atMs: at(text), spent });

const ENTERED = facts({ entries: [entry('2026-03-02T10:00:00.000')], firstEnteredAtMs: at('2026-03-02T10:00:00.000') });

const spent = (count: number): WindowFacts => facts({ entries: [entry('2026-03-02T10:00:00.000', count)] });

const SPOKE = facts({ lastCustomerMessageAtMs: at('2026-03-02T10:00:00.000') });

const DAY = ['2026-03-02T08:00:00', '2026-03-02T09:00:00', '2026-03-02T10:00:00', '2026-03-02T11:00:00'];

const DOUYIN: readonly Case[] = [
  { rule: 'W3 nothing ever happened', facts: NO_FACTS, now: '2026-03-02T10:00:00', expected: 'W3 window.closed' },
  { rule: 'W1 at once', facts: ENTERED, now: '2026-03-02T10:00:00.000', expected: 'W1 3' },
  { rule: 'W1 28.9 s', facts: ENTERED, now: '2026-03-02T10:00:28.900', expected: 'W1 3' },
  { rule: 'W1, W13 last millisecond', facts: ENTERED, now: '2026-03-02T10:00:28.999', expected: 'W1 3' },
  { rule: 'W1, W13 29.0 s', facts: ENTERED, now: '2026-03-02T10:00:29.000', expected: 'W3 window.closed' },
  { rule: 'W1 30.1 s', facts: ENTERED, now: '2026-03-02T10:00:30.100', expected: 'W3 window.closed' },
  { rule: 'W1 our clock is behind', facts: ENTERED, now: '2026-03-02T09:59:58.000', expected: 'W1 3' },
  { rule: 'W1 third message', facts: spent(2), now: '2026-03-02T10:00:05', expected: 'W1 1' },
  { rule: 'W1 fourth message', facts: spent(3), now: '2026-03-02T10:00:05', expected: 'W1 window.quota-used' },
  {
    rule: 'W1 again after 59:59',
    facts: facts({ entries: [entry('2026-03-02T10:00:00'), entry('2026-03-02T10:59:59')] }),
    now: '2026-03-02T11:00:00',
    expected: 'W3 window.closed',
  },
  {
    rule: 'W1 again after 60:00',
    facts: facts({ entries: [entry('2026-03-02T10:00:00', 3), entry('2026-03-02T11:00:00')] }),
    now: '2026-03-02T11:00:01',
    expected: 'W1 3',
  },
  {
    rule: 'W1 spacing counts from the last that granted',
    facts: facts({
      entries: [entry('2026-03-02T10:00:00'), entry('2026-03-02T10:30:00'), entry('2026-03-02T11:10:00')],
    }),
    now: '2026-03-02T11:10:05',
    expected: 'W1 3',
  },
  {
    rule: 'W1 third of the day',
    facts: facts({ entries: DAY.slice(0, 3).map((text) => entry(text)) }),
    now: '2026-03-02T10:00:05',
    expected: 'W1 3',
  },
  {
    rule: 'W1 fourth of the day',
    facts: facts({ entries: DAY.map((text) => entry(text)) }),
    now: '2026-03-02T11:00:05',
    expected: 'W3 window.closed',
  },
  {
    rule: 'W1 a new day begins at midnight in Shanghai',
    facts: facts({
      entries: ['2026-03-02T20:00:00', '2026-03-02T21:00:00', '2026-03-02T22:00:00', '2026-03-03T00:00:00'].map(
        (text) => entry(text),
      ),
    }),
    now: '2026-03-03T00:00:10',
    expected: 'W1 3',
  },
  {
    rule: 'W1 a second before midnight it is still the old day',
    facts: facts({
      entries: ['2026-03-02T20:00:00', '2026-03-02T21:00:00', '2026-03-02T22:00:00', '2026-03-02T23:59:59'].map(
        (text) => entry(text),
      ),
    }),
    now: '2026-03-03T00:00:10',
    expected: 'W3 window.closed',
  },
  {
    rule: 'W1 the spacing holds across midnight',
    facts: facts({ entries: [entry('2026-03-02T23:30:00'), entry('2026-03-03T00:10:00')] }),
    now: '2026-03-03T00:10:05',
    expected: 'W3 window.closed',
  },
  { rule: 'W2 at once', facts: SPOKE, now: '2026-03-02T10:00:00', expected: 'W2 unlimited' },
  { rule: 'W2 23:59:58', facts: SPOKE, now: '2026-03-03T09:59:58.999', expected: 'W2 unlimited' },
  { rule: 'W2, W13 23:59:59', facts: SPOKE, now: '2026-03-03T09:59:59', expected: 'W3 window.closed' },
  { rule: 'W2 24:00:01', facts: SPOKE, now: '2026-03-03T10:00:01', expected: 'W3 window.closed' },
  {
    rule: 'W2 spares the grant of an entry',
    facts: facts({ ...SPOKE, entries: [entry('2026-03-02T10:00:00', 3)] }),
    now: '2026-03-02T10:00:10',
    expected: 'W2 unlimited',
  },
  {
    rule: 'W3a closed by the platform',
    facts: facts({ ...SPOKE, closedByPlatformAtMs: at('2026-03-02T10:00:00.000') }),
    now: '2026-03-02T10:05:00',
    expected: 'W3a window.closed-by-platform',
  },
  {
    rule: 'W3a the customer acted again',
    facts: facts({
      lastCustomerMessageAtMs: at('2026-03-02T10:06:00.001'),
      closedByPlatformAtMs: at('2026-03-02T10:06:00.000'),
    }),
    now: '2026-03-02T10:07:00',
    expected: 'W2 unlimited',
  },
  {
    rule: 'C1 image of an enterprise account',
    facts: SPOKE,
    now: '2026-03-02T10:01:00',
    type: 'image',
    expected: 'W2 unlimited',
  },
  {
    rule: 'C1 video is never sent',
    facts: SPOKE,
    now: '2026-03-02T10:01:00',
    type: 'video',
    expected: 'C1 capability.not-sendable',
  },
  { rule: 'C1 staff text', facts: SPOKE, now: '2026-03-02T10:01:00', standing: STAFF, expected: 'W2 unlimited' },
  {
    rule: 'C1 staff image without mutual follow',
    facts: SPOKE,
    now: '2026-03-02T10:01:00',
    type: 'image',
    standing: STAFF,
    expected: 'C1 capability.needs-mutual-follow',
  },
  {
    rule: 'C1 staff image with mutual follow',
    facts: SPOKE,
    now: '2026-03-02T10:01:00',
    type: 'image',
    standing: { ...STAFF, mutualFollow: true },
    expected: 'W2 unlimited',
  },
  { rule: 'C1 card', facts: SPOKE, now: '2026-03-02T10:01:00', type: 'phone-collect-card', expected: 'W2 unlimited' },
  {
    rule: 'C1 staff card',
    facts: SPOKE,
    now: '2026-03-02T10:01:00',
    type: 'phone-collect-card',
    standing: STAFF,
    expected: 'C1 capability.not-sendable',
  },
  {
    rule: 'C1 a card of the other platform',
    facts: SPOKE,
    now: '2026-03-02T10:01:00',
    type: 'lead-card',
    expected: 'C1 capability.not-sendable',
  },
];

test.each(DOUYIN)('Douyin · $rule', (boundary) => {
  expect(told(douyinPack, boundary)).toBe(boundary.expected);
});

test('W2: a cap per window is data: off by default, and closes the window where it is on', () => {
  const capped = RulePack.parse({
    ...douyinPack,
    windows: [{ grant: 'reply', rule: 'W2', kinds: ['enterprise'], lengthMs: 86_400_000, max: 6 }],
  });
  const after = (count: number) =>
    windowState(capped, ENTERPRISE, { ...SPOKE, sentSinceCustomerMessage: count }, at('2026-03-02T10:01:00'));
  expect(after(5)).toMatchObject({ kind: 'allowed', left: 1 });
  expect(after(6)).toMatchObject({ kind: 'refused', code: 'window.quota-used' });
  expect(
    windowState(douyinPack, ENTERPRISE, { ...SPOKE, sentSinceCustomerMessage: 600 }, at('2026-03-02T10:01:00')).kind,
  ).toBe('allowed');
});

test('another platform takes a pack and no engine: ten messages in 48 hours, reset by each customer message', () => {
  const tiktok = RulePack.parse({
    ...douyinPack,
    id: 'tiktok-2026-03-01',
    platform: 'tiktok',
    windows: [{ grant: 'reply', rule: 'T1', kinds: ['enterprise', 'staff'], lengthMs: 48 * 3_600_000, max: 10 }],
  });
  const state = (count: number, now: string) =>
    windowState(tiktok, ENTERPRISE, { ...SPOKE, sentSinceCustomerMessage: count }, at(now));
  expect(state(9, '2026-03-04T09:59:58')).toMatchObject({ kind: 'allowed', left: 1, rule: 'T1' });
  expect(state(10, '2026-03-03T10:00:00')).toMatchObject({ kind: 'refused', code: 'window.quota-used' });
  expect(state(0, '2026-03-04T10:00:00')).toMatchObject({ kind: 'refused', code: 'window.closed' });
});

test('C1: the composer is told of every content type whether it may go and why not', () => {
  const now = sendableNow(douyinPack, ENTERPRISE, SPOKE, at('2026-03-02T10:01:00'));
  expect(now).toHaveLength(12);
  expect(now.filter(({ verdict }) => verdict.kind === 'allowed').map(({ contentType }) => contentType)).toEqual([
    'text',
    'image',
    'basic-emoji',
    'phone-collect-card',
  ]);
});
