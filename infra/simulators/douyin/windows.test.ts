import { describe, expect, test } from 'vitest';
import type { Entry } from '../core/model.ts';
import { grantsEntry, judgeEntry, judgeReply } from './windows.ts';

/** 2026-03-02 10:00 in Shanghai. */
const TEN = 1_772_416_800_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const entry = (fields: Partial<Entry> = {}): Entry => ({
  id: 'e',
  atMs: TEN,
  source: 'profile',
  granted: true,
  spent: 0,
  ...fields,
});

describe('W1: entries', () => {
  test('the first entry grants', () => {
    expect(grantsEntry([], TEN)).toBe(true);
  });

  test.each([
    [HOUR - 1, false],
    [HOUR, true],
  ])('an entry %i ms after the last grant', (afterMs, granted) => {
    expect(grantsEntry([entry()], TEN + afterMs)).toBe(granted);
  });

  test('the hour counts from the last entry that granted, not from the last entry', () => {
    const ungranted = entry({ atMs: TEN + 50 * MINUTE, granted: false });
    expect(grantsEntry([entry(), ungranted], TEN + HOUR)).toBe(true);
  });

  test('the fourth entry of a day grants nothing, the first after midnight in Shanghai does', () => {
    const three = [0, 2, 4].map((hours) => entry({ atMs: TEN + hours * HOUR }));
    expect(grantsEntry(three, TEN + 13 * HOUR + 59 * MINUTE + 59_999)).toBe(false);
    expect(grantsEntry(three, TEN + 14 * HOUR)).toBe(true);
  });

  test('midnight does not shorten the hour', () => {
    const late = entry({ atMs: TEN + 13.5 * HOUR });
    expect(grantsEntry([late], TEN + 14 * HOUR)).toBe(false);
    expect(grantsEntry([late], TEN + 14.5 * HOUR)).toBe(true);
  });
});

describe('W1: messages of an entry', () => {
  test.each([
    ['at once', 0, 0, 'open'],
    ['in the last millisecond', 29_999, 2, 'open'],
    ['at second 30', 30_000, 0, 'too-late'],
    ['as the fourth', 1_000, 3, 'used-up'],
  ])('%s', (_when, afterMs, spent, verdict) => {
    expect(judgeEntry(entry({ spent }), TEN + afterMs)).toBe(verdict);
  });

  test('an entry without a grant opens nothing', () => {
    expect(judgeEntry(entry({ granted: false }), TEN)).toBe('no-grant');
  });
});

describe('W2: replies', () => {
  test.each([
    [24 * HOUR - 1, 'open'],
    [24 * HOUR, 'too-late'],
  ])('%i ms after the message', (afterMs, verdict) => {
    expect(judgeReply(TEN, 1_000, null, TEN + afterMs)).toBe(verdict);
  });

  test('W3a: a cap closes the window when it is switched on', () => {
    expect(judgeReply(TEN, 5, 6, TEN)).toBe('open');
    expect(judgeReply(TEN, 6, 6, TEN)).toBe('used-up');
  });
});
