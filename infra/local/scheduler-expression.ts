/** When a schedule is due: `at(…)`, `rate(…)` and `cron(…)` of EventBridge Scheduler, with IANA time zones. */

export type Expression =
  | { readonly kind: 'at'; readonly atMs: number }
  | { readonly kind: 'rate'; readonly periodMs: number }
  | { readonly kind: 'cron'; readonly cron: Cron; readonly timeZone: string };

interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  matchesDay(year: number, month: number, day: number): boolean;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const UNIT_MS = { minute: MINUTE_MS, hour: 60 * MINUTE_MS, day: DAY_MS } as const;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

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

function parseCron(text: string): Cron {
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

/** Reads a schedule expression. @throws {Error} with the reason, for the caller to answer as a validation error. */
export function parseExpression(text: string, timeZone = 'UTC'): Expression {
  wallClockMs(timeZone, 0);
  const at = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/.exec(text);
  if (at) {
    const wallMs = Date.parse(`${at[1] ?? ''}Z`);
    if (Number.isNaN(wallMs)) throw new Error(`${text} is not a time`);
    // A one-time schedule in the hour that the spring change leaves out runs an hour later rather than never.
    const atMs = instantOf(timeZone, wallMs) ?? instantOf(timeZone, wallMs + UNIT_MS.hour);
    if (atMs === undefined) throw new Error(`${text} does not exist in ${timeZone}`);
    return { kind: 'at', atMs };
  }
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(text);
  if (rate) {
    const count = Number(rate[1]);
    const unit = rate[2] === 'minute' || rate[2] === 'hour' ? rate[2] : 'day';
    if (count < 1) throw new Error('a rate is at least 1');
    return { kind: 'rate', periodMs: count * UNIT_MS[unit] };
  }
  const cron = /^cron\((.+)\)$/.exec(text);
  if (cron) return { kind: 'cron', cron: parseCron(cron[1] ?? ''), timeZone };
  throw new Error(`${text} is not at(…), rate(…) or cron(…)`);
}

const sorted = (values: ReadonlySet<number>): number[] => [...values].sort((a, b) => a - b);

function nextCron(cron: Cron, timeZone: string, afterMs: number): number | undefined {
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
        const atMs = instantOf(timeZone, dayMs + hour * UNIT_MS.hour + minute * MINUTE_MS);
        if (atMs !== undefined && atMs > afterMs) return atMs;
      }
    }
  }
}

/**
 * The first due instant after `afterMs` (epoch milliseconds), or undefined when there is none.
 * A rate counts from `startMs`, so that moving the clock does not shift its phase.
 */
export function nextDue(expression: Expression, startMs: number, afterMs: number): number | undefined {
  switch (expression.kind) {
    case 'at':
      return expression.atMs > afterMs ? expression.atMs : undefined;
    case 'rate': {
      const periods = Math.max(1, Math.floor((afterMs - startMs) / expression.periodMs) + 1);
      return startMs + periods * expression.periodMs;
    }
    case 'cron':
      return nextCron(expression.cron, expression.timeZone, afterMs);
  }
}
