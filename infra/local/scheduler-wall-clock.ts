/** Wall clocks of IANA time zones. */

const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const formatFor = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, made);
  return made;
};

/** The wall clock of a time zone at an instant, as if it were UTC (epoch milliseconds). @throws {RangeError} unknown zone */
export function wallClockMs(timeZone: string, atMs: number): number {
  const parts = new Map(
    formatFor(timeZone)
      .formatToParts(atMs)
      .map((part) => [part.type, Number(part.value)]),
  );
  const get = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
}

/**
 * The instant at which a zone's wall clock shows `wallMs`. A time that the spring change leaves out has none; of one
 * that the autumn change repeats, the first counts (as EventBridge Scheduler does).
 */
export function instantOf(timeZone: string, wallMs: number): number | undefined {
  const offsets = [wallMs - DAY_MS, wallMs + DAY_MS].map((nearMs) => wallClockMs(timeZone, nearMs) - nearMs);
  const candidates = offsets
    .map((offsetMs) => wallMs - offsetMs)
    .filter((atMs) => wallClockMs(timeZone, atMs) === wallMs);
  return candidates.length === 0 ? undefined : Math.min(...candidates);
}
