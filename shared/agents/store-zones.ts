import * as z from 'zod';
import type { RowTable } from '../runtime/row-table.ts';

const TenantRow = z.object({ timeZone: z.string().min(1) });

/** The IANA zone of a tenant, undefined where its row cannot be read. One item, eventually consistent. */
export async function loadTimeZone(table: RowTable, tenantId: string): Promise<string | undefined> {
  const row = await table.get({ pk: `t#${tenantId}`, sk: 'tenant' });
  return TenantRow.safeParse(row).data?.timeZone;
}
