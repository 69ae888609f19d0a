import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSearchWorld, MINUTE_MS, TENANT } from '../../shared/search/harness.ts';
import { search } from '../../shared/search/search.ts';
import { loadState } from '../../shared/search/store-search.ts';
import { type MeteredTable, startMeteredTable } from '../harness/metered-table.ts';

/** The search index on the emulator: pieces, segments and the tail, with what a query costs in request units. */

const START = 1_780_000_000_000;
const ACCOUNTS = ['dy_one', 'dy_two'];
const find = (q: string) => ({ tenantId: TENANT, q, limit: 20, accountIds: ACCOUNTS, maySee: () => true });

let metered: MeteredTable;
let world: ReturnType<typeof createSearchWorld>;

beforeAll(async () => {
  metered = await startMeteredTable();
  world = createSearchWorld(metered.table, ACCOUNTS);
  // One over a segment: some slices are sealed, some stay in pieces.
  for (let start = 0; start < 1_100; start += 50) {
    const batch = Array.from({ length: 50 }, (_, offset) => start + offset);
    await Promise.all(
      batch.map((index) =>
        world.say({
          conversationId: `c${index}`,
          atMs: START + index * 1_000,
          text: index % 110 === 5 ? `第${index}位想做榻榻米` : `第${index}位打招呼`,
        }),
      ),
    );
  }
  world.nowMs = START + 1_100_000 + 10 * MINUTE_MS;
  await world.index();
});
afterAll(() => metered.close());

test('I7: a two-character word is found in segments and pieces for fewer than 20 read units', async () => {
  expect((await loadState(metered.table, TENANT, true)).segments).toBe(1);
  const { answer, cost } = await metered.measure(() => search(metered.table, find('榻米')));
  expect(answer.messages.map(({ line }) => line.text)).toEqual(
    [995, 885, 775, 665, 555, 445, 335, 225, 115, 5].map((index) => `第${index}位想做榻榻米`),
  );
  expect(cost.readUnits).toBeLessThan(20);
});

test('I7: what was said a moment ago is found before the indexer comes by, and still once it did', async () => {
  await world.say({ conversationId: 'c7', atMs: world.nowMs, text: '刚刚说的飘窗', from: 'us' });
  const now = await search(metered.table, find('飘窗'));
  expect(now.messages.map(({ line }) => line.text)).toEqual(['刚刚说的飘窗']);
  world.nowMs += 5 * MINUTE_MS;
  const { cost } = await metered.measure(() => world.index());
  const later = await search(metered.table, find('飘窗'));
  expect(later.messages.map(({ line }) => line.text)).toEqual(['刚刚说的飘窗']);
  // One conversation moved: its piece, the state, nothing else.
  expect(cost.writeUnits).toBeLessThan(10);
});

test('a run without news writes nothing', async () => {
  world.nowMs += 60 * MINUTE_MS;
  await world.index();
  world.nowMs += MINUTE_MS;
  const { cost } = await metered.measure(() => world.index());
  expect(cost.writeUnits).toBe(0);
});
