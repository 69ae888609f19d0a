import { entityMarks } from '../runtime/entity-marks.ts';
import type { TenantKeys } from '../runtime/field-cipher.ts';
import type { RowTable } from '../runtime/row-table.ts';

/**
 * Each tenant's data key, sealed by KMS. Deleting the row makes the tenant's personal data unreadable (SEC14). The first
 * key stored stays; `putIfAbsent` answers what is stored.
 */
export function createTenantKeys(table: RowTable): TenantKeys {
  const keyOf = (tenantId: string) => ({ pk: `t#${tenantId}`, sk: 'key' });
  const load = async (tenantId: string): Promise<Uint8Array | undefined> => {
    const sealed = (await table.get(keyOf(tenantId), { consistent: true }))?.sealedKey;
    return sealed instanceof Uint8Array ? sealed : undefined;
  };
  return {
    load,
    async putIfAbsent(tenantId, sealedKey) {
      const row = { ...keyOf(tenantId), tenantId, sealedKey, ...entityMarks('tenantKey') };
      if (await table.put({ row, condition: { kind: 'absent' } })) return sealedKey;
      const first = await load(tenantId);
      if (!first) throw new Error('a data key vanished while it was read');
      return first;
    },
  };
}
