import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { accountOf } from './harness.ts';
import { createListedAccounts } from './listed.ts';
import { createAccountStore } from './store-accounts.ts';

function setUp() {
  const table = createMemoryRowTable();
  const asked: string[] = [];
  const counted = {
    ...table,
    query: (query: Parameters<typeof table.query>[0]) => {
      asked.push(query.consistent ? 'strong' : 'eventual');
      return table.query(query);
    },
  };
  const store = createAccountStore(counted);
  const audit = { tenantId: 't1', auditId: 'a', atMs: 1, actorId: 'm', action: 'x', subjectId: 's' };
  let saves = 0;
  const save = async (id: string, ownerId: string) => {
    saves += 1;
    const before = await store.load('t1', id);
    await store.save(
      { ...(before ?? { ...accountOf(), id, version: 0 }), ownerId },
      { ...audit, auditId: `a${saves}` },
    );
  };
  return { table, store, save, asked, listed: createListedAccounts(store) };
}

test('COST8: accounts are read whole once, and again when one of them changed', async () => {
  const { save, asked, listed } = setUp();
  await save('dy_1', 'anna');
  await save('dy_2', 'anna');
  for (let at = 0; at < 5; at += 1) expect(await listed.list('t1')).toHaveLength(2);
  expect(asked).toEqual(['strong']);
  await save('dy_2', 'bert');
  expect((await listed.list('t1')).map(({ ownerId }) => ownerId)).toEqual(['anna', 'bert']);
  expect(asked).toEqual(['strong', 'strong']);
});

test('X1: whoever changes accounts, the answer is that of a fresh read', async () => {
  const ids = fc.constantFrom('dy_1', 'dy_2', 'dy_3');
  const step = fc.oneof(fc.record({ id: ids, owner: fc.constantFrom('anna', 'bert') }), fc.constant('read' as const));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const { store, save, listed } = setUp();
      for (const one of steps) {
        if (one === 'read') expect(await listed.list('t1')).toEqual(await store.list('t1'));
        else await save(one.id, one.owner);
      }
    }),
    { numRuns: 200 },
  );
});

test('a tenant whose accounts carry no mark is read each time, and a read that failed is not remembered', async () => {
  const { table, save, asked, listed, store } = setUp();
  await save('dy_1', 'anna');
  await table.remove({ pk: 't#t1#accounts', sk: 'mark' });
  expect([await listed.list('t1'), await listed.list('t1')].map((one) => one.length)).toEqual([1, 1]);
  expect(asked).toEqual(['eventual', 'eventual']);

  let isDown = true;
  const list: typeof store.list = (...of) => (isDown ? Promise.reject(new Error('away')) : store.list(...of));
  const shaky = createListedAccounts({ ...store, list });
  await save('dy_1', 'bert');
  await expect(shaky.list('t1')).rejects.toThrow('away');
  isDown = false;
  expect(await shaky.list('t1')).toHaveLength(1);
});

test('accounts that fill more than a page are all listed', async () => {
  const { table, save } = setUp();
  for (const id of ['dy_1', 'dy_2', 'dy_3']) await save(id, 'anna');
  const paged = createAccountStore({ ...table, query: (query) => table.query({ ...query, limit: 2 }) });
  expect((await paged.list('t1')).map(({ id }) => id)).toEqual(['dy_1', 'dy_2', 'dy_3']);
});
