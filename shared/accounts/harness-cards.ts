import { createAccess } from './access.ts';
import { accountOf, authorizationOf, createAccountsWorld, NOW_MS } from './harness.ts';
import type { Account } from './model.ts';
import { authorizationRow } from './refresh.ts';
import { syncCards } from './sync-cards.ts';

/** M3: platform materials are synced onto their account, and how that went is kept for everybody to see. */

export const KEY = { tenantId: 't1', accountId: 'xhs_one' };

export async function setUp(change: Partial<Account> = {}) {
  const deps = createAccountsWorld();
  const enterprise = accountOf({ id: 'xhs_one', platform: 'xiaohongshu', platformId: 'user-1', kind: 'enterprise' });
  const audit = { tenantId: 't1', auditId: 'a', atMs: NOW_MS, actorId: 'm1', action: 'x', subjectId: 'x' };
  await deps.accounts.save({ ...enterprise, ...change }, audit);
  const before = { ...KEY, platform: 'xiaohongshu' as const, generation: 0, version: 0 };
  await deps.authorizations.save(
    await authorizationRow(deps, before, authorizationOf({ accountPlatformId: 'user-1' })),
  );
  return {
    deps,
    account: async () => (await deps.accounts.load('t1', 'xhs_one')) ?? accountOf({ id: 'none' }),
    held: async () => (await deps.cards.load('t1', 'xhs_one'))?.cards,
    covers: async () => (await deps.cards.loadShown(KEY))?.covers,
    sync: () => syncCards({ ...deps, access: createAccess(deps) }, { ...KEY, memberId: 'm1' }),
    outcome: () => deps.cardSyncs.load('t1', 'xhs_one'),
  };
}
