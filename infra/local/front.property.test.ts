import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePattern } from './event-bus-pattern.ts';
import { createRouter } from './http-api-routes.ts';
import { nextDue, parseExpression } from './scheduler-expression.ts';
import { instantOf, wallClockMs } from './scheduler-wall-clock.ts';

const zones = fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'UTC');
const instants = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) });

test('F34: a wall clock time leads back to an instant that shows it', () => {
  fc.assert(
    fc.property(zones, instants, (zone, atMs) => {
      const wallMs = wallClockMs(zone, atMs - (atMs % 1000));
      const back = instantOf(zone, wallMs);
      expect(back === undefined ? undefined : wallClockMs(zone, back)).toBe(wallMs);
    }),
  );
});

test('INV13: the next occurrence lies strictly ahead and shows the wanted wall clock time', () => {
  fc.assert(
    fc.property(
      zones,
      instants,
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 59 }),
      (zone, afterMs, hour, minute) => {
        const dueMs = nextDue(parseExpression(`cron(${minute} ${hour} * * ? *)`, zone), afterMs, afterMs) ?? 0;
        const wall = new Date(wallClockMs(zone, dueMs));
        expect([wall.getUTCHours(), wall.getUTCMinutes()]).toEqual([hour, minute]);
        expect(dueMs).toBeGreaterThan(afterMs);
        expect(dueMs - afterMs).toBeLessThanOrEqual(49 * 3_600_000);
      },
    ),
    { numRuns: 60 },
  );
});

test('a rate keeps its phase wherever the clock is moved', () => {
  fc.assert(
    fc.property(instants, instants, fc.integer({ min: 1, max: 500 }), (startMs, afterMs, count) => {
      const dueMs = nextDue(parseExpression(`rate(${count} minutes)`), startMs, afterMs) ?? 0;
      expect((dueMs - startMs) % (count * 60_000)).toBe(0);
      expect(dueMs).toBeGreaterThan(Math.min(afterMs, startMs));
    }),
  );
});

test('no text makes the schedule parser fail with anything but its own reasons', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.tuple(fc.constantFrom('at', 'rate', 'cron'), fc.string()).map(([kind, inner]) => `${kind}(${inner})`),
    fc
      .array(fc.constantFrom('*', '?', 'L', '1', '5-2', '*/0', 'MON', 'W', '#', '9999'), { minLength: 6, maxLength: 6 })
      .map((fields) => `cron(${fields.join(' ')})`),
  );
  fc.assert(
    fc.property(texts, (text) => {
      try {
        nextDue(parseExpression(text), 0, Date.UTC(2026, 0));
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        expect(error).not.toBeInstanceOf(TypeError);
      }
    }),
  );
});

test('a pattern made from an event matches that event, whatever it holds', () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const { event } = fc.letrec<{ event: Record<string, unknown> }>((tie) => ({
    event: fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => key !== '$or'),
      fc.oneof({ depthSize: 'small' }, leaf, tie('event')),
    ),
  }));
  const patternOf = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, patternOf(inner)]))
      : [value];
  fc.assert(fc.property(event, (value) => compilePattern(patternOf(value))(value)));
});

test('every path finds a route or none; a greedy one hands over exactly what lies below it', () => {
  const match = createRouter([{ routeKey: 'ANY /api/{proxy+}' }]);
  fc.assert(
    fc.property(fc.webPath(), (path) => {
      const found = match('GET', `/api${path}`);
      const segments = path.split('/').slice(1);
      const below = segments.map((segment) => decodeURIComponent(segment)).join('/');
      expect(found?.pathParameters.proxy).toBe(below === '' ? undefined : below);
    }),
  );
});
