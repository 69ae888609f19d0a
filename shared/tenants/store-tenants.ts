// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB's own template syntax
import { Entity } from 'electrodb';
import type { TableClient } from '../runtime/table-client.ts';
import type { Tenant } from './model.ts';

const tenantEntity = (table: TableClient) =>
  new Entity(
    {
      model: { entity: 'tenant', version: '1', service: 'miaohong' },
      attributes: {
        tenantId: { type: 'string', required: true },
        name: { type: 'string', required: true },
        timeZone: { type: 'string', required: true },
        createdAtMs: { type: 'number', required: true },
      },
      indexes: {
        main: {
          pk: { field: 'pk', composite: ['tenantId'], template: 't#${tenantId}', casing: 'none' },
          sk: { field: 'sk', composite: [], template: 'tenant', casing: 'none' },
        },
      },
    },
    table,
  );

export interface TenantStore {
  load(tenantId: string): Promise<Tenant | undefined>;
  put(tenant: Tenant): Promise<void>;
}

/** Tenants: one item each, read when a caller is looked up. */
export function createTenantStore(table: TableClient): TenantStore {
  const tenants = tenantEntity(table);
  return {
    async load(tenantId) {
      const { data } = await tenants.get({ tenantId }).go();
      return data ?? undefined;
    },
    async put(tenant) {
      await tenants.put({ ...tenant }).go();
    },
  };
}
