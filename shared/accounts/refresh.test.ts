import { describe, expect, test } from 'vitest';
import { createAccess } from './access.ts';
import { accountOf, authorizationOf, createAccountsWorld, DAY_MS, NOW_MS } from './harness.ts';
import { authorizationRow, refreshAuthorization, refreshDue } from './refresh.ts';
import { statusOf } from './rules-status.ts';
import { openTokens } from './tokens.ts';

const KEY = { tenantId: 't1', accountId: 'dy_one' };

async function setUp() {
  const deps = createAccountsWorld();
  const audit = { tenantId: 't1', auditId: 'a', atMs: NOW_MS, actorId: 'm1', action: 'x', subjectId: 'dy_one' };
  await deps.accounts.save(accountOf(), audit);
  const before = { ...KEY, platform: 'douyin' as const, generation: 0, version: 0 };
  await deps.authorizations.save(await authorizationRow(deps, before, authorizationOf()));
  const stored = async () => {
    const row = await deps.authorizations.load(KEY);
    if (!row) throw new Error('no authorisation');
    return row;
  };
  const token = async () => (await openTokens(deps.cipher, KEY, (await stored()).sealed)).accessToken;
  const account = async () => (await deps.accounts.load('t1', 'dy_one')) ?? accountOf();
  return { deps, stored, token, account };
}

