import { expect, test } from 'vitest';
import type { Notice } from '../live/store-notices.ts';
import { daysToTell, foretellEnds } from './foretell-ends.ts';
import { accountOf } from './harness.ts';

const NOW_MS = 1_790_000_000_000;
const DAY_MS = 86_400_000;

test.each([
  [8 * DAY_MS, undefined],
  [7 * DAY_MS, 7],
  [3 * DAY_MS + 1, 7],
  [3 * DAY_MS, 3],
  [1 * DAY_MS, 1],
  [1, 1],
  [0, undefined],
  [-DAY_MS, undefined],
])('A5: an end %d ms away is told as %s days', (leftMs, days) => {
  expect(daysToTell(NOW_MS + leftMs, NOW_MS)).toBe(days);
});

test('A5: each day is told once, and only of accounts that work now', async () => {
  const told = new Map<string, Notice>();
  const world = { nowMs: NOW_MS };
  const ends = { authorizationExpiresAtMs: NOW_MS + 7 * DAY_MS };
  const look = () =>
    foretellEnds({
      authorizations: { hosting: async () => ['t1'] },
      accounts: {
        list: async () => [
          accountOf({ id: 'dy_one', tenantId: 't1', name: '官方号', ...ends }),
          accountOf({ id: 'dy_two', tenantId: 't1', ...ends, unhosted: true }),
          accountOf({ id: 'dy_three', tenantId: 't1', ...ends, authorized: false }),
          accountOf({ id: 'dy_four', tenantId: 't1' }),
        ],
      },
      notices: {
        putOnce: async (notice) => {
          const isNew = !told.has(notice.id);
          told.set(notice.id, notice);
          return isNew;
        },
      },
      clock: { now: () => world.nowMs },
    });
  expect(await look()).toBe(1);
  expect(await look()).toBe(0);
  world.nowMs += 4 * DAY_MS;
  expect(await look()).toBe(1);
  world.nowMs += 2 * DAY_MS;
  expect(await look()).toBe(1);
  const days = [...told.values()].map((notice) => [notice.accountId, notice.days, notice.atMs]);
  expect(days).toEqual([
    ['dy_one', 7, NOW_MS],
    ['dy_one', 3, NOW_MS + 4 * DAY_MS],
    ['dy_one', 1, NOW_MS + 6 * DAY_MS],
  ]);
});
