import { createMemoryRowTable, type MemoryRowTable } from '../runtime/memory-row-table.ts';
import type { RowTable } from '../runtime/row-table.ts';

/** A table elsewhere, with a copy here of whatever was written to it through this port. */
export function mirrored(real: RowTable): MemoryRowTable {
  const copy = createMemoryRowTable();
  return {
    ...real,
    changes: copy.changes,
    all: copy.all,
    put: async (write) => (await real.put(write)) && copy.put({ row: write.row }),
    putAll: async (writes) =>
      (await real.putAll(writes)) &&
      copy.putAll(writes.flatMap((write) => ('row' in write ? [{ row: write.row }] : []))),
  };
}
