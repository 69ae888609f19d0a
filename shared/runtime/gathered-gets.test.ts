import { expect, test } from 'vitest';
import { gatheredGets } from './gathered-gets.ts';
import { createMemoryRowTable } from './memory-row-table.ts';
import type { RowKey, RowTable } from './row-table.ts';

const key = (name: string): RowKey => ({ pk: name, sk: 'n#head' });

async function world() {
  const memory = createMemoryRowTable();
  for (const name of ['a', 'b']) await memory.put({ row: { ...key(name), v: name } });
  const calls: string[] = [];
  const watched: RowTable = {
    ...memory,
    get: (one, options) => {
      calls.push(`get ${one.pk}${options?.consistent ? ' consistent' : ''}`);
      return memory.get(one, options);
    },
    getMany: (keys) => {
      calls.push(`getMany ${keys.map(({ pk }) => pk).join(' ')}`);
      return memory.getMany(keys);
    },
  };
  return { calls, watched, table: gatheredGets(watched) };
}

test('COST3: rows asked for at once come with one request, each to whoever asked', async () => {
  const { calls, table } = await world();
  const rows = await Promise.all([key('b'), key('missing'), key('a'), key('b')].map((one) => table.get(one)));
  expect(rows.map((row) => row?.v)).toEqual(['b', undefined, 'a', 'b']);
  expect(calls).toEqual(['getMany b missing a']);
});

test('one row is one plain read, and so is every consistent one', async () => {
  const { calls, table } = await world();
  expect((await table.get(key('a')))?.v).toBe('a');
  await Promise.all([table.get(key('a'), { consistent: true }), table.get(key('b'))]);
  expect(calls).toEqual(['get a', 'get a consistent', 'get b']);
});

test('a failure reaches everybody who asked, and nobody after them', async () => {
  const { watched } = await world();
  let fails = true;
  const table = gatheredGets({
    ...watched,
    getMany: async (keys) => {
      if (fails) throw new Error('away');
      return watched.getMany(keys);
    },
  });
  const first = await Promise.allSettled([table.get(key('a')), table.get(key('b'))]);
  expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect((await Promise.all([table.get(key('a')), table.get(key('b'))])).map((row) => row?.v)).toEqual(['a', 'b']);
});
