import type { Platform } from '../conversations/model.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface TokenTimes {
  readonly issuedAtMs: number;
  readonly accessExpiresAtMs: number;
  readonly refreshExpiresAtMs: number;
  /** How often the refresh token was renewed; only platforms that limit it tell. */
  readonly renewals?: number;
}

interface TokenHabit {
  /** Refresh this long before the access token dies. */
  readonly accessMarginMs: (lifeMs: number) => number;
  /** And this long before the refresh token dies. */
  readonly refreshMarginMs: number;
  /** How often a refresh token may be renewed; `always`: each refresh restarts both lives. */
  readonly renewals: number | 'always';
  readonly renewedLifeMs: number;
}

/**
 * Token habits by platform, from its reference: Douyin's refresh token has five renewals, so renewing early wastes life;
 * Xiaohongshu hands out a fresh pair each time and kills the old one, so half of the life is a safe moment.
 */
const HABITS: Readonly<Record<Platform, TokenHabit>> = {
  douyin: { accessMarginMs: () => 3 * DAY_MS, refreshMarginMs: 3 * DAY_MS, renewals: 5, renewedLifeMs: 30 * DAY_MS },
  xiaohongshu: {
    accessMarginMs: (lifeMs) => Math.max(2 * HOUR_MS, lifeMs / 2),
    refreshMarginMs: 3 * DAY_MS,
    renewals: 'always',
    renewedLifeMs: 30 * DAY_MS,
  },
};

/** When a token pair should be refreshed without an operator (A2): before either token dies, never before its issue. */
export function refreshAtMs(platform: Platform, times: TokenTimes): number {
  const habit = HABITS[platform];
  const lifeMs = times.accessExpiresAtMs - times.issuedAtMs;
  const dueMs = Math.min(
    times.accessExpiresAtMs - habit.accessMarginMs(lifeMs),
    times.refreshExpiresAtMs - habit.refreshMarginMs,
  );
  // A pair that is already short-lived is refreshed soon, but not in a tight loop.
  return Math.max(Math.round(dueMs), times.issuedAtMs + Math.round(Math.max(0, lifeMs) / 10));
}

/**
 * A5: when the right ends if every refresh succeeds and nobody authorises again. Undefined where refreshing prolongs it
 * for ever.
 */
export function forecastEndMs(platform: Platform, times: TokenTimes): number | undefined {
  const habit = HABITS[platform];
  if (habit.renewals === 'always') return undefined;
  const left = Math.max(0, habit.renewals - (times.renewals ?? 0));
  return times.refreshExpiresAtMs + left * habit.renewedLifeMs;
}

/** Waits between failed refreshes: one minute, doubling, at most an hour. */
export const retryRefreshAtMs = (nowMs: number, failures: number): number =>
  nowMs + Math.min(HOUR_MS, 60_000 * 2 ** Math.min(failures, 10));
