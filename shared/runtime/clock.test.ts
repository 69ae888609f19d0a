import { expect, test } from 'vitest';
import { createHeardClock } from './clock.ts';

test('F30: a clock that is behind what was heard goes on from there, until it may have been set right', () => {
  let nowMs = 1_000_000;
  const clock = createHeardClock({ now: () => nowMs });
  clock.hear(990_000);
  expect(clock.now()).toBe(1_000_000);
  clock.hear(1_036_000);
  nowMs += 500;
  expect(clock.now()).toBe(1_036_500);
  // What was sent before tells less.
  clock.hear(1_010_000);
  expect(clock.now()).toBe(1_036_500);
  nowMs += 300_000;
  expect(clock.now()).toBe(1_300_500);
});
