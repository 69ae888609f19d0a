import { expect, test } from 'vitest';
import { createSignInThrottle } from './identity-throttle.ts';

test('SEC31: five wrong passwords are free, then each waits twice as long, a quarter of an hour at most', () => {
  const throttle = createSignInThrottle();
  const waits = Array.from({ length: 18 }, () => {
    throttle.failed('a@example.com', 0);
    return throttle.waitSeconds('a@example.com', 0);
  });
  expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]);
  expect(throttle.waitSeconds('a@example.com', 899_000)).toBe(1);
  expect(throttle.waitSeconds('b@example.com', 0)).toBe(0);
});

test('SEC31: a brute force gets far fewer than a thousand guesses a day', () => {
  const throttle = createSignInThrottle();
  let guesses = 0;
  for (let nowMs = 0; nowMs < 86_400_000; nowMs += 1_000) {
    if (throttle.waitSeconds('a@example.com', nowMs) > 0) continue;
    throttle.failed('a@example.com', nowMs);
    guesses += 1;
  }
  expect(guesses).toBeLessThan(120);
});

test('a right password begins anew', () => {
  const throttle = createSignInThrottle();
  for (let tried = 0; tried < 6; tried += 1) throttle.failed('a@example.com', 0);
  throttle.succeeded('a@example.com');
  throttle.failed('a@example.com', 0);
  expect(throttle.waitSeconds('a@example.com', 0)).toBe(0);
});
