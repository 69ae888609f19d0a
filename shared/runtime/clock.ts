import type { Clock } from './ports.ts';

declare global {
  /** Set by the local runtime in every worker: the movable clock (architecture.md, decision 6). */
  var miaohongNow: (() => number) | undefined;
}

export const clock: Clock = { now: () => globalThis.miaohongNow?.() ?? Date.now() };

/** A clock that is told what others have seen, and is not behind it. */
export interface HeardClock extends Clock {
  /** It was `atMs` (epoch ms) by a clock that can be trusted, or later. */
  hear(atMs: number): void;
}

/** For how long a clock is taken to be as far behind as it was found: it may be set right at any moment. */
const BELIEVED_MS = 300_000;

/** Further apart, it is not told which of the two is wrong: a clock that was set back on purpose stays where it is. */
const MOST_BEHIND_MS = 300_000;

export function createHeardClock(of: Clock): HeardClock {
  let heard = { behindMs: 0, untilMs: 0 };
  const behindMs = (): number => (of.now() < heard.untilMs ? heard.behindMs : 0);
  return {
    now: () => of.now() + behindMs(),
    hear(atMs) {
      const foundMs = Math.max(0, atMs - of.now());
      if (foundMs <= MOST_BEHIND_MS && foundMs >= behindMs())
        heard = { behindMs: foundMs, untilMs: of.now() + BELIEVED_MS };
    },
  };
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
