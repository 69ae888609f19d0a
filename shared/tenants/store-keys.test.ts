import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { createTenantKeys } from './store-keys.ts';

test('SEC14: the first key of a tenant stays, whoever comes second uses it', async () => {
  const memory = createMemoryRowTable();
  const keys = createTenantKeys(memory);
  expect(await keys.load('demo')).toBeUndefined();
  expect(await keys.putIfAbsent('demo', Uint8Array.of(1, 2))).toEqual(Uint8Array.of(1, 2));
  expect(await keys.putIfAbsent('demo', Uint8Array.of(3))).toEqual(Uint8Array.of(1, 2));
  expect(await keys.load('demo')).toEqual(Uint8Array.of(1, 2));
  expect(await keys.load('other')).toBeUndefined();
  expect(await memory.get({ pk: 't#demo', sk: 'key' })).toMatchObject({ tenantId: 'demo', __edb_e__: 'tenantKey' });
});
