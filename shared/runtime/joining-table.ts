import { AsyncLocalStorage } from 'node:async_hooks';
import type { Row, RowTable, RowWrite } from './row-table.ts';

/**
 * A table whose next successful write takes another row with it, all or none: how the audit row of a change joins the
 * change's own transaction (decision 8) without every use case handing it through. A run that writes nothing leaves
 * nothing; a write whose condition did not hold leaves the row for the next attempt. A removal is a change as well.
 */
export interface JoiningTable {
  readonly table: RowTable;
  /** `write` is made from the first row of the change that it joins; of one that is removed, from its key. */
  readonly joined: <T>(write: (row: Row) => RowWrite, run: () => Promise<T>) => Promise<T>;
}

/** Written by whoever comes first, whatever they came for: not what a change is about. */
const ASIDE = new Set(['tenantKey']);

export function createJoiningTable(table: RowTable): JoiningTable {
  const runs = new AsyncLocalStorage<{ write: ((row: Row) => RowWrite) | undefined }>();

  const putAll = async (writes: readonly RowWrite[]): Promise<boolean> => {
    const run = runs.getStore();
    const first = writes.find(({ row }) => !ASIDE.has(String(row.__edb_e__)));
    const write = run?.write;
    if (!run || !write || !first) return table.putAll(writes);
    const isDone = await table.putAll([...writes, write(first.row)]);
    if (isDone) run.write = undefined;
    return isDone;
  };

  return {
    joined: (write, run) => runs.run({ write }, run),
    table: {
      ...table,
      put: (write) =>
        runs.getStore()?.write && !ASIDE.has(String(write.row.__edb_e__)) ? putAll([write]) : table.put(write),
      putAll,
      async remove(key, along = []) {
        const run = runs.getStore();
        const write = run?.write;
        if (!run || !write) return table.remove(key, along);
        await table.remove(key, [...along, write({ ...key })]);
        run.write = undefined;
      },
    },
  };
}
