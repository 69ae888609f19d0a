import type { TenantKeys } from '../runtime/field-cipher.ts';
import { entityMarks, type ItemTable } from '../runtime/item-table.ts';

/**
 * Each tenant's data key, sealed by KMS. Deleting the item makes the tenant's personal data unreadable (SEC14). The first
 * key stored stays; `putIfAbsent` answers what is stored. Apart from store-keys.ts, which brings the SDK along.
 */
export function tenantKeysOver(items: ItemTable): TenantKeys {
  const keyOf = (tenantId: string) => ({ pk: `t#${tenantId}`, sk: 'key' });
  const load = async (tenantId: string): Promise<Uint8Array | undefined> => {
    const sealed = (await items.get(keyOf(tenantId), { consistent: true }))?.sealedKey;
    return sealed instanceof Uint8Array ? sealed : undefined;
  };
  return {
    load,
    async putIfAbsent(tenantId, sealedKey) {
      const result = await items.putOnce({ ...keyOf(tenantId), tenantId, sealedKey, ...entityMarks('tenantKey') });
      if (result === 'stored') return sealedKey;
      const first = await load(tenantId);
      if (!first) throw new Error('a data key vanished while it was read');
      return first;
    },
  };
}
