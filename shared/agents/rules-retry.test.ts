import { expect, test } from 'vitest';
import type { ModelFailureClass } from './model.ts';
import { retryAfter } from './rules-retry.ts';

const failed = (kind: ModelFailureClass, retryAfterMs?: number) => ({
  kind: 'failed' as const,
  class: kind,
  code: `model.${kind}`,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

test.each(['spend-limit', 'credentials', 'invalid'] as const)('F45: %s is never repeated', (kind) => {
  expect(retryAfter(failed(kind), 1, 60_000)).toBeUndefined();
});

test.each(['overloaded', 'timeout', 'connection'] as const)('F46, F47: %s backs off and gives up', (kind) => {
  expect(retryAfter(failed(kind), 1, 60_000)).toEqual({ waitMs: 500 });
  expect(retryAfter(failed(kind), 2, 60_000)).toEqual({ waitMs: 1500 });
  expect(retryAfter(failed(kind), 3, 60_000)).toBeUndefined();
});

test('F44: the time asked for is kept', () => {
  expect(retryAfter(failed('throttled', 7_000), 1, 60_000)).toEqual({ waitMs: 7_000 });
  expect(retryAfter(failed('throttled', 0), 1, 60_000)).toEqual({ waitMs: 500 });
});

test('no wait that leaves no time for the call', () => {
  expect(retryAfter(failed('throttled', 7_000), 1, 9_000)).toEqual({ waitMs: 7_000 });
  expect(retryAfter(failed('throttled', 7_000), 1, 8_999)).toBeUndefined();
});
