import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { createSearchWorld, MINUTE_MS, type Said, TENANT } from './harness.ts';
import { indexStep } from './index-tenant.ts';
import { containsAll, termsOf } from './rules-grams.ts';
import { type SearchAnswer, search } from './search.ts';
import { listTouched, touched } from './store-touched.ts';

const START = 1_780_000_000_000;
const all = { tenantId: TENANT, limit: 20, accountIds: ['dy_one'], maySee: () => true };

function setUp(accountIds?: readonly string[]) {
  const table = createMemoryRowTable();
  const world = createSearchWorld(table, accountIds);
  const find = (q: string, more: Partial<Parameters<typeof search>[1]> = {}) => search(table, { ...all, q, ...more });
  return { table, world, find };
}
const texts = ({ messages }: SearchAnswer): string[] => messages.map(({ line }) => line.text);

test('I7: a message is found before and after it is in the index, in both directions, newest first', async () => {
  const { world, find } = setUp();
  await world.say({ conversationId: 'c1', atMs: START, text: '想了解一下90平报价' });
  await world.say({ conversationId: 'c1', atMs: START + 1_000, text: '报价按面积算', from: 'us' });
  world.nowMs = START + 5_000;
  expect(texts(await find('报价'))).toEqual(['报价按面积算', '想了解一下90平报价']);
  world.nowMs = START + 10 * MINUTE_MS;
  await world.index();
  const found = await find('报价');
  expect(texts(found)).toEqual(['报价按面积算', '想了解一下90平报价']);
  expect(found.indexing).toBe(false);
  expect(texts(await find('90平 了解'))).toEqual(['想了解一下90平报价']);
  expect(texts(await find('工期'))).toEqual([]);
});

test('F4: an event that reached us late is found, though its time was indexed before', async () => {
  const { table, world, find } = setUp();
  await world.say({ conversationId: 'c1', atMs: START, text: '第一句' });
  world.nowMs = START + 4 * MINUTE_MS;
  await world.index();
  await table.put({
    row: world.row({ conversationId: 'c1', atMs: START + 1_000, text: '迟到的话', receivedAtMs: world.nowMs }),
  });
  world.nowMs += 3 * MINUTE_MS;
  await world.index();
  expect(texts(await find('迟到'))).toEqual(['迟到的话']);
});

test('nothing of another account, of what the member may not see, or of another tenant is found (SEC8, X1)', async () => {
  const { world, find } = setUp(['dy_one', 'dy_two']);
  await world.say({ conversationId: 'c1', atMs: START, text: '二号账号的报价' });
  world.nowMs = START + 10 * MINUTE_MS;
  await world.index();
  expect(texts(await find('报价', { accountIds: ['dy_two'] }))).toEqual(['二号账号的报价']);
  expect(texts(await find('报价', { accountIds: ['dy_one'] }))).toEqual([]);
  expect(texts(await find('报价', { accountIds: ['dy_two'], maySee: () => false }))).toEqual([]);
  expect(texts(await find('报价', { accountIds: ['dy_two'], tenantId: 't2' }))).toEqual([]);
});

test('what was erased is not found, although the index still has its pairs (SEC15)', async () => {
  const { table, world, find } = setUp();
  await world.say({ conversationId: 'c1', atMs: START, text: '请忘记我的报价' });
  world.nowMs = START + 10 * MINUTE_MS;
  await world.index();
  for (const row of table.all().filter(({ pk }) => pk === 't#t1#c#c1')) await table.remove(row);
  expect((await find('报价')).messages).toEqual([]);
  expect((await find('小美')).people).toEqual([]);
});

test('people are found by name, by one character of it, and by a remark written later', async () => {
  const { table, world, find } = setUp();
  await world.say({ conversationId: 'c1', atMs: START, text: '在吗' });
  world.nowMs = START + 10 * MINUTE_MS;
  await world.index();
  const names = async (q: string) => (await find(q)).people.map(({ customer }) => customer.name);
  expect(await names('小美')).toEqual(['小美']);
  expect(await names('美')).toEqual(['小美']);
  expect(await names('城西')).toEqual([]);
  await world.move('c1', START, { remark: '城西别墅' });
  await table.put(touched({ tenantId: TENANT, conversationId: 'c1' }, 1));
  expect(await names('城西')).toEqual(['小美']);
  world.nowMs += 2 * MINUTE_MS;
  await world.index();
  expect(await names('城西')).toEqual(['小美']);
  expect(await listTouched(table, TENANT, 10)).toEqual([]);
});

test('a run that dies before its commit, or meets another, loses and repeats nothing', async () => {
  const { table, world, find } = setUp();
  await world.say({ conversationId: 'c1', atMs: START, text: '同一句报价' });
  world.nowMs = START + 10 * MINUTE_MS;
  const dying = { ...world.deps, table: { ...table, putAll: async () => Promise.reject(new Error('killed')) } };
  await expect(indexStep(dying, TENANT)).rejects.toThrow('killed');
  const both = await Promise.all([indexStep(world.deps, TENANT), indexStep(world.deps, TENANT)]);
  expect(both.sort()).toEqual(['done', 'raced']);
  expect(texts(await find('报价'))).toEqual(['同一句报价']);
});

// Coarse on purpose: few conversations and words, so that they meet; times around the edges of the walks.
const said = fc.record({
  conversationId: fc.constantFrom('c1', 'c2', 'c3'),
  gapMs: fc.constantFrom(1, 20_000, 70_000, 200_000, 900_000),
  text: fc.array(fc.constantFrom('报', '价', '装', '修', '，'), { minLength: 1, maxLength: 6 }).map((c) => c.join('')),
  from: fc.constantFrom('customer' as const, 'us' as const),
  indexes: fc.boolean(),
});

test('I7: whenever the indexer runs, a search finds exactly what a plain search would', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 14 }), async (steps) => {
      const { world, find } = setUp();
      world.nowMs = START;
      const written: Said[] = [];
      for (const { gapMs, indexes, ...one } of steps) {
        world.nowMs += gapMs;
        const line = { ...one, atMs: world.nowMs };
        await world.say(line);
        written.push(line);
        if (indexes) await world.index();
      }
      for (const q of ['报价', '装修', '价装']) {
        const expected = written.filter(({ text }) => containsAll(text, termsOf(q))).map(({ text }) => text);
        expect(texts(await find(q)).sort()).toEqual(expected.sort());
      }
    }),
    { numRuns: 150 },
  );
});
