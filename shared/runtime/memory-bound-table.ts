import { AsyncLocalStorage } from 'node:async_hooks';
import { createMemoryRowTable, type MemoryRowTable } from './memory-row-table.ts';
import type { RowTable } from './row-table.ts';
import { createTenantBound, type TenantBound } from './tenant-bound-table.ts';

/**
 * A table in memory for tests of the API: bound to the caller's tenant while a request runs, as in production (SEC10),
 * and open to the test itself.
 */
export function createMemoryBoundTable(): { readonly table: MemoryRowTable; readonly runAs: TenantBound['runAs'] } {
  const memory = createMemoryRowTable();
  const bound = createTenantBound(memory);
  const requests = new AsyncLocalStorage<true>();
  const now = (): RowTable => (requests.getStore() ? bound.table : memory);
  return {
    runAs: (tenantId, run) => requests.run(true, () => bound.runAs(tenantId, run)),
    table: {
      ...memory,
      get: (key, options) => now().get(key, options),
      getMany: (keys) => now().getMany(keys),
      query: (query) => now().query(query),
      put: (write) => now().put(write),
      putAll: (writes) => now().putAll(writes),
      remove: (key, along) => now().remove(key, along),
    },
  };
}
