import { describe, expect, test } from 'vitest';
import { createAccess } from './access.ts';
import { applyAccountEvent } from './apply-account-event.ts';
import { beginBinding } from './bind.ts';
import { createAccounts } from './facts.ts';
import { accountOf, authorizationOf, createAccountsWorld, NOW_MS } from './harness.ts';
import type { Account } from './model.ts';
import { authorizationRow } from './refresh.ts';
import { statusOf } from './rules-status.ts';
import { unhostAccount } from './standing.ts';
import { createAccountStore } from './store-accounts.ts';
import { type UpdateCommand, updateAccount } from './update-account.ts';
import { accountView } from './view.ts';

const KEY = { tenantId: 't1', accountId: 'xhs_one' };
const AUDIT = { tenantId: 't1', auditId: 'a', atMs: NOW_MS, actorId: 'm1', action: 'x', subjectId: 'x' };
const enterprise = accountOf({ id: 'xhs_one', platform: 'xiaohongshu', platformId: 'user-1', kind: 'enterprise' });

async function setUp(change: Partial<Account> = {}) {
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

describe('settings', () => {
  test('X1: a change and its audit row are one transaction', async () => {
    const { deps, account, update } = await setUp();
    await update({ kind: 'staff', welcome: ['您好', '想了解哪方面？'], agentId: 'g1', agentMode: 'full-auto' });
    expect(await account()).toMatchObject({ kind: 'staff', agentId: 'g1', agentMode: 'full-auto', version: 2 });
    expect((await deps.audits.latest('t1', NOW_MS, 1))[0]).toMatchObject({
      actorId: 'm1',
      action: 'account.updated',
      subjectId: 'xhs_one',
      fields: ['kind', 'kindRecorded', 'agentId', 'agentMode', 'welcome'],
    });
  });

  test('A3, M4: the subject that a platform does not tell is recorded by a person', async () => {
    const { account, update } = await setUp({ subject: '' });
    await update({ subject: '云舍家居设计有限公司' });
    expect((await account()).subject).toBe('云舍家居设计有限公司');
    await update({ subject: '' });
    expect((await account()).subject).toBe('');
  });

  test('nothing changed writes nothing', async () => {
    const { deps, update } = await setUp();
    const writes = deps.table.changes.length;
    await update({
      kind: 'enterprise',
      welcome: [],
      highWeight: false,
      adSpend30dYuan: 0,
      name: enterprise.name,
      agentMode: 'off',
    });
    // Recording the kind that was assumed is a change; a second time it is none.
    expect(deps.table.changes.length).toBe(writes + 3);
    await update({ kind: 'enterprise' });
    expect(deps.table.changes.length).toBe(writes + 3);
  });

  test('SEC8: an agent of another tenant cannot be bound, an account of another tenant is not there', async () => {
    const { update } = await setUp();
    await expect(update({ agentId: 'g2' })).rejects.toMatchObject({
      status: 400,
      code: 'account.agent-unknown',
      details: { field: 'agentId' },
    });
    await expect(update({ name: 'x' }, 't2')).rejects.toMatchObject({ status: 404, code: 'account.unknown' });
  });

  test('T1: a third text is refused on Xiaohongshu and nothing is written', async () => {
    const { account, update } = await setUp();
    const attempt = update({ welcome: ['一', '二', '三'], name: '新名' });
    await expect(attempt).rejects.toMatchObject({
      status: 409,
      code: 'account.welcome-too-long',
      details: { rule: 'T1' },
    });
    expect((await account()).name).toBe(enterprise.name);
  });

  test('a lost race decides again on what is true now', async () => {
    const { deps, account, update } = await setUp();
    const stored = createAccountStore(deps.table);
    let raced = false;
    deps.accounts.load = async (tenantId, id) => {
      const seen = await stored.load(tenantId, id);
      if (!raced && seen) {
        raced = true;
        await deps.accounts.save({ ...seen, highWeight: true }, { ...AUDIT, auditId: 'race' });
      }
      return seen;
    };
    await update({ name: '新名' });
    expect(await account()).toMatchObject({ name: '新名', highWeight: true, version: 3 });
  });

  test('C1: what an account may send comes from the rule pack', () => {
    expect(accountView(accountOf({ kind: 'enterprise' }), NOW_MS).sendable).toEqual([
      'text',
      'image',
      'basic-emoji',
      'phone-collect-card',
    ]);
    expect(accountView(accountOf({ kind: 'staff' }), NOW_MS).sendable).toEqual(['text', 'image', 'basic-emoji']);
    expect(accountView(enterprise, NOW_MS).sendable).toEqual([
      'text',
      'image',
      'video',
      'basic-emoji',
      'name-card',
      'landing-page',
      'note',
      'lead-card',
      'trade-card',
    ]);
  });
});

describe('A4: unhosting', () => {
  test('the account stops at once, tokens are gone, history and settings stay', async () => {
    const { deps, account } = await setUp({ welcome: ['您好'] });
    const accounts = createAccounts({ accounts: deps.accounts, clock: deps.clock, agentTiming: async () => undefined });
    expect((await accounts.load('t1', 'xhs_one'))?.status).toBe('hosted');
    await unhostAccount(deps, KEY, 'm1');
    deps.world.nowMs += 1_000;
    expect((await accounts.load('t1', 'xhs_one'))?.status).toBe('unhosted');
    expect(await account()).toMatchObject({ welcome: ['您好'], statusReason: 'account.unhosted-by-member' });
    expect(await deps.authorizations.load(KEY)).toBeUndefined();
    expect(await createAccess(deps).access('t1', 'xhs_one')).toBeUndefined();
  });

  test('twice is once', async () => {
    const { deps } = await setUp();
    await unhostAccount(deps, KEY, 'm1');
    const writes = deps.table.changes.length;
    await unhostAccount(deps, KEY, 'm1');
    expect(deps.table.changes.length).toBe(writes);
  });
});

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

describe('facts for conversations', () => {
  test('G2: an agent that is gone cannot answer', async () => {
    const { deps } = await setUp({ agentId: 'g1', agentMode: 'full-auto' });
    const load = (timing: { gatherSeconds: number; pauseAfterHumanMinutes: number } | undefined) =>
      createAccounts({ accounts: deps.accounts, clock: deps.clock, agentTiming: async () => timing }).load(
        't1',
        'xhs_one',
      );
    expect(await load({ gatherSeconds: 6, pauseAfterHumanMinutes: 30 })).toMatchObject({
      agentMode: 'full-auto',
      agent: { agentId: 'g1', gatherSeconds: 6, pauseAfterHumanMinutes: 30 },
    });
    const without = await load(undefined);
    expect(without?.agentMode).toBe('off');
    expect(without).not.toHaveProperty('agent');
  });

  test('an account nobody hosts is unknown, and asked for again', async () => {
    const { deps } = await setUp();
    const accounts = createAccounts({ accounts: deps.accounts, clock: deps.clock, agentTiming: async () => undefined });
    expect(await accounts.load('t1', 'dy_one')).toBeUndefined();
    await deps.accounts.save(accountOf(), { ...AUDIT, auditId: 'dy' });
    expect(await accounts.load('t1', 'dy_one')).toMatchObject({ platformId: 'open-id-1', status: 'hosted' });
  });
});
