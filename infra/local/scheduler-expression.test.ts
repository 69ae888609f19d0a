import { expect, test } from 'vitest';
import { nextDue, parseExpression } from './scheduler-expression.ts';

const ms = (iso: string): number => Date.parse(iso);
const next = (text: string, after: string, timeZone = 'UTC', start = after): string | undefined => {
  const atMs = nextDue(parseExpression(text, timeZone), ms(start), ms(after));
  return atMs === undefined ? undefined : new Date(atMs).toISOString();
};

test.each([
  ['at(2026-11-03T09:30:00)', 'Asia/Shanghai', '2026-11-03T01:30:00.000Z'],
  ['at(2026-11-03T09:30:00)', 'UTC', '2026-11-03T09:30:00.000Z'],
  // F34: in New York the clock jumps from 02:00 to 03:00 on 8 March 2026; the schedule runs an hour later, not never.
  ['at(2026-03-08T02:30:00)', 'America/New_York', '2026-03-08T07:30:00.000Z'],
  // … and shows 01:30 twice on 1 November 2026; the first counts.
  ['at(2026-11-01T01:30:00)', 'America/New_York', '2026-11-01T05:30:00.000Z'],
])('%s in %s is %s', (text, timeZone, expected) => {
  expect(next(text, '2026-01-01T00:00:00Z', timeZone)).toBe(expected);
});

test('a one-time schedule has no second occurrence', () => {
  expect(next('at(2026-11-03T09:30:00)', '2026-11-03T09:30:00Z')).toBeUndefined();
});

test.each([
  ['rate(1 minute)', '2026-11-02T10:00:00Z', '2026-11-02T10:00:00Z', '2026-11-02T10:01:00.000Z'],
  ['rate(5 minutes)', '2026-11-02T10:00:00Z', '2026-11-02T10:12:00Z', '2026-11-02T10:15:00.000Z'],
  ['rate(2 hours)', '2026-11-02T10:30:00Z', '2026-11-03T10:30:00Z', '2026-11-03T12:30:00.000Z'],
  ['rate(1 day)', '2026-11-02T10:30:00Z', '2026-11-02T09:00:00Z', '2026-11-03T10:30:00.000Z'],
])('%s from %s is due after %s at %s', (text, start, after, expected) => {
  expect(next(text, after, 'UTC', start)).toBe(expected);
});

test.each([
  ['cron(0 9 * * ? *)', 'Asia/Shanghai', '2026-11-02T01:00:00Z', '2026-11-03T01:00:00.000Z'],
  ['cron(0 9 * * ? *)', 'Asia/Shanghai', '2026-11-02T00:59:59Z', '2026-11-02T01:00:00.000Z'],
  ['cron(*/15 8-9 ? * MON-FRI *)', 'UTC', '2026-11-06T09:45:00Z', '2026-11-09T08:00:00.000Z'],
  ['cron(0 0 L * ? *)', 'UTC', '2028-02-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ['cron(0 0 LW * ? *)', 'UTC', '2026-05-01T00:00:00Z', '2026-05-29T00:00:00.000Z'],
  ['cron(0 0 15W * ? *)', 'UTC', '2026-11-01T00:00:00Z', '2026-11-16T00:00:00.000Z'],
  ['cron(0 12 ? * 2#1 *)', 'UTC', '2026-11-03T00:00:00Z', '2026-12-07T12:00:00.000Z'],
  ['cron(0 12 ? * FRIL *)', 'UTC', '2026-11-03T00:00:00Z', '2026-11-27T12:00:00.000Z'],
  ['cron(0 0 29 FEB ? *)', 'UTC', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ['cron(30 10,22 1 1,7 ? 2027)', 'UTC', '2026-07-01T00:00:00Z', '2027-01-01T10:30:00.000Z'],
  // F34: what falls into the hour that the spring change leaves out is skipped.
  ['cron(30 2 * * ? *)', 'America/New_York', '2026-03-08T00:00:00Z', '2026-03-09T06:30:00.000Z'],
])('%s in %s after %s is due at %s', (text, timeZone, after, expected) => {
  expect(next(text, after, timeZone)).toBe(expected);
});

test.each(['cron(0 0 30 2 ? *)', 'cron(0 0 1 1 ? 2025)'])('%s never comes', (text) => {
  expect(next(text, '2026-01-01T00:00:00Z')).toBeUndefined();
});

test.each([
  ['rate(0 minutes)', 'at least 1'],
  ['rate(5 weeks)', 'is not at'],
  ['at(2026-11-03 09:30)', 'is not at'],
  ['cron(0 9 * * *)', 'six fields'],
  ['cron(0 9 1 * 1 *)', 'exactly one'],
  ['cron(61 9 * * ? *)', 'not between 0 and 59'],
])('%s is refused: %s', (text, message) => {
  expect(() => parseExpression(text)).toThrow(message);
});

test('a time zone that does not exist is refused', () => {
  expect(() => parseExpression('rate(1 minute)', 'Mars/Olympus')).toThrow(RangeError);
});
