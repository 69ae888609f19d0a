import { describe, expect, test } from 'vitest';
import { createAccess } from './access.ts';
import { authorizationOf, DAY_MS, NOW_MS } from './harness.ts';
import { KEY, setUp } from './harness-refresh.ts';
import { authorizationRow } from './refresh.ts';
import { statusOf } from './rules-status.ts';

/** Access tokens as senders get them (A2, INV12, A5). */

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
