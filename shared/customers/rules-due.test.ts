import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantIn, wallClock } from './rules-due.ts';

test.each([
  ['Asia/Shanghai', '2026-11-23T10:00', '2026-11-23T02:00:00Z'],
  ['UTC', '2028-02-29T00:00', '2028-02-29T00:00:00Z'],
  ['America/New_York', '2026-07-01T09:30', '2026-07-01T13:30:00Z'],
  // 02:30 does not exist that night; 01:30 comes twice in autumn.
  ['America/New_York', '2026-03-08T02:30', '2026-03-08T07:30:00Z'],
  ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00Z'],
  ['Asia/Kolkata', '2026-01-01T00:15', '2025-12-31T18:45:00Z'],
])('%s %s is %s', (zone, local, utc) => {
  expect(instantIn(zone, local)).toBe(Date.parse(utc));
});

test.each(['', '2026-02-31T10:00', '2026-13-01T10:00', '2026-11-23T24:00', '2026-11-23T10:60', '2026-11-23 10:00'])(
  'what is no time is none: %j',
  (text) => {
    expect(instantIn('Asia/Shanghai', text)).toBeUndefined();
  },
);

test('every instant reads on the wall as the time that leads back to it, but for the hour that comes twice', () => {
  const minute = fc.integer({ min: 28_000_000, max: 31_000_000 }).map((n) => n * 60_000);
  const zone = fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'UTC');
  fc.assert(
    fc.property(zone, minute, (timeZone, atMs) => {
      const back = instantIn(timeZone, wallClock(timeZone, atMs)) ?? 0;
      expect(wallClock(timeZone, back)).toBe(wallClock(timeZone, atMs));
      expect([0, 1_800_000, 3_600_000]).toContain(atMs - back);
    }),
    { numRuns: 2_000 },
  );
});
