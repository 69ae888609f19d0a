import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { createSearchWorld, MINUTE_MS, TENANT } from './harness.ts';
import { SEGMENT_SLICES } from './seal.ts';
import { search } from './search.ts';
import { loadState } from './store-search.ts';

const START = 1_780_000_000_000;
const ALL = { tenantId: TENANT, limit: 20, accountIds: ['dy_one'], maySee: () => true };

async function filled(conversations: number) {
  const table = createMemoryRowTable();
  const world = createSearchWorld(table);
  for (let index = 0; index < conversations; index++) {
    const atMs = START + index * 1_000;
    const text = index % 100 === 7 ? `第${index}位问地暖` : `第${index}位打招呼`;
    await world.say({ conversationId: `c${index}`, atMs, text });
  }
  world.nowMs = START + conversations * 1_000 + 10 * MINUTE_MS;
  await world.index();
  return { table, world };
}

test('I7: segments hold what pieces held; pages go through all of it without a gap', async () => {
  const { table } = await filled(2 * SEGMENT_SLICES + 300);
  const state = await loadState(table, TENANT, true);
  expect(state.segments).toBe(2);
  const found: string[] = [];
  let after: Parameters<typeof search>[1]['after'];
  let pages = 0;
  do {
    const page = await search(table, { ...ALL, q: '地暖', limit: 5, ...(after ? { after } : {}) });
    found.push(...page.messages.map(({ line }) => line.text));
    after = page.next;
    pages += 1;
  } while (after && pages < 50);
  const expected = Array.from({ length: 2 * SEGMENT_SLICES + 300 }, (_, index) => index).filter((i) => i % 100 === 7);
  expect(found).toEqual(expected.reverse().map((index) => `第${index}位问地暖`));
});

test('a sealer that dies between its commits leaves the pieces readable, and the next one ends its work', async () => {
  const { table, world } = await filled(SEGMENT_SLICES - 50);
  for (let index = 0; index < 60; index++) {
    await world.say({ conversationId: `d${index}`, atMs: world.nowMs + index, text: '再来一位问地暖' });
  }
  world.nowMs += 10 * MINUTE_MS;
  const put: typeof table.put = (write) => table.putAll([write]);
  let buckets = 0;
  table.put = async (write) => {
    if (write.row.pk.includes('#search#') && ++buckets === 40) throw new Error('killed');
    return put(write);
  };
  await expect(world.index()).rejects.toThrow('killed');
  const before = await search(table, { ...ALL, q: '地暖', limit: 200 });
  table.put = put;
  await world.index();
  const after = await search(table, { ...ALL, q: '地暖', limit: 200 });
  expect((await loadState(table, TENANT, true)).segments).toBe(1);
  expect(before.messages.length).toBe(70);
  expect(after.messages.length).toBe(70);
});
