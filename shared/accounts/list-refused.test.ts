import { expect, test } from 'vitest';
import type { Access } from '../conversations/ports.ts';
import { notListed } from '../platforms/token-fault.ts';
import { createAccess } from './access.ts';
import { accountOf, authorizationOf, createAccountsWorld, NOW_MS } from './harness.ts';
import { authorizationRow } from './refresh.ts';
import { syncCards } from './sync-cards.ts';

/** A2, INV12: what a list of cards that the platform refuses means for the account's tokens. */

const KEY = { tenantId: 't1', accountId: 'xhs_one' };

async function setUp() {
  const deps = createAccountsWorld();
  const enterprise = accountOf({ id: 'xhs_one', platform: 'xiaohongshu', platformId: 'user-1', kind: 'enterprise' });
  const audit = { tenantId: 't1', auditId: 'a', atMs: NOW_MS, actorId: 'm1', action: 'x', subjectId: 'x' };
  await deps.accounts.save(enterprise, audit);
  const before = { ...KEY, platform: 'xiaohongshu' as const, generation: 0, version: 0 };
  const authorization = authorizationOf({ accountPlatformId: 'user-1' });
  await deps.authorizations.save(await authorizationRow(deps, before, authorization));
  return {
    deps,
    account: async () => (await deps.accounts.load('t1', 'xhs_one')) ?? accountOf({ id: 'none' }),
    sync: (access: Access) => syncCards({ ...deps, access }, { ...KEY, memberId: 'm1' }),
    outcome: () => deps.cardSyncs.load('t1', 'xhs_one'),
  };
}

const refusal = (fault: 'authorization' | 'revoked') =>
  notListed('xiaohongshu.list', 'refused', { kind: 'failed', class: fault });

test('A2: a refused token is renewed while there is time for it; later the failure is kept, and the next sync renews', async () => {
  const { deps, account, sync, outcome } = await setUp();
  const access = createAccess(deps);
  let renewals = 0;
  const renew = deps.world.refresh;
  deps.world.refresh = (current) => {
    renewals += 1;
    return renew(current);
  };
  let takesMs = 5_000;
  deps.world.nowMs += 60_000;
  const asked: number[] = [];
  deps.world.cards = async () => {
    deps.world.nowMs += takesMs;
    asked.push(renewals);
    if (renewals === 0) throw refusal('authorization');
    return [];
  };
  await expect(sync(access)).rejects.toMatchObject({ code: 'platform.unavailable' });
  expect(renewals).toBe(0);
  expect(await outcome()).toMatchObject({ failure: { code: 'platform.unavailable' } });
  // The refused token is given out no more (INV12).
  await sync(access);
  expect(asked).toEqual([0, 1]);
  renewals = 0;
  takesMs = 4_999;
  deps.world.nowMs += 60_000;
  await sync(createAccess(deps));
  expect(renewals).toBe(1);
  expect((await account()).authorized).toBe(true);
});

test('INV12: a token refused after its renewal is given out no more; a right refused to a list alone takes none away', async () => {
  const { deps, account, sync } = await setUp();
  const access = createAccess(deps);
  const told: string[] = [];
  const listening = {
    ...access,
    refused: (tenantId: string, accountId: string) => void told.push(tenantId, accountId),
  };
  deps.world.nowMs += 60_000;
  deps.world.cards = () => Promise.reject(refusal('authorization'));
  await expect(sync(listening)).rejects.toMatchObject({ code: 'platform.unavailable' });
  expect(told).toEqual(['t1', 'xhs_one']);
  // The consent may lack only this list: renewing proved that the authorisation lives.
  deps.world.nowMs += 60_000;
  deps.world.cards = () => Promise.reject(refusal('revoked'));
  await expect(sync(listening)).rejects.toMatchObject({ code: 'platform.unavailable' });
  expect(told).toHaveLength(2);
  expect((await account()).authorized).toBe(true);
});
