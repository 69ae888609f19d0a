import { expect, test } from 'vitest';
import { listCustomers } from '../../../shared/customers/list-customers.ts';
import { tagsOf } from '../../../shared/customers/rules-tags.ts';
import { loadCatalogue } from '../../../shared/customers/store-catalogue.ts';
import { listOpenFollowUps } from '../../../shared/customers/store-follow-ups.ts';
import { createFieldCipher } from '../../../shared/runtime/field-cipher.ts';
import { createMemoryRowTable } from '../../../shared/runtime/memory-row-table.ts';
import { ids } from '../../../shared/runtime/system.ts';
import { createTenantKeys } from '../../../shared/tenants/store-keys.ts';
import { demoAccounts } from './company.ts';
import { seedDemo } from './seed.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 10);

test('K1, K2, K3, I4: the demo has customers in stages, every tag in a group, and something to come back to', async () => {
  const table = createMemoryRowTable();
  const dataKeys = {
    generate: async (tenantId: string) => Buffer.from(`${tenantId}|${'k'.repeat(32)}`),
    open: async (tenantId: string, sealed: Uint8Array) => Buffer.from(sealed).subarray(tenantId.length + 1),
  };
  const clock = { now: () => NOW_MS };
  await seedDemo({ table, clock, ids, cipher: createFieldCipher({ dataKeys, keys: createTenantKeys(table) }) });
  const accountIds = Object.values(demoAccounts(NOW_MS)).map(({ id }) => id);
  const { customers } = await listCustomers(table, { tenantId: 'demo', accountIds, filter: {}, limit: 200 });
  expect(customers.length).toBeGreaterThan(50);
  expect(customers.filter(({ customer }) => customer.stage).length).toBeGreaterThan(12);
  const catalogue = await loadCatalogue(table, 'demo');
  const known = new Set(tagsOf(catalogue));
  expect(customers.flatMap(({ customer }) => customer.tags).filter((tag) => !known.has(tag))).toEqual([]);
  const open = await listOpenFollowUps(table, { tenantId: 'demo', memberId: 'demo-operator' }, { limit: 50 });
  expect(open.followUps.length).toBeGreaterThan(1);
});
