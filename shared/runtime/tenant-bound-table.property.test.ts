import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryRowTable } from './memory-row-table.ts';
import type { RowTable } from './row-table.ts';
import { createTenantBound, ForeignKey } from './tenant-bound-table.ts';

// Names that are each other's beginnings: `t1` must not open `t10`.
const tenant = fc.constantFrom('t1', 't10', 't', 'demo');
const tail = fc.constantFrom('', '#members', '#c#c1', '#a#a1#inbox', '0', '#');
const otherPartition = fc.constantFrom('work#3', 'authorizations', 'd#unrouted#douyin', 'd', '', 't', 't#');
const partition = fc.oneof(
  fc.tuple(tenant, tail).map(([name, rest]) => `t#${name}${rest}`),
  otherPartition,
);

/** Every way to reach the table with one key. */
const ways: Readonly<Record<string, (table: RowTable, pk: string) => Promise<unknown>>> = {
  get: (table, pk) => table.get({ pk, sk: 'a' }),
  getMany: (table, pk) => table.getMany([{ pk, sk: 'a' }]),
  query: (table, pk) => table.query({ pk, from: 'a', to: 'z' }),
  'query by index': (table, pk) => table.query({ index: 'gsi1', pk, from: 'a', to: 'z' }),
  put: (table, pk) => table.put({ row: { pk, sk: 'a' } }),
  putAll: (table, pk) => table.putAll([{ row: { pk, sk: 'a' } }]),
  remove: (table, pk) => table.remove({ pk, sk: 'a' }),
};

/** Written out by hand: the one partition of a tenant, and what lies below it. */
const belongs = (name: string, pk: string): boolean => {
  const parts = pk.split('#');
  return parts[0] === 't' && parts[1] === name;
};

// INV10 over a million operations: seven ways, so many of each.
const RUNS = 150_000;
const PATIENCE_MS = 120_000;

test.each(Object.entries(ways))(
  'SEC10: %s reaches what the tenant leads and nothing else',
  async (_, way) => {
    await fc.assert(
      fc.asyncProperty(tenant, partition, async (name, pk) => {
        const bound = createTenantBound(createMemoryRowTable());
        const outcome = await bound
          .runAs(name, () => way(bound.table, pk))
          .then(
            () => 'reached',
            (error: unknown) => (error instanceof ForeignKey ? 'refused' : 'failed'),
          );
        expect(outcome).toBe(belongs(name, pk) ? 'reached' : 'refused');
      }),
      { numRuns: RUNS },
    );
  },
  PATIENCE_MS,
);

test('SEC10: one foreign row refuses a whole transaction, and nothing is written', async () => {
  const memory = createMemoryRowTable();
  const bound = createTenantBound(memory);
  const rows = [{ row: { pk: 't#t1', sk: 'a' } }, { row: { pk: 't#t2', sk: 'a' } }];
  await expect(bound.runAs('t1', () => bound.table.putAll(rows))).rejects.toThrow(ForeignKey);
  expect(memory.all()).toEqual([]);
});

test('SEC10: outside of a tenant the table serves nobody; two runs at once serve each its own', async () => {
  const memory = createMemoryRowTable();
  const bound = createTenantBound(memory);
  await expect(bound.table.get({ pk: 't#t1', sk: 'a' })).rejects.toThrow(ForeignKey);
  const write = (name: string) =>
    bound.runAs(name, async () => {
      await Promise.resolve();
      return bound.table.put({ row: { pk: `t#${name}`, sk: 'a' } });
    });
  expect(await Promise.all([write('t1'), write('t2')])).toEqual([true, true]);
});

test('SEC10: directory entries that requests need are shared, the event log of nobody is not', async () => {
  const bound = createTenantBound(createMemoryRowTable());
  const get = (pk: string) => bound.runAs('t1', () => bound.table.get({ pk, sk: 'd' }));
  for (const pk of ['d#acc#douyin#x', 'd#state#x', 'd#sub#x', 'd#conn#x']) expect(await get(pk)).toBeUndefined();
  await expect(get('d#unrouted#douyin')).rejects.toThrow(ForeignKey);
});
