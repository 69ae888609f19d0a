import { accountOf, authorizationOf, createAccountsWorld, NOW_MS } from './harness.ts';
import type { Account } from './model.ts';
import { authorizationRow } from './refresh.ts';
import { type UpdateCommand, updateAccount } from './update-account.ts';

/** For tests of an account's life: one enterprise account of Xiaohongshu, hosted. */

export const KEY = { tenantId: 't1', accountId: 'xhs_one' };

export const AUDIT = { tenantId: 't1', auditId: 'a', atMs: NOW_MS, actorId: 'm1', action: 'x', subjectId: 'x' };

export const enterprise = accountOf({
  id: 'xhs_one',
  platform: 'xiaohongshu',
  platformId: 'user-1',
  kind: 'enterprise',
});

export async function setUp(change: Partial<Account> = {}) {
  const deps = {
    ...createAccountsWorld(),
    hasAgent: async (tenantId: string, id: string) => `${tenantId}/${id}` === 't1/g1',
    workers: async (tenantId: string) => new Set(tenantId === 't1' ? ['m1', 'm2'] : []),
  };
  await deps.accounts.save({ ...enterprise, ...change }, { ...AUDIT, auditId: 'first' });
  const before = { ...KEY, platform: 'xiaohongshu' as const, generation: 0, version: 0 };
  await deps.authorizations.save(
    await authorizationRow(deps, before, authorizationOf({ accountPlatformId: 'user-1' })),
  );
  const account = async (id = 'xhs_one') => (await deps.accounts.load('t1', id)) ?? accountOf({ id: 'none' });
  const update = (change: UpdateCommand['change'], tenantId = 't1') =>
    updateAccount(deps, { ...KEY, tenantId, memberId: 'm1', change });
  return { deps, account, update };
}
