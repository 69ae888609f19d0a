import { describe, expect, test } from 'vitest';
import { ago, clockTime, countdown, dayKey, dayName, daysUntil, figure, nearDay, shortLeft } from './time.ts';

const SHANGHAI = { locale: 'zh-CN', timeZone: 'Asia/Shanghai' };
/** 2026-11-22 00:30 in Shanghai, which is still the 21st in UTC. */
const NOW_MS = Date.UTC(2026, 10, 21, 16, 30);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('days and clocks are the tenant’s, not the machine’s', () => {
  test('half past midnight in Shanghai is today there', () => {
    expect(clockTime(NOW_MS, SHANGHAI)).toBe('00:30');
    expect(dayKey(NOW_MS, 'Asia/Shanghai')).toBe('2026-11-22');
    expect(nearDay(NOW_MS - HOUR_MS, NOW_MS, 'Asia/Shanghai')).toBe('yesterday');
    expect(nearDay(NOW_MS - HOUR_MS, NOW_MS, 'UTC')).toBe('today');
    expect(nearDay(NOW_MS + 24 * HOUR_MS, NOW_MS, 'Asia/Shanghai')).toBe('tomorrow');
  });

  test('a date tells its year only when it is another', () => {
    expect(dayName(NOW_MS - 5 * 24 * HOUR_MS, NOW_MS, SHANGHAI)).toBe('11月17日');
    expect(dayName(Date.UTC(2025, 0, 2), NOW_MS, SHANGHAI)).toBe('2025年1月2日');
    expect(dayName(Date.UTC(2026, 0, 2), NOW_MS, { locale: 'en', timeZone: 'UTC' })).toBe('2 Jan');
  });
});

test('how long ago, for a list', () => {
  const noonMs = NOW_MS + 12 * HOUR_MS;
  expect(ago(noonMs - 20_000, noonMs, SHANGHAI)).toEqual({ kind: 'now' });
  expect(ago(noonMs - 9 * MINUTE_MS, noonMs, SHANGHAI)).toEqual({ kind: 'minutes', count: 9 });
  expect(ago(noonMs - 3 * HOUR_MS, noonMs, SHANGHAI)).toEqual({ kind: 'hours', count: 3 });
  expect(ago(noonMs - 20 * HOUR_MS, noonMs, SHANGHAI)).toEqual({ kind: 'yesterday' });
  expect(ago(noonMs - 90 * HOUR_MS, noonMs, SHANGHAI)).toEqual({ kind: 'day', text: '11月18日' });
});

const inDays = (count: number) => `${count}天`;

test('W3: what runs for days is told in days', () => {
  const days = 28 * 24 * HOUR_MS;
  expect(countdown(days + 23 * HOUR_MS + 40 * MINUTE_MS + 1, inDays)).toBe('28天 23:41');
  expect([countdown(48 * HOUR_MS, inDays), countdown(48 * HOUR_MS - 1, inDays)]).toEqual(['2天 00:00', '48:00:00']);
  expect(shortLeft(days + 23 * HOUR_MS)).toEqual({ kind: 'days', count: 28 });
  expect(shortLeft(48 * HOUR_MS - 1)).toEqual({ kind: 'hours', count: 47 });
});

test('countdowns round up, so that zero means closed', () => {
  expect(countdown(23 * HOUR_MS + 41 * MINUTE_MS + 3_000, inDays)).toBe('23:41:03');
  expect(countdown(4 * MINUTE_MS + 8_200, inDays)).toBe('04:09');
  expect(countdown(-5, inDays)).toBe('00:00');
  expect([shortLeft(23.9 * HOUR_MS), shortLeft(42 * MINUTE_MS), shortLeft(25_000), shortLeft(-1)]).toEqual([
    { kind: 'hours', count: 23 },
    { kind: 'minutes', count: 42 },
    { kind: 'seconds', count: 25 },
    { kind: 'seconds', count: 0 },
  ]);
});

test('days until and figures', () => {
  expect(daysUntil(NOW_MS + 36 * HOUR_MS, NOW_MS)).toBe(2);
  expect(daysUntil(NOW_MS - 1, NOW_MS)).toBe(0);
  expect(figure(1_234_567, 'zh-CN')).toBe('1,234,567');
});
