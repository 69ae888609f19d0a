/**
 * SEC31: guessing a password is slow here as it is in Cognito: after five wrong ones an address waits, twice as long
 * after each further one, up to a quarter of an hour. A right password begins anew. Real time, as all of the sign-in.
 */
export interface SignInThrottle {
  /** Seconds this address must wait; 0 = it may try. */
  waitSeconds(email: string, nowMs: number): number;
  failed(email: string, nowMs: number): void;
  succeeded(email: string): void;
}

const FREE_FAILURES = 5;
const MAX_WAIT_MS = 15 * 60_000;
/** Addresses remembered; whoever floods with made-up ones only makes the oldest forgotten. */
const MAX_KNOWN = 10_000;

export function createSignInThrottle(): SignInThrottle {
  const known = new Map<string, { failures: number; untilMs: number }>();
  return {
    waitSeconds: (email, nowMs) => Math.max(0, Math.ceil(((known.get(email)?.untilMs ?? 0) - nowMs) / 1000)),
    failed(email, nowMs) {
      const failures = (known.get(email)?.failures ?? 0) + 1;
      const waitMs = failures < FREE_FAILURES ? 0 : Math.min(MAX_WAIT_MS, 1000 * 2 ** (failures - FREE_FAILURES));
      known.delete(email);
      known.set(email, { failures, untilMs: nowMs + waitMs });
      const [oldest] = known.keys();
      if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
    },
    succeeded(email) {
      known.delete(email);
    },
  };
}
