import type { Consent, Entry } from '../core/model.ts';

/**
 * Douyin's side of the send windows, judged by the platform's own clock and book. Written apart from the product's
 * engine, so that neither can hide the other's mistake.
 */

export const ENTRY_WINDOW_MS = 30_000;
export const ENTRY_MESSAGES = 3;
export const ENTRIES_A_DAY = 3;
export const ENTRY_SPACING_MS = 3_600_000;
export const REPLY_WINDOW_MS = 86_400_000;

/** China has had no summer time since 1991, so its days are whole days of UTC+8. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
export const shanghaiDay = (atMs: number): number => Math.floor((atMs + SHANGHAI_OFFSET_MS) / 86_400_000);

/** W1: does opening the page now grant sends? At most 3 a Shanghai day, at least 1 h after the last grant. */
export function grantsEntry(entries: readonly Entry[], nowMs: number): boolean {
  const granted = entries.filter((entry) => entry.granted);
  const today = granted.filter((entry) => shanghaiDay(entry.atMs) === shanghaiDay(nowMs));
  const last = granted.at(-1);
  return today.length < ENTRIES_A_DAY && (last === undefined || nowMs - last.atMs >= ENTRY_SPACING_MS);
}

export type WindowVerdict = 'open' | 'no-grant' | 'used-up' | 'too-late';

/** W1: may one more message leave on this entry? The window is half-open: second 30 itself is outside. */
export function judgeEntry(entry: Entry, nowMs: number): WindowVerdict {
  if (!entry.granted) return 'no-grant';
  if (nowMs >= entry.atMs + ENTRY_WINDOW_MS) return 'too-late';
  return entry.spent < ENTRY_MESSAGES ? 'open' : 'used-up';
}

export const CONSENT_MESSAGES = 3;
export const TOUCH_MS = 600_000;

/** W3: may a message leave by the customer's consent? One touch a Shanghai day, at most 3 messages within ten minutes. */
export function judgeConsent(consent: Consent | undefined, nowMs: number): WindowVerdict {
  if (!consent?.given) return 'no-grant';
  if (nowMs >= consent.untilMs) return 'too-late';
  const today = consent.sentAtMs.filter((atMs) => shanghaiDay(atMs) === shanghaiDay(nowMs));
  const [first] = today;
  if (first === undefined) return 'open';
  return today.length < CONSENT_MESSAGES && nowMs < first + TOUCH_MS ? 'open' : 'used-up';
}

/** W2: may a reply to a message of `triggerAtMs` leave? `maxPerWindow` null = unlimited. */
export function judgeReply(
  triggerAtMs: number,
  sentSinceCustomer: number,
  maxPerWindow: number | null,
  nowMs: number,
): WindowVerdict {
  if (nowMs >= triggerAtMs + REPLY_WINDOW_MS) return 'too-late';
  return maxPerWindow !== null && sentSinceCustomer >= maxPerWindow ? 'used-up' : 'open';
}
