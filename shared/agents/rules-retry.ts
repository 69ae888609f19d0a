import type { ModelAnswer } from './model.ts';

export const MAX_ATTEMPTS = 3;
const FIRST_WAIT_MS = 500;
const GROWTH = 3;
/** A call with less time than this could not be answered. */
export const LEAST_CALL_MS = 2_000;

type Failed = Extract<ModelAnswer, { kind: 'failed' }>;

/**
 * Whether to ask the model again, and after how long (F44–F47). `attempt` counts from 1; `remainingMs` is what the burst
 * has left. A spent budget, a refused key and our own mistakes are never repeated (F45).
 */
export function retryAfter(
  failure: Failed,
  attempt: number,
  remainingMs: number,
): { readonly waitMs: number } | undefined {
  if (attempt >= MAX_ATTEMPTS) return undefined;
  switch (failure.class) {
    case 'spend-limit':
    case 'credentials':
    case 'invalid':
      return undefined;
    case 'throttled':
    case 'overloaded':
    case 'timeout':
    case 'connection': {
      const waitMs = Math.max(failure.retryAfterMs ?? 0, FIRST_WAIT_MS * GROWTH ** (attempt - 1));
      return waitMs + LEAST_CALL_MS <= remainingMs ? { waitMs } : undefined;
    }
  }
}