describe('A2: refreshing', () => {
  test('what is due is renewed without an operator, what is not is left alone', async () => {
    const { deps, token, account } = await setUp();
    deps.world.nowMs = NOW_MS + 12 * DAY_MS - 1;
    expect(await refreshDue(deps)).toEqual({ renewed: 0, failed: 0 });
    deps.world.nowMs += 2;
    expect(await refreshDue(deps)).toEqual({ renewed: 1, failed: 0 });
    expect(await token()).toBe('act.renewed');
    expect(await refreshDue(deps)).toEqual({ renewed: 0, failed: 0 });
    expect((await account()).authorizationExpiresAtMs).toBe(NOW_MS + 180 * DAY_MS);
  });

  test('A2: where the platform is slow, a run ends in time and the next renews what is left', async () => {
    const { deps } = await setUp();
    for (const accountId of ['dy_two', 'dy_three']) {
      const before = { tenantId: 't1', accountId, platform: 'douyin' as const, generation: 0, version: 0 };
      await deps.authorizations.save(await authorizationRow(deps, before, authorizationOf()));
    }
    const { refresh } = deps.world;
    deps.world.refresh = (current) => {
      deps.world.nowMs += 21_000;
      return refresh(current);
    };
    deps.world.nowMs = NOW_MS + 13 * DAY_MS;
    const seen = [await refreshDue(deps), await refreshDue(deps)];
    expect(seen.map(({ renewed, failed }) => renewed + failed)).toEqual([2, 1]);
  });

  test('INV12: one refresher at a time', async () => {
    const { deps, stored } = await setUp();
    let calls = 0;
    deps.world.refresh = async (current) => {
      calls += 1;
      return { kind: 'authorized', authorization: current };
    };
    const seen = await stored();
    const results = await Promise.all([refreshAuthorization(deps, seen), refreshAuthorization(deps, seen)]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['busy', 'renewed']);
    expect(calls).toBe(1);
  });

  test('INV12, F13: a refresher that was paused after its lease does not call', async () => {
    const { deps, stored } = await setUp();
    let calls = 0;
    deps.world.refresh = async (current) => {
      calls += 1;
      return { kind: 'authorized', authorization: current };
    };
    const save: typeof deps.authorizations.save = async (next) => {
      deps.world.nowMs += 5_001;
      return deps.authorizations.save(next);
    };
    const paused = { ...deps, authorizations: { ...deps.authorizations, save } };
    expect((await refreshAuthorization(paused, await stored())).kind).toBe('busy');
    expect(calls).toBe(0);
  });

  test('INV12, F18: a lease whose answer was lost is recognised as our own', async () => {
    const { deps, stored, token } = await setUp();
    let first = true;
    const authorizations: typeof deps.authorizations = {
      ...deps.authorizations,
      save: async (next) => {
        const isSaved = await deps.authorizations.save(next);
        if (!first) return isSaved;
        first = false;
        return false;
      },
    };
    expect(await refreshAuthorization({ ...deps, authorizations }, await stored())).toEqual({ kind: 'renewed' });
    expect(await token()).toBe('act.renewed');
  });

  test('INV12: a refresher that died frees the account after a minute', async () => {
    const { deps, stored } = await setUp();
    deps.world.refresh = () => Promise.reject(new Error('killed'));
    await expect(refreshAuthorization(deps, await stored())).rejects.toThrow('killed');
    deps.world.refresh = async (current) => ({ kind: 'authorized', authorization: current });
    deps.world.nowMs += 59_999;
    expect((await refreshAuthorization(deps, await stored())).kind).toBe('busy');
    deps.world.nowMs += 1;
    expect((await refreshAuthorization(deps, await stored())).kind).toBe('renewed');
  });

  test('INV12: an older pair never overwrites what a person authorised meanwhile', async () => {
    const { deps, stored, token } = await setUp();
    deps.world.refresh = async (current) => {
      const newer = await authorizationRow(deps, await stored(), authorizationOf({ accessToken: 'act.consented' }));
      expect(await deps.authorizations.save(newer)).toBe(true);
      return { kind: 'authorized', authorization: { ...current, accessToken: 'act.older' } };
    };
    expect((await refreshAuthorization(deps, await stored())).kind).toBe('busy');
    expect(await token()).toBe('act.consented');
  });

  test('A5: a dead authorisation shows on the account with its reason and is not tried again', async () => {
    const { deps, stored, account } = await setUp();
    deps.world.refresh = async () => ({ kind: 'failed', code: '10010', permanent: true });
    deps.world.nowMs = NOW_MS + 13 * DAY_MS;
    expect(await refreshDue(deps)).toEqual({ renewed: 0, failed: 1 });
    expect(statusOf(await account())).toBe('needs-authorization');
    expect((await account()).statusReason).toBe('authorization.dead');
    expect((await stored()).failures).toBe(1);
    deps.world.nowMs += 300 * DAY_MS;
    expect(await refreshDue(deps)).toEqual({ renewed: 0, failed: 0 });
  });

  test('a platform that is away costs nothing but a later try', async () => {
    const { deps, account } = await setUp();
    deps.world.refresh = async () => ({ kind: 'failed', code: 'timeout', permanent: false });
    deps.world.nowMs = NOW_MS + 13 * DAY_MS;
    expect(await refreshDue(deps)).toEqual({ renewed: 0, failed: 1 });
    expect(statusOf(await account())).toBe('hosted');
    expect(await refreshDue(deps)).toEqual({ renewed: 0, failed: 0 });
    deps.world.nowMs += 60_001;
    expect(await refreshDue(deps)).toEqual({ renewed: 0, failed: 1 });
  });

  test('an account whose refresh breaks does not keep the next one waiting', async () => {
    const { deps } = await setUp();
    const second = { tenantId: 't1', accountId: 'dy_two' };
    const before = { ...second, platform: 'douyin' as const, generation: 0, version: 0 };
    await deps.authorizations.save(await authorizationRow(deps, before, authorizationOf({ accountPlatformId: 'two' })));
    const audit = { tenantId: 't1', auditId: 'b', atMs: NOW_MS, actorId: 'm1', action: 'x', subjectId: 'dy_two' };
    await deps.accounts.save(accountOf({ id: 'dy_two', platformId: 'two' }), audit);
    deps.world.nowMs = NOW_MS + 13 * DAY_MS;
    deps.world.refresh = async (current) => {
      if (current.accountPlatformId === 'open-id-1') throw new Error('unreadable');
      return { kind: 'authorized', authorization: current };
    };
    expect(await refreshDue(deps)).toEqual({ renewed: 1, failed: 1 });
  });

  test('staff accounts follow the enterprise whose tokens they use', async () => {
    const { deps } = await setUp();
    const audit = { tenantId: 't1', auditId: 'c', atMs: NOW_MS, actorId: 'm1', action: 'x', subjectId: 'xhs_s' };
    await deps.accounts.save(accountOf({ id: 'xhs_s', tokenAccountId: 'dy_one' }), audit);
    deps.world.refresh = async () => ({ kind: 'failed', code: '10010', permanent: true });
    deps.world.nowMs = NOW_MS + 13 * DAY_MS;
    await refreshDue(deps);
    expect(await deps.accounts.load('t1', 'xhs_s')).toMatchObject({
      authorized: false,
      statusReason: 'authorization.dead',
    });
  });
});

