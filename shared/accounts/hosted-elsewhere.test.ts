import { expect, test } from 'vitest';
import { notListed } from '../platforms/token-fault.ts';
import { createAccess } from './access.ts';
import { beginAuthorization } from './authorize.ts';
import { completeAuthorization } from './complete-authorization.ts';
import { authorizationOf, createAccountsWorld, NOW_MS } from './harness.ts';
import { lookAfterDue } from './look-after.ts';
import { statusOf } from './rules-status.ts';

/** Of `douyin|open-id-1`. */
const ACCOUNT_ID = 'dy_MUWkuKYet5Qdv8yA';

/**
 * One account that two companies want: the first hosts it, and the owner consents to the second as well. The platform hands
 * out new tokens for that and ends those of before.
 */
async function contested() {
  const deps = createAccountsWorld();
  const consent = async (tenantId: string) => {
    const url = new URL(await beginAuthorization(deps, { tenantId, memberId: 'm1' }, 'douyin'));
    const state = url.searchParams.get('state') ?? '';
    return completeAuthorization(deps, { tenantId, memberId: 'm1', platform: 'douyin', code: 'code-1', state });
  };
  await consent('t1');
  deps.world.exchange = async () => ({
    kind: 'authorized',
    authorization: authorizationOf({ accessToken: 'act.second', refreshToken: 'rft.second' }),
  });
  const second = await consent('t2').catch((error: unknown) => error);
  deps.world.refresh = async () => ({ kind: 'failed', code: '10010', permanent: true });
  deps.world.cards = () =>
    Promise.reject(notListed('douyin.cards', 'refused', { kind: 'failed', class: 'authorization' }));
  const account = async () => {
    const found = await deps.accounts.load('t1', ACCOUNT_ID);
    if (!found) throw new Error('nobody hosts it');
    return found;
  };
  return { deps: { ...deps, access: createAccess(deps) }, second, account };
}

test('SEC8, A1: whoever hosts it keeps it; the second is told why, and its tokens are kept nowhere', async () => {
  const { deps, second, account } = await contested();
  expect(second).toMatchObject({ status: 409, code: 'account.hosted-elsewhere' });
  expect(statusOf(await account())).toBe('hosted');
  expect(await deps.accounts.list('t2')).toEqual([]);
  expect(await deps.authorizations.load({ tenantId: 't2', accountId: ACCOUNT_ID })).toBeUndefined();
});

test('A5: the first message that its ended tokens are refused for turns the account’s health, with a reason', async () => {
  const { deps, account } = await contested();
  expect(await deps.access.access('t1', ACCOUNT_ID)).toBeDefined();
  // What the gate does when a platform refuses a token.
  deps.world.nowMs += 10_000;
  expect(await deps.access.access('t1', ACCOUNT_ID, { forceRefresh: true })).toBeUndefined();
  expect(statusOf(await account())).toBe('needs-authorization');
  expect((await account()).statusReason).toBe('authorization.dead');
});

test('A5: where nothing is sent, the daily look at the platform finds it out', async () => {
  const { deps, account } = await contested();
  deps.world.nowMs = NOW_MS + 3_600_000;
  await lookAfterDue(deps);
  expect(await account()).toMatchObject({ authorized: false, statusReason: 'authorization.dead' });
  expect((await deps.cardSyncs.load('t1', ACCOUNT_ID))?.failure).toMatchObject({ code: 'account.needs-authorization' });
});
