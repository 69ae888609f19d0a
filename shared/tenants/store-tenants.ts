import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable } from '../runtime/row-table.ts';
import type { Tenant } from './model.ts';

const Stored = z.object({ tenantId: z.string(), name: z.string(), timeZone: z.string(), createdAtMs: z.number() });

const keyOf = (tenantId: string) => ({ pk: `t#${tenantId}`, sk: 'tenant' });

export interface TenantStore {
  load(tenantId: string): Promise<Tenant | undefined>;
  put(tenant: Tenant): Promise<void>;
}

/** Tenants: one item each, read when a caller is looked up. */
export function createTenantStore(table: RowTable): TenantStore {
  return {
    async load(tenantId) {
      const row = await table.get(keyOf(tenantId));
      return row && Stored.parse(row);
    },
    async put(tenant) {
      await table.put({ row: { ...keyOf(tenant.tenantId), ...entityMarks('tenant'), ...tenant } });
    },
  };
}
