const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const formats = new Map<string, Intl.DateTimeFormat>();
function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}${JSON.stringify(options)}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, known);
  return known;
}

export interface Place {
  readonly locale: string;
  /** IANA name; the tenant's. */
  readonly timeZone: string;
}

/** `14:03`, in the tenant's time zone. */
export const clockTime = (atMs: number, { timeZone }: Place): string =>
  format('en-GB', { hour: '2-digit', minute: '2-digit', hour12: false, timeZone }).format(atMs);

/** `中国标准时间 (GMT+8)`. */
export function timeZoneName(timeZone: string, locale: string): string {
  const named = (timeZoneName: 'long' | 'shortOffset') =>
    format(locale, { timeZone, timeZoneName })
      .formatToParts(0)
      .find(({ type }) => type === 'timeZoneName')?.value;
  const [long, offset] = [named('long') ?? timeZone, named('shortOffset') ?? ''];
  return long === offset ? `${timeZone} (${offset})` : `${long} (${offset})`;
}

/** `2026-11-22` in the tenant's time zone; equal for two instants of one day. */
export const dayKey = (atMs: number, timeZone: string): string =>
  format('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone }).format(atMs);

const yearOf = (atMs: number, timeZone: string): string => dayKey(atMs, timeZone).slice(0, 4);

/** `11月20日` or `20 Nov`; with the year when it is another one. */
export function dayName(atMs: number, nowMs: number, { locale, timeZone }: Place): string {
  const isThisYear = yearOf(atMs, timeZone) === yearOf(nowMs, timeZone);
  return format(locale === 'en' ? 'en-GB' : locale, {
    ...(isThisYear ? {} : { year: 'numeric' }),
    month: locale === 'en' ? 'short' : 'long',
    day: 'numeric',
    timeZone,
  }).format(atMs);
}

/** Which day an instant lies on, seen from now: words for the near ones, a date for the rest. */
export function nearDay(atMs: number, nowMs: number, timeZone: string): 'today' | 'yesterday' | 'tomorrow' | 'other' {
  const day = dayKey(atMs, timeZone);
  if (day === dayKey(nowMs, timeZone)) return 'today';
  if (day === dayKey(nowMs - DAY_MS, timeZone)) return 'yesterday';
  return day === dayKey(nowMs + DAY_MS, timeZone) ? 'tomorrow' : 'other';
}

export type Ago =
  | { readonly kind: 'now' }
  | { readonly kind: 'minutes' | 'hours'; readonly count: number }
  | { readonly kind: 'yesterday' }
  | { readonly kind: 'day'; readonly text: string };

/** How long ago, for a list: minutes and hours of today, then the day. */
export function ago(atMs: number, nowMs: number, place: Place): Ago {
  const passedMs = nowMs - atMs;
  if (passedMs < MINUTE_MS) return { kind: 'now' };
  if (passedMs < HOUR_MS) return { kind: 'minutes', count: Math.floor(passedMs / MINUTE_MS) };
  const near = nearDay(atMs, nowMs, place.timeZone);
  if (near === 'today') return { kind: 'hours', count: Math.floor(passedMs / HOUR_MS) };
  return near === 'yesterday' ? { kind: 'yesterday' } : { kind: 'day', text: dayName(atMs, nowMs, place) };
}

const two = (value: number): string => `${value}`.padStart(2, '0');

/** From here on days say more than hours: a consent runs for a month (W3). */
const DAYS_FROM_MS = 2 * DAY_MS;

/** Time left as a clock: `23:41:03`, `04:09` under an hour; from two days on `23:41` after so many days in words. Never below zero. */
export function countdown(leftMs: number, daysWords: (count: number) => string): string {
  if (leftMs >= DAYS_FROM_MS) {
    const minutes = Math.ceil(leftMs / MINUTE_MS);
    return `${daysWords(Math.floor(minutes / 1440))} ${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
  }
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${two(hours)}:${rest}` : rest;
}

export interface Left {
  readonly kind: 'days' | 'hours' | 'minutes' | 'seconds';
  readonly count: number;
}

/** Time left for a list, in the one unit that says most. Never below zero. */
export function shortLeft(leftMs: number): Left {
  const left = Math.max(0, leftMs);
  if (left >= DAYS_FROM_MS) return { kind: 'days', count: Math.floor(left / DAY_MS) };
  if (left >= HOUR_MS) return { kind: 'hours', count: Math.floor(left / HOUR_MS) };
  if (left >= MINUTE_MS) return { kind: 'minutes', count: Math.floor(left / MINUTE_MS) };
  return { kind: 'seconds', count: Math.ceil(left / 1000) };
}

/** Whole days from now until then, never below zero. */
export const daysUntil = (atMs: number, nowMs: number): number => Math.max(0, Math.ceil((atMs - nowMs) / DAY_MS));

/** `12,345`; figures line up because the page asks for tabular digits. */
export const figure = (value: number, locale: string): string => new Intl.NumberFormat(locale).format(value);
