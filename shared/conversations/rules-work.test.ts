import { expect, test } from 'vitest';
import { afterFlightMs } from './rules-work.ts';

test.each([
  [0, 2],
  [1, 3],
  [2, 4],
  [4, 8],
  [9, 18],
  [14.9, 29.8],
  [15, 30],
  [20, 30],
  [29, 31],
  // A claim by a faster clock.
  [-5, -3],
])('COST10: who meets a send %d s old in flight looks again when it is %d s old', (ageSeconds, againSeconds) => {
  const claimedAtMs = 1_790_000_000_000;
  const again = afterFlightMs(claimedAtMs, claimedAtMs + ageSeconds * 1_000);
  expect((again - claimedAtMs) / 1_000).toBe(againSeconds);
});
