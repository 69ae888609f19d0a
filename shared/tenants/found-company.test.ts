import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { createCallers } from './callers.ts';
import { foundCompany } from './found-company.ts';
import { createMemberStore } from './store-members.ts';
import { createTenantStore } from './store-tenants.ts';

const NOW_MS = 1_790_000_000_000;
const founding = { sub: 'sub-1', email: 'lin@example.com', company: '青木装饰', timeZone: 'Asia/Shanghai' };

function setUp() {
  const table = createMemoryRowTable();
  const clock = { now: () => NOW_MS };
  const ids = { ulid: () => '01K5A', bytes: (length: number) => new Uint8Array(length) };
  const deps = { tenants: createTenantStore(table), members: createMemberStore(table), clock, ids };
  return { table, deps, callers: createCallers(deps) };
}

test('X1: the first owner of a deployment can sign in and do everything', async () => {
  const { deps, callers } = setUp();
  expect(await foundCompany(deps, founding)).toEqual({
    isNew: true,
    member: {
      tenantId: '01k5a',
      memberId: 'sub-1',
      name: 'lin',
      email: 'lin@example.com',
      role: 'owner',
      createdAtMs: NOW_MS,
    },
  });
  const caller = await callers.find('sub-1');
  expect(caller?.tenant.name).toBe('青木装饰');
  expect(caller?.permissions).toContain('accounts.write');
});

test('founding again for the same person changes nothing', async () => {
  const { table, deps } = setUp();
  await foundCompany(deps, founding);
  const before = table.all();
  expect(await foundCompany(deps, { ...founding, company: '别的公司' })).toMatchObject({
    isNew: false,
    member: { tenantId: '01k5a' },
  });
  expect(table.all()).toEqual(before);
});
