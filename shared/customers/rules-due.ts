import { startOfDayMs } from '../conversations/rules-days.ts';

const LOCAL = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})$/;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * The instant (epoch milliseconds) of a wall-clock time `YYYY-MM-DDTHH:mm` in an IANA zone. A time that a change of the
 * clocks leaves out is read as much later as the gap is long; one that comes twice is read as the first. Undefined where
 * the text is no time.
 *
 * @throws {RangeError} for a zone nobody knows.
 */
export function instantIn(timeZone: string, local: string): number | undefined {
  const [, day = '', hour = '', minute = ''] = LOCAL.exec(local) ?? [];
  if (day === '') return undefined;
  const asUtcMs = startOfDayMs(day, 0) + (Number(hour) * 60 + Number(minute)) * MINUTE_MS;
  // The 31st of February reads as another day, and so does 24:00.
  if (wallClock('UTC', asUtcMs) !== local) return undefined;
  const offsets = [asUtcMs - DAY_MS, asUtcMs + DAY_MS].map((atMs) => offsetMs(timeZone, atMs));
  const candidates = offsets.map((offset) => asUtcMs - offset).sort((a, b) => a - b);
  return candidates.find((atMs) => wallClock(timeZone, atMs) === local) ?? candidates.at(-1);
}

/** How a clock on the wall reads an instant: `YYYY-MM-DDTHH:mm`. */
export function wallClock(timeZone: string, atMs: number): string {
  const read = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  );
  return `${read.year ?? ''}-${read.month ?? ''}-${read.day ?? ''}T${read.hour ?? ''}:${read.minute ?? ''}`;
}

function offsetMs(timeZone: string, atMs: number): number {
  const [day = '', time = ''] = wallClock(timeZone, atMs).split('T');
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const localMs = startOfDayMs(day, 0) + (hour * 60 + minute) * MINUTE_MS;
  return localMs - Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}

/** Formatters are dear to make; there are as many as zones in use. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  formats.set(timeZone, format);
  return format;
}
