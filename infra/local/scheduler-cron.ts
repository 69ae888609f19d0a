import { instantOf, wallClockMs } from './scheduler-wall-clock.ts';

/** `cron(minutes hours day-of-month month day-of-week year)` of EventBridge Scheduler. */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  matchesDay(year: number, month: number, day: number): boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function numbers(field: string, from: number, to: number, names: readonly string[] = []): Set<number> {
  const one = (text: string): number => {
    const named = names.indexOf(text.toUpperCase());
    const value = named >= 0 ? named + from : Number(text);
    if (!Number.isInteger(value) || value < from || value > to)
      throw new Error(`${text} is not between ${from} and ${to}`);
    return value;
  };
  const result = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', stepText] = part.split('/');
    const step = stepText === undefined ? 1 : Number(stepText);
    if (!Number.isInteger(step) || step < 1) throw new Error(`${part} has no valid step`);
    const [first = '', last] = range.split('-');
    const start = range === '*' || range === '?' ? from : one(first);
    const end = last !== undefined ? one(last) : range === '*' || range === '?' || stepText !== undefined ? to : start;
    for (let value = start; value <= end; value += step) result.add(value);
  }
  return result;
}

type DayTest = (year: number, month: number, day: number) => boolean;
const lastDay = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
const weekday = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay();

function dayOfMonthTest(field: string): DayTest {
  if (field === 'L') return (year, month, day) => day === lastDay(year, month);
  const nearest = /^(\d{1,2}|L)W$/.exec(field);
  if (nearest) {
    return (year, month, day) => {
      const last = lastDay(year, month);
      const wanted = nearest[1] === 'L' ? last : Math.min(Number(nearest[1]), last);
      const on = weekday(year, month, wanted);
      if (on !== 0 && on !== 6) return day === wanted;
      // Saturday moves to Friday and Sunday to Monday, unless that would leave the month.
      const moved = on === 6 ? (wanted > 1 ? wanted - 1 : wanted + 2) : wanted < last ? wanted + 1 : wanted - 2;
      return day === moved;
    };
  }
  const days = numbers(field, 1, 31);
  return (_, __, day) => days.has(day);
}

function dayOfWeekTest(field: string): DayTest {
  const nth = /^([A-Za-z]{3}|[1-7])(?:#([1-5])|L)$/.exec(field);
  if (nth) {
    const [wanted] = numbers(nth[1] ?? '', 1, 7, WEEKDAYS);
    const ordinal = nth[2] === undefined ? undefined : Number(nth[2]);
    return (year, month, day) =>
      weekday(year, month, day) + 1 === wanted &&
      (ordinal === undefined ? day + 7 > lastDay(year, month) : Math.ceil(day / 7) === ordinal);
  }
  const days = numbers(field, 1, 7, WEEKDAYS);
  return (year, month, day) => days.has(weekday(year, month, day) + 1);
}

/** @throws {Error} with the reason. */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6) throw new Error('a cron expression has six fields');
  const [minutes = '', hours = '', dayOfMonth = '', months = '', dayOfWeek = '', years = ''] = fields;
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    throw new Error('exactly one of day-of-month and day-of-week must be ?');
  return {
    minutes: numbers(minutes, 0, 59),
    hours: numbers(hours, 0, 23),
    months: numbers(months, 1, 12, MONTHS),
    years: numbers(years, 1970, 2199),
    matchesDay: dayOfMonth === '?' ? dayOfWeekTest(dayOfWeek) : dayOfMonthTest(dayOfMonth),
  };
}

const sorted = (values: ReadonlySet<number>): number[] => [...values].sort((a, b) => a - b);

/** The first matching instant after `afterMs`; what falls into a gap of the wall clock is skipped. */
export function nextCron(cron: Cron, timeZone: string, afterMs: number): number | undefined {
  const wall = new Date(wallClockMs(timeZone, afterMs));
  const lastYear = Math.max(...cron.years);
  for (let dayMs = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()); ; dayMs += DAY_MS) {
    const date = new Date(dayMs);
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    // A pattern such as "30 February" never matches; ten years cover every leap-year pattern.
    if (year > lastYear || year > wall.getUTCFullYear() + 10) return undefined;
    if (!cron.years.has(year) || !cron.months.has(month) || !cron.matchesDay(year, month, day)) continue;
    for (const hour of sorted(cron.hours)) {
      for (const minute of sorted(cron.minutes)) {
        const atMs = instantOf(timeZone, dayMs + hour * HOUR_MS + minute * MINUTE_MS);
        if (atMs !== undefined && atMs > afterMs) return atMs;
      }
    }
  }
}
