import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable } from '../runtime/row-table.ts';
import type { Tenant } from './model.ts';

const Stored = z.object({ tenantId: z.string(), name: z.string(), timeZone: z.string(), createdAtMs: z.number() });

const keyOf = (tenantId: string) => ({ pk: `t#${tenantId}`, sk: 'tenant' });

export interface TenantStore {
  load(tenantId: string): Promise<Tenant | undefined>;
  put(tenant: Tenant): Promise<void>;
  /** Every tenant, for what timers do for each. Eventual. */
  ids(): Promise<readonly string[]>;
}

/** Tenants: one item each, read when a caller is looked up. */
export function createTenantStore(table: RowTable): TenantStore {
  return {
    async load(tenantId) {
      const row = await table.get(keyOf(tenantId));
      return row && Stored.parse(row);
    },
    async put(tenant) {
      const place = { gsi1pk: 'tenants', gsi1sk: tenant.tenantId };
      await table.put({ row: { ...keyOf(tenant.tenantId), ...entityMarks('tenant'), ...tenant, ...place } });
    },
    async ids() {
      const found: string[] = [];
      let after: Readonly<Record<string, string>> | undefined;
      do {
        const page = await table.query({
          index: 'gsi1',
          pk: 'tenants',
          from: ' ',
          to: '~',
          ...(after ? { after } : {}),
        });
        found.push(...page.rows.map((row) => String(row.gsi1sk)));
        after = page.next;
      } while (after);
      return found;
    },
  };
}
