import { describe, expect, test } from 'vitest';
import { createAccess } from './access.ts';
import { createAccounts } from './facts.ts';
import { accountOf, NOW_MS } from './harness.ts';
import { AUDIT, enterprise, KEY, setUp } from './harness-settings.ts';
import { unhostAccount } from './standing.ts';
import { createAccountStore } from './store-accounts.ts';
import { accountView } from './view.ts';

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
