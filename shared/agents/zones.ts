import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { remember } from './remember.ts';
import { loadTimeZone } from './store-zones.ts';

export interface TenantZones {
  /** IANA zone of the tenant, cached. */
  timeZone(tenantId: string): Promise<string>;
}

const LIFE_MS = 5 * 60_000;
/** Of a tenant whose row cannot be read: the platforms' own zone. */
const DEFAULT_ZONE = 'Asia/Shanghai';

/** Time zones of tenants, kept for five minutes: half a read unit per tenant and instance. */
export function createTenantZones(table: RowTable, clock: Clock): TenantZones {
  const zone = remember(clock, LIFE_MS, async (tenantId) => (await loadTimeZone(table, tenantId)) ?? DEFAULT_ZONE);
  return { timeZone: (tenantId) => zone(tenantId, '') };
}
