import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createClock, readShared } from './clock.ts';

const NOON = Date.UTC(2026, 10, 22, 12);

beforeEach(() => {
  vi.useFakeTimers({ now: NOON });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('movable clock (decision 6)', () => {
  test('runs with the machine until it is moved, then goes on from there', () => {
    const clock = createClock();
    vi.advanceTimersByTime(1_000);
    expect(clock.now()).toBe(NOON + 1_000);
    clock.advance(3_600_000);
    vi.advanceTimersByTime(500);
    expect(clock.now()).toBe(NOON + 3_601_500);
  });

  test('runs faster, and stands still at speed 0', () => {
    const clock = createClock();
    clock.setSpeed(60);
    vi.advanceTimersByTime(1_000);
    expect(clock.now()).toBe(NOON + 60_000);
    clock.setSpeed(0);
    vi.advanceTimersByTime(5_000);
    expect(clock.now()).toBe(NOON + 60_000);
  });

  test('a jump fires every timer that became due, in order of their instants', () => {
    const clock = createClock();
    const fired: string[] = [];
    clock.setTimer(NOON + 20_000, () => fired.push('second'));
    clock.setTimer(NOON + 10_000, () => fired.push('first'));
    clock.setTimer(NOON + 90_000, () => fired.push('not yet'));
    clock.set(NOON + 60_000);
    vi.advanceTimersByTime(10);
    expect(fired).toEqual(['first', 'second']);
  });

  test('a timer never fires early, whatever the speed', () => {
    const clock = createClock();
    clock.setSpeed(7);
    let firedAt = 0;
    clock.setTimer(NOON + 100_000, () => {
      firedAt = clock.now();
    });
    vi.advanceTimersByTime(20_000);
    expect(firedAt).toBeGreaterThanOrEqual(NOON + 100_000);
    expect(firedAt).toBeLessThan(NOON + 100_020);
  });

  test('a cancelled timer stays silent, also when it was the next', () => {
    const clock = createClock();
    const fired: string[] = [];
    const cancel = clock.setTimer(NOON + 1_000, () => fired.push('cancelled'));
    clock.setTimer(NOON + 2_000, () => fired.push('kept'));
    cancel();
    vi.advanceTimersByTime(3_000);
    expect(fired).toEqual(['kept']);
  });

  test('a timer further away than Node can wait still fires on time', () => {
    const clock = createClock();
    const days = 40 * 86_400_000;
    let firedAt = 0;
    clock.setTimer(NOON + days, () => {
      firedAt = clock.now();
    });
    vi.advanceTimersByTime(days - 1);
    expect(firedAt).toBe(0);
    vi.advanceTimersByTime(1);
    expect(firedAt).toBe(NOON + days);
  });

  test('workers read the same time from the shared cells', () => {
    const clock = createClock();
    clock.advance(86_400_000);
    clock.setSpeed(3);
    vi.advanceTimersByTime(1_234);
    expect(readShared(clock.shared)).toBe(clock.now());
  });

  test('a saved state goes on where it stood', () => {
    const saved: { virtualMs: number; realMs: number; speed: number }[] = [];
    createClock(undefined, (state) => saved.push(state)).set(NOON + 86_400_000);
    vi.advanceTimersByTime(10_000);
    expect(createClock(saved[0]).now()).toBe(NOON + 86_410_000);
  });
});
