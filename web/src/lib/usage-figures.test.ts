import { expect, test } from 'vitest';
import { axisEnd, sumOf } from './usage-figures.ts';

const day = (inputTokens: number, cacheReadTokens: number) => ({
  day: '2026-11-22',
  calls: 2,
  inputTokens,
  outputTokens: 5,
  cacheReadTokens,
  cacheWriteTokens: 0,
});

test('G7: figures of several days, and the share served from the cache', () => {
  expect(sumOf([day(10, 30), day(10, 50)])).toEqual({
    calls: 4,
    promptTokens: 100,
    outputTokens: 10,
    cachedShare: 0.8,
  });
  expect(sumOf([]).cachedShare).toBeUndefined();
});

test('an axis ends at a figure no smaller than the largest bar whose quarters are round', () => {
  expect([0, 7, 12, 21, 260, 999_000].map(axisEnd)).toEqual([4, 8, 20, 30, 300, 1_000_000]);
});
