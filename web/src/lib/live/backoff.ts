const FIRST_MS = 500;
const MOST_MS = 20_000;

/**
 * How long to wait before the next try, in milliseconds: doubled each time, bounded, and spread over its upper half so
 * that consoles which lost the same server do not come back in the same instant.
 *
 * @param failures consecutive failures so far, from 0
 * @param random uniform in [0, 1)
 */
export function backoffMs(failures: number, random: number): number {
  const ceiling = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures, 16));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
