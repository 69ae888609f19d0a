import { describe, expect, test } from 'vitest';
import { createAccess } from './access.ts';
import { applyAccountEvent } from './apply-account-event.ts';
import { beginBinding } from './bind.ts';
import { accountOf, NOW_MS } from './harness.ts';
import { AUDIT, enterprise, KEY, setUp } from './harness-settings.ts';
import { statusOf } from './rules-status.ts';

/** What platforms say of an account, and the binding that follows (A1, A4, A5). */

describe('what platforms say of an account', () => {
  const event = {
    platform: 'xiaohongshu',
    accountPlatformId: 'user-1',
    eventId: 'e1',
    occurredAtMs: NOW_MS + 1,
  } as const;

  test('A1: bound makes it hosted, under the code we gave it', async () => {
    const { deps, account } = await setUp({ bound: false });
    expect(statusOf(await account())).toBe('awaiting-binding');
    await applyAccountEvent(deps, { ...KEY, event: { ...event, kind: 'bound', accountCode: 'xhs_one' } });
    expect(statusOf(await account())).toBe('hosted');
    expect(await createAccess(deps).access('t1', 'xhs_one')).toEqual({
      accessToken: 'act.first',
      accountPlatformId: 'user-1',
      accountCode: 'xhs_one',
    });
  });

  test('a staff account joins, acts with the tokens of its enterprise, and leaves', async () => {
    const { deps } = await setUp({ accountCode: 'code-1' });
    const joined = { ...event, kind: 'staff-bound', staffPlatformId: 'staff-1', name: '顾问阿宁' } as const;
    await applyAccountEvent(deps, { ...KEY, event: joined });
    await applyAccountEvent(deps, { ...KEY, event: joined });
    const hosted = await deps.directory.find('xiaohongshu', 'staff-1');
    const staff = await deps.accounts.load('t1', hosted?.accountId ?? '');
    expect(staff).toMatchObject({ name: '顾问阿宁', kind: 'staff', kindRecorded: true, tokenAccountId: 'xhs_one' });
    expect(await createAccess(deps).access('t1', staff?.id ?? '')).toEqual({
      accessToken: 'act.first',
      accountPlatformId: 'staff-1',
      enterprisePlatformId: 'user-1',
      accountCode: 'code-1',
    });
    await applyAccountEvent(deps, { ...KEY, event: { ...event, kind: 'staff-unbound', staffPlatformId: 'staff-1' } });
    expect(statusOf((await deps.accounts.load('t1', staff?.id ?? '')) ?? enterprise)).toBe('awaiting-binding');
  });

  test('unbound stops the enterprise and its staff', async () => {
    const { deps, account } = await setUp();
    await applyAccountEvent(deps, { ...KEY, event: { ...event, kind: 'staff-bound', staffPlatformId: 'staff-1' } });
    await applyAccountEvent(deps, { ...KEY, event: { ...event, kind: 'unbound' } });
    const all = await deps.accounts.list('t1');
    expect(all.map(statusOf)).toEqual(['awaiting-binding', 'awaiting-binding']);
    expect((await account()).statusReason).toBe('account.unbound-on-platform');
  });

  test('A5: a revoked right shows, and no refresh brings it back', async () => {
    const { deps, account } = await setUp();
    await applyAccountEvent(deps, { ...KEY, event: { ...event, kind: 'revoked' } });
    expect(statusOf(await account())).toBe('needs-authorization');
    expect((await account()).statusReason).toBe('authorization.revoked-by-owner');
    expect(await deps.authorizations.due(NOW_MS * 2, 10)).toEqual([]);
  });

  test('a revocation that was answered by authorising again changes nothing', async () => {
    const { deps, account } = await setUp();
    await applyAccountEvent(deps, { ...KEY, event: { ...event, kind: 'revoked', occurredAtMs: NOW_MS - 1 } });
    expect(statusOf(await account())).toBe('hosted');
  });

  test.each(['authorized', 'lead-record', 'other'] as const)('%s changes no account', async (kind) => {
    const { deps } = await setUp();
    const writes = deps.table.changes.length;
    await applyAccountEvent(deps, { ...KEY, event: { ...event, kind } });
    expect(deps.table.changes.length).toBe(writes);
  });

  test('SEC8: a staff account that another tenant hosts is not taken', async () => {
    const { deps } = await setUp();
    await deps.directory.claim({
      platform: 'xiaohongshu',
      platformUserId: 'staff-1',
      tenantId: 't2',
      accountId: 'xhs_z',
    });
    await applyAccountEvent(deps, { ...KEY, event: { ...event, kind: 'staff-bound', staffPlatformId: 'staff-1' } });
    expect(await deps.accounts.list('t1')).toHaveLength(1);
  });
});

describe('binding and cards', () => {
  test('A1: the second step names our account and ends after half an hour', async () => {
    const { deps } = await setUp({ bound: false });
    const asked: object[] = [];
    const bindUrl = async (request: object) => {
      asked.push(request);
      return 'https://bind.example/';
    };
    const clients = { douyin: {}, xiaohongshu: { bindUrl } };
    expect(await beginBinding({ ...deps, clients }, KEY)).toBe('https://bind.example/');
    expect(asked).toMatchObject([{ accountCode: 'xhs_one', expiresAtMs: NOW_MS + 1_800_000 }]);
  });

  test('Douyin has no second step', async () => {
    const { deps } = await setUp();
    await deps.accounts.save(accountOf(), { ...AUDIT, auditId: 'dy' });
    const attempt = beginBinding(
      { ...deps, clients: { douyin: {}, xiaohongshu: {} } },
      { tenantId: 't1', accountId: 'dy_one' },
    );
    await expect(attempt).rejects.toMatchObject({ code: 'account.needs-no-binding' });
  });
});