describe('access tokens for sends', () => {
  test('a token is read once a minute', async () => {
    const { deps } = await setUp();
    const access = createAccess(deps);
    expect(await access.access('t1', 'dy_one')).toEqual({ accessToken: 'act.first', accountPlatformId: 'open-id-1' });
    const row = await deps.authorizations.load(KEY);
    if (row)
      await deps.authorizations.save(await authorizationRow(deps, row, authorizationOf({ accessToken: 'act.2' })));
    deps.world.nowMs += 59_999;
    expect((await access.access('t1', 'dy_one'))?.accessToken).toBe('act.first');
    deps.world.nowMs += 1;
    expect((await access.access('t1', 'dy_one'))?.accessToken).toBe('act.2');
  });

  test('a dying token is renewed first', async () => {
    const { deps } = await setUp();
    deps.world.nowMs = NOW_MS + 15 * DAY_MS - 60_000;
    expect((await createAccess(deps).access('t1', 'dy_one'))?.accessToken).toBe('act.renewed');
  });

  test('a refused token is renewed once, however many senders were refused', async () => {
    const { deps } = await setUp();
    let calls = 0;
    deps.world.refresh = async (current) => {
      calls += 1;
      const accessToken = `act.renewed-${calls}`;
      return { kind: 'authorized', authorization: { ...current, accessToken } };
    };
    const [one, two] = [createAccess(deps), createAccess(deps)];
    deps.world.nowMs += 60_000;
    await Promise.all([one.access('t1', 'dy_one'), two.access('t1', 'dy_one')]);
    expect((await one.access('t1', 'dy_one', { forceRefresh: true }))?.accessToken).toBe('act.renewed-1');
    expect((await two.access('t1', 'dy_one', { forceRefresh: true }))?.accessToken).toBe('act.renewed-1');
    expect(calls).toBe(1);
  });

  test('INV12: a refused token is given out no more, whatever became of its renewal', async () => {
    const { deps } = await setUp();
    deps.world.nowMs += 60_000;
    const access = createAccess(deps);
    const first = await access.access('t1', 'dy_one');
    deps.world.refresh = async () => ({ kind: 'failed', code: 'http.503', permanent: false });
    await expect(access.access('t1', 'dy_one', { forceRefresh: true })).rejects.toThrow();
    await expect(access.access('t1', 'dy_one')).rejects.toThrow();
    deps.world.refresh = async (current) => ({
      kind: 'authorized',
      authorization: { ...current, accessToken: 'act.later' },
    });
    expect(first?.accessToken).not.toBe('act.later');
    expect((await access.access('t1', 'dy_one'))?.accessToken).toBe('act.later');
    access.refused('t1', 'dy_one');
    deps.world.refresh = async () => ({ kind: 'failed', code: 'http.503', permanent: false });
    await expect(access.access('t1', 'dy_one')).rejects.toThrow();
  });

  test('while another refreshes, a sender waits a little, then leaves it to the queue', async () => {
    const { deps, stored } = await setUp();
    await deps.authorizations.save({ ...(await stored()), leaseId: 'other', leaseUntilMs: NOW_MS + 60_000 + 1 });
    deps.world.nowMs += 10_000;
    const attempt = createAccess(deps).access('t1', 'dy_one', { forceRefresh: true });
    await expect(attempt).rejects.toMatchObject({ code: 'authorization.busy' });
    expect(deps.world.slept).toEqual([100, 200, 400, 800, 1_500]);
  });

  test('INV12: no token for an account that lost its right, was unhosted or never was', async () => {
    const { deps } = await setUp();
    const access = createAccess(deps);
    await access.access('t1', 'dy_one');
    await access.revoked('t1', 'dy_one', 'authorization.revoked');
    expect(await access.access('t1', 'dy_one')).toBeUndefined();
    expect(await access.access('t1', 'dy_unknown')).toBeUndefined();
    expect(await access.access('t2', 'dy_one')).toBeUndefined();
  });

  test('A5: a revoked right shows on the account', async () => {
    const { deps, account } = await setUp();
    await createAccess(deps).revoked('t1', 'dy_one', 'authorization.revoked');
    expect(statusOf(await account())).toBe('needs-authorization');
    expect((await account()).statusReason).toBe('authorization.revoked');
  });
});
