import type { Clock } from './ports.ts';

declare global {
  /** Set by the local runtime in every worker: the movable clock (architecture.md, decision 6). */
  var miaohongNow: (() => number) | undefined;
}

export const clock: Clock = { now: () => globalThis.miaohongNow?.() ?? Date.now() };

/** A clock that is not behind what others are known to have seen: at `knownMs` (epoch ms) or later by now. */
export function notBefore(of: Clock, knownMs: number): Clock {
  const behindMs = Math.max(0, knownMs - of.now());
  return behindMs === 0 ? of : { now: () => of.now() + behindMs };
}

/** ISO 8601 in UTC, for people and logs. */
export const isoTime = (atMs: number): string => new Date(atMs).toISOString();

/** Epoch milliseconds of an ISO 8601 text, or undefined where it is none. */
export const parseIsoTime = (text: string): number | undefined => {
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : atMs;
};

/** Making a formatter costs a third of a millisecond and a lot of memory; there are as many as zones in use. */
const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day (YYYY-MM-DD) of an instant in an IANA time zone. @throws {RangeError} for a zone nobody knows. */
export function dayIn(timeZone: string, atMs: number): string {
  const format =
    dayFormats.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  dayFormats.set(timeZone, format);
  return format.format(atMs);
}
