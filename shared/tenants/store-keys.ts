import type { TenantKeys } from '../runtime/field-cipher.ts';
import { itemTableOf } from '../runtime/item-table-sdk.ts';
import type { TableClient } from '../runtime/table-client.ts';
import { tenantKeysOver } from './store-tenant-key.ts';

/** Tenants' data keys for functions that carry the SDK anyway. */
export const createTenantKeys = (table: TableClient): TenantKeys => tenantKeysOver(itemTableOf(table));
