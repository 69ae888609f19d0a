import { AsyncLocalStorage } from 'node:async_hooks';
import type { RowKey, RowTable } from './row-table.ts';
import { SHARED } from './shared-keys.ts';

/**
 * SEC10: a table that serves one tenant at a time. While `runAs` runs, every key must be led by that tenant; outside of
 * it, and for anything else, the access is refused before it reaches the table, whatever a store or a use case asks for.
 * A guard against defects of ours: who is let in is decided before. What slips past it meets the same bound once more, in
 * the policy of the session that the calls are signed with (tenant-dynamo.ts).
 */
export interface TenantBound {
  readonly table: RowTable;
  /** Whose request runs. @throws {ForeignKey} outside of one. */
  readonly tenantOf: () => string;
  /** Runs with the table bound to a tenant; runs beside it are bound to theirs. */
  readonly runAs: <T>(tenantId: string, run: () => Promise<T>) => Promise<T>;
}

/** Defect: a key that the caller's tenant does not lead. Never an answer to a caller's input. */
export class ForeignKey extends Error {
  override readonly name = 'ForeignKey';
}

/** Whether a partition belongs to a tenant: `t#T` itself or what lies below it. */
export const isLedBy = (tenantId: string, pk: string): boolean =>
  tenantId !== '' && !tenantId.includes('#') && (pk === `t#${tenantId}` || pk.startsWith(`t#${tenantId}#`));

export function createTenantBound(table: RowTable): TenantBound {
  const tenants = new AsyncLocalStorage<string>();

  const tenantOf = (): string => {
    const tenantId = tenants.getStore();
    if (tenantId === undefined) throw new ForeignKey('the table is asked for outside of a tenant');
    return tenantId;
  };
  const check = (pk: string): void => {
    const tenantId = tenantOf();
    if (isLedBy(tenantId, pk) || SHARED.some((lead) => pk.startsWith(lead))) return;
    // The key names another tenant's records: it stays out of logs.
    throw new ForeignKey('a key is not led by the tenant it is asked for');
  };
  const checked = <K extends Pick<RowKey, 'pk'>>(key: K): K => {
    check(key.pk);
    return key;
  };

  return {
    tenantOf,
    runAs: (tenantId, run) => tenants.run(tenantId, run),
    table: {
      get: async (key, options) => table.get(checked(key), options),
      getMany: async (keys) => table.getMany(keys.map(checked)),
      query: async (query) => table.query(checked(query)),
      put: async (write) => {
        check(write.row.pk);
        return table.put(write);
      },
      putAll: async (writes) => {
        for (const { row } of writes) check(row.pk);
        return table.putAll(writes);
      },
      remove: async (key, along) => {
        for (const { row } of along ?? []) check(row.pk);
        return table.remove(checked(key), along);
      },
    },
  };
}
