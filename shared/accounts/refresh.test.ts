import { describe, expect, test } from 'vitest';
import { accountOf, authorizationOf, DAY_MS, NOW_MS } from './harness.ts';
import { setUp } from './harness-refresh.ts';
import { authorizationRow, refreshAuthorization, refreshDue } from './refresh.ts';
import { statusOf } from './rules-status.ts';

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
