import { expect, test } from 'vitest';
import { createJoiningTable } from './joining-table.ts';
import { createMemoryRowTable } from './memory-row-table.ts';

const row = (sk: string, more: object = {}) => ({ row: { pk: 'p', sk, ...more } });
const audit = { row: { pk: 'audit', sk: 'x' }, condition: { kind: 'absent' } as const };

test('decision 8: the row joins the transaction of the change, once', async () => {
  const memory = createMemoryRowTable();
  const calls: number[] = [];
  const counted = {
    ...memory,
    putAll: (writes: Parameters<typeof memory.putAll>[0]) => {
      calls.push(writes.length);
      return memory.putAll(writes);
    },
  };
  const { table, joined } = createJoiningTable(counted);
  await joined(
    () => audit,
    async () => {
      await table.put(row('a'));
      await table.put(row('b'));
    },
  );
  expect(calls).toEqual([2]);
  expect(memory.all().map(({ sk }) => sk)).toEqual(['a', 'x', 'b']);
});

test('decision 8: where the change does not happen, the row is not written either; the next attempt takes it', async () => {
  const memory = createMemoryRowTable();
  await memory.put(row('a', { v: 1 }));
  const { table, joined } = createJoiningTable(memory);
  const over = (v: number) => ({
    ...row('a', { v: 2 }),
    condition: { kind: 'one-of', attribute: 'v', values: [v] } as const,
  });
  await joined(
    () => audit,
    async () => {
      expect(await table.put(over(7))).toBe(false);
      expect(memory.all()).toHaveLength(1);
      expect(await table.put(over(1))).toBe(true);
    },
  );
  expect(memory.all()).toHaveLength(2);
});

test('a run that changes nothing leaves no trace, and other runs are not concerned', async () => {
  const memory = createMemoryRowTable();
  const { table, joined } = createJoiningTable(memory);
  await joined(
    () => audit,
    async () => undefined,
  );
  await table.put(row('a'));
  expect(memory.all().map(({ sk }) => sk)).toEqual(['a']);
});

test('a data key made on the way is not the change', async () => {
  const memory = createMemoryRowTable();
  const { table, joined } = createJoiningTable(memory);
  await joined(
    () => audit,
    async () => {
      await table.put(row('key', { __edb_e__: 'tenantKey' }));
    },
  );
  expect(memory.all().map(({ sk }) => sk)).toEqual(['key']);
});

test('decision 8: a removal takes the row along too, and nothing is removed without it', async () => {
  const memory = createMemoryRowTable();
  await memory.put(row('a'));
  await memory.put(row('b'));
  const dead = { ...memory, remove: () => Promise.reject(new Error('the process died')) };
  const { table: broken, joined: begun } = createJoiningTable(dead);
  await expect(
    begun(
      () => audit,
      () => broken.remove({ pk: 'p', sk: 'a' }),
    ),
  ).rejects.toThrow('died');
  expect(memory.all().map(({ sk }) => sk)).toEqual(['a', 'b']);

  const { table, joined } = createJoiningTable(memory);
  await joined(
    (gone) => ({ ...audit, row: { ...audit.row, subject: gone.sk } }),
    async () => {
      await table.remove({ pk: 'p', sk: 'a' });
      await table.remove({ pk: 'p', sk: 'b' });
    },
  );
  expect(memory.all()).toEqual([{ pk: 'audit', sk: 'x', subject: 'a' }]);
});
