/** Times that people choose, in the tenant's time zone: choices by name, and the browser's date field. */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MORNING = '09:00';

const partsOf = (atMs: number, timeZone: string): Record<string, string> =>
  Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      weekday: 'short',
    })
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  );

/** `2026-11-22T14:03`, as a date field holds it, for an instant (epoch milliseconds) in a zone. */
export function localText(atMs: number, timeZone: string): string {
  const { year, month, day, hour, minute } = partsOf(atMs, timeZone);
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

/** How far a zone is from UTC at an instant. */
function offsetMs(atMs: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = partsOf(atMs, timeZone);
  const asUtc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return asUtc - Math.floor(atMs / 1000) * 1000;
}

/** The instant of what a date field holds; undefined where it holds no time. Of a time that comes twice, the first. */
export function momentOf(text: string, timeZone: string): number | undefined {
  const asUtc = Date.parse(`${text}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const guess = asUtc - offsetMs(asUtc, timeZone);
  return asUtc - offsetMs(guess, timeZone);
}

/** The same time of day some days later. */
function morningIn(days: number, nowMs: number, timeZone: string): number {
  const day = localText(nowMs + days * DAY_MS, timeZone).slice(0, 10);
  return momentOf(`${day}T${MORNING}`, timeZone) ?? nowMs + days * DAY_MS;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const daysToMonday = (nowMs: number, timeZone: string): number =>
  7 - Math.max(0, WEEKDAYS.indexOf(partsOf(nowMs, timeZone).weekday ?? ''));

export interface Choice<Name extends string> {
  readonly name: Name;
  readonly atMs: number;
}

export const snoozeChoices = (
  nowMs: number,
  timeZone: string,
): readonly Choice<'hour' | 'three-hours' | 'tomorrow' | 'monday'>[] => [
  { name: 'hour', atMs: nowMs + HOUR_MS },
  { name: 'three-hours', atMs: nowMs + 3 * HOUR_MS },
  { name: 'tomorrow', atMs: morningIn(1, nowMs, timeZone) },
  { name: 'monday', atMs: morningIn(daysToMonday(nowMs, timeZone), nowMs, timeZone) },
];

export const laterChoices = (
  nowMs: number,
  timeZone: string,
): readonly Choice<'half-hour' | 'hour' | 'three-hours' | 'tomorrow'>[] => [
  { name: 'half-hour', atMs: nowMs + HOUR_MS / 2 },
  { name: 'hour', atMs: nowMs + HOUR_MS },
  { name: 'three-hours', atMs: nowMs + 3 * HOUR_MS },
  { name: 'tomorrow', atMs: morningIn(1, nowMs, timeZone) },
];
