import { describe, expect, test } from 'vitest';
import { windowStateOf } from './window-state.ts';

const NOW_MS = 1_000_000_000;
const MINUTE_MS = 60_000;
const open = (leftMs: number, left?: number) =>
  windowStateOf(
    { kind: 'allowed', rule: 'W2', untilMs: NOW_MS + leftMs, ...(left === undefined ? {} : { left }) },
    NOW_MS,
  );

describe('the window is always shown (section 4)', () => {
  test('as time left, amber in the last hour, red in the last ten minutes', () => {
    expect(open(61 * MINUTE_MS)).toEqual({ kind: 'open', tone: 'good', leftMs: 61 * MINUTE_MS });
    expect(open(59 * MINUTE_MS).tone).toBe('warn');
    expect(open(10 * MINUTE_MS).tone).toBe('bad');
  });

  test('with the messages left where they are counted', () => {
    expect(open(20_000, 2)).toEqual({ kind: 'open', tone: 'bad', leftMs: 20_000, left: 2 });
    expect(windowStateOf({ kind: 'allowed', rule: 'W4', left: 1 }, NOW_MS)).toEqual({
      kind: 'open',
      tone: 'good',
      left: 1,
    });
  });

  test('as no limit (W6)', () => {
    expect(windowStateOf({ kind: 'allowed', rule: 'W6' }, NOW_MS)).toEqual({ kind: 'unlimited', tone: 'good' });
  });

  test('as closed, with the next chance only while it lies ahead', () => {
    const refused = (nextChanceMs: number) =>
      windowStateOf({ kind: 'refused', rule: 'W4', code: 'window.quota-used', nextChanceMs }, NOW_MS);
    expect(refused(NOW_MS + 5)).toEqual({ kind: 'closed', tone: 'mute', code: 'window.quota-used', nextInMs: 5 });
    expect(refused(NOW_MS)).toEqual({ kind: 'closed', tone: 'mute', code: 'window.quota-used' });
  });
});
