/** When the platform is asked again for an account's cards and staff accounts (A1, M3). Times are epoch milliseconds. */

const HOUR_MS = 3_600_000;
const AFTER_SUCCESS_MS = 24 * HOUR_MS;
const AFTER_FAILURE_MS = HOUR_MS;

export interface SyncedAt {
  readonly syncedAtMs?: number;
  readonly failure?: { readonly atMs: number };
  /** Absent in a row of before cards had rows of their own: they are not there yet. */
  readonly count?: number;
}

/** Since when an account waits to be synced; daily, an hour after a failure, at once if it never was. */
export function syncDueAtMs(last: SyncedAt | undefined): number {
  const syncedMs = last?.syncedAtMs === undefined || last.count === undefined ? 0 : last.syncedAtMs + AFTER_SUCCESS_MS;
  return last?.failure === undefined ? syncedMs : last.failure.atMs + AFTER_FAILURE_MS;
}
