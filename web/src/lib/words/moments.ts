import { m } from '../paraglide/messages.js';
import { getLocale } from '../paraglide/runtime.js';
import { pick } from './codes.ts';
import { type Ago, ago, clockTime, countdown, dayName, nearDay, type Place, shortLeft } from './time.ts';

/** Instants and spans in words, by the tenant's clock. */

export const placeOfTenant = (timeZone: string | undefined): Place => ({
  locale: getLocale(),
  timeZone: timeZone ?? 'Asia/Shanghai',
});

function agoText(value: Ago): string {
  switch (value.kind) {
    case 'now':
      return m.ago_now();
    case 'minutes':
      return m.ago_minutes({ count: value.count });
    case 'hours':
      return m.ago_hours({ count: value.count });
    case 'yesterday':
      return m.day_yesterday();
    case 'day':
      return value.text;
  }
}

export const agoWords = (atMs: number, nowMs: number, place: Place): string => agoText(ago(atMs, nowMs, place));

/** How long is left, in one unit: `23小时`. */
export function leftWords(leftMs: number): string {
  const { kind, count } = shortLeft(leftMs);
  const words = { days: m.left_days, hours: m.left_hours, minutes: m.left_minutes, seconds: m.left_seconds };
  return words[kind]({ count });
}

/** How long is left, as a clock: `23:41:03`. */
export const countdownWords = (leftMs: number): string => countdown(leftMs, (count) => m.left_days({ count }));

/** The day as a heading: today, yesterday, or its date. */
export function dayWords(atMs: number, nowMs: number, place: Place): string {
  const near = nearDay(atMs, nowMs, place.timeZone);
  if (near === 'other') return dayName(atMs, nowMs, place);
  return pick({ today: m.day_today, yesterday: m.day_yesterday, tomorrow: m.day_tomorrow }, near);
}

/** `14:03` today, else the day and `14:03`. */
export const momentWords = (atMs: number, nowMs: number, place: Place): string =>
  nearDay(atMs, nowMs, place.timeZone) === 'today'
    ? clockTime(atMs, place)
    : `${dayWords(atMs, nowMs, place)} ${clockTime(atMs, place)}`;
