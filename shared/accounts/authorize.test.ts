import { describe, expect, test } from 'vitest';
import { beginAuthorization } from './authorize.ts';
import { completeAuthorization } from './complete-authorization.ts';
import { type AccountsWorld, authorizationOf, createAccountsWorld, DAY_MS, NOW_MS } from './harness.ts';
import { statusOf } from './rules-status.ts';
import { unhostAccount } from './standing.ts';
import { openTokens } from './tokens.ts';

const owner = { tenantId: 't1', memberId: 'm1' };
/** Of `douyin|open-id-1`. */
const ACCOUNT_ID = 'dy_MUWkuKYet5Qdv8yA';

const begin = async (deps: AccountsWorld, who = owner, platform: 'douyin' | 'xiaohongshu' = 'douyin') => {
  const url = new URL(await beginAuthorization(deps, who, platform));
  return { url, state: url.searchParams.get('state') ?? '' };
};
const complete = (deps: AccountsWorld, state: string, who = owner, platform: 'douyin' | 'xiaohongshu' = 'douyin') =>
  completeAuthorization(deps, { ...who, platform, code: 'code-1', state });
const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => undefined,
    (error: unknown) => (error as { code: string }).code,
  );

describe('A1: hosting an account', () => {
  test('the consent page returns to a fixed address of the console', async () => {
    const { url } = await begin(createAccountsWorld());
    expect(url.origin).toBe('https://douyin.example');
    expect(url.searchParams.get('redirectUri')).toBe('https://console.example/accounts/return/douyin');
  });

  test('the account is hosted, routed, and cautious until somebody records more (A3)', async () => {
    const deps = createAccountsWorld();
    const account = await complete(deps, (await begin(deps)).state);
    expect(account).toMatchObject({
      tenantId: 't1',
      platformId: 'open-id-1',
      name: '青木装饰官方号',
      subject: '青木装饰工程有限公司',
      kind: 'staff',
      kindRecorded: false,
      agentMode: 'off',
      authorizationExpiresAtMs: NOW_MS + 180 * DAY_MS,
      version: 1,
    });
    expect(statusOf(account)).toBe('hosted');
    expect(await deps.directory.find('douyin', 'open-id-1')).toEqual({ tenantId: 't1', accountId: account.id });
    expect(await deps.accounts.load('t1', account.id)).toEqual(account);
    expect(await deps.audits.latest('t1', NOW_MS, 10)).toMatchObject([
      { actorId: 'm1', action: 'account.hosted', subjectId: account.id },
    ]);
  });

  test('the id comes from the platform and the user there', async () => {
    const deps = createAccountsWorld();
    expect((await complete(deps, (await begin(deps)).state)).id).toBe(ACCOUNT_ID);
  });

  test('Xiaohongshu: an enterprise that waits for its second step', async () => {
    const deps = createAccountsWorld();
    const { state } = await begin(deps, owner, 'xiaohongshu');
    const account = await complete(deps, state, owner, 'xiaohongshu');
    expect(account).toMatchObject({ kind: 'enterprise', kindRecorded: true, bound: false });
    expect(statusOf(account)).toBe('awaiting-binding');
  });

  test('SEC12: tokens lie sealed, for this account alone', async () => {
    const deps = createAccountsWorld();
    const { id } = await complete(deps, (await begin(deps)).state);
    expect(JSON.stringify(deps.table.all())).not.toContain('act.first');
    expect(JSON.stringify(deps.table.all())).not.toContain('rft.first');
    const stored = await deps.authorizations.load({ tenantId: 't1', accountId: id });
    const sealed = stored?.sealed ?? '';
    expect((await openTokens(deps.cipher, { tenantId: 't1', accountId: id }, sealed)).accessToken).toBe('act.first');
    await expect(openTokens(deps.cipher, { tenantId: 't1', accountId: 'dy_two' }, sealed)).rejects.toThrow();
  });

  test('A2: whoever authorises one account again hosts no other by it', async () => {
    const deps = createAccountsWorld();
    const begun = new URL(await beginAuthorization(deps, owner, 'douyin', 'dy_another'));
    expect(await refusal(complete(deps, begun.searchParams.get('state') ?? ''))).toBe('oauth.other-account');
    expect(await deps.accounts.list('t1')).toEqual([]);
    expect(await deps.directory.find('douyin', 'open-id-1')).toBeUndefined();
    const right = new URL(await beginAuthorization(deps, owner, 'douyin', ACCOUNT_ID));
    expect((await complete(deps, right.searchParams.get('state') ?? '')).id).toBe(ACCOUNT_ID);
  });

  test('A2: an account that is hosted goes on with the tokens that another was meant to get', async () => {
    const deps = createAccountsWorld();
    const { id } = await complete(deps, (await begin(deps)).state);
    deps.world.exchange = async () => ({
      kind: 'authorized',
      authorization: authorizationOf({ accessToken: 'act.second' }),
    });
    const meant = new URL(await beginAuthorization(deps, owner, 'douyin', 'dy_another'));
    expect(await refusal(complete(deps, meant.searchParams.get('state') ?? ''))).toBe('oauth.other-account');
    const tokensOf = async () => {
      const stored = await deps.authorizations.load({ tenantId: 't1', accountId: id });
      return stored && (await openTokens(deps.cipher, { tenantId: 't1', accountId: id }, stored.sealed)).accessToken;
    };
    expect(await tokensOf()).toBe('act.second');
    await unhostAccount(deps, { tenantId: 't1', accountId: id }, 'm1');
    const again = new URL(await beginAuthorization(deps, owner, 'douyin', 'dy_another'));
    expect(await refusal(complete(deps, again.searchParams.get('state') ?? ''))).toBe('oauth.other-account');
    expect(await tokensOf()).toBeUndefined();
  });

  test('authorising again keeps the settings and renews the tokens', async () => {
    const deps = createAccountsWorld();
    const first = await complete(deps, (await begin(deps)).state);
    const set = {
      ...first,
      name: '主号',
      welcome: ['你好'],
      kind: 'enterprise' as const,
      authorized: false,
      statusReason: 'x',
    };
    await deps.accounts.save(set, {
      tenantId: 't1',
      auditId: 'a',
      atMs: NOW_MS,
      actorId: 'm1',
      action: 'x',
      subjectId: first.id,
    });
    deps.world.exchange = async () => ({
      kind: 'authorized',
      authorization: authorizationOf({ accessToken: 'act.second' }),
    });
    const again = await complete(deps, (await begin(deps)).state);
    expect(again).toMatchObject({
      id: first.id,
      name: '主号',
      welcome: ['你好'],
      kind: 'enterprise',
      authorized: true,
    });
    expect(again).not.toHaveProperty('statusReason');
    const stored = await deps.authorizations.load({ tenantId: 't1', accountId: first.id });
    expect(stored?.generation).toBe(NOW_MS + 1);
  });

  test('an unhosted account comes back by authorising again', async () => {
    const deps = createAccountsWorld();
    const { id } = await complete(deps, (await begin(deps)).state);
    await unhostAccount(deps, { tenantId: 't1', accountId: id }, 'm1');
    const again = await complete(deps, (await begin(deps)).state);
    expect(statusOf(again)).toBe('hosted');
  });

  test('SEC8: an account of another tenant is refused and nothing of it is written', async () => {
    const deps = createAccountsWorld();
    await complete(deps, (await begin(deps)).state);
    const other = { tenantId: 't2', memberId: 'm9' };
    const { state } = await begin(deps, other);
    expect(await refusal(complete(deps, state, other))).toBe('account.hosted-elsewhere');
    expect(await deps.accounts.list('t2')).toEqual([]);
    expect(await deps.authorizations.load({ tenantId: 't2', accountId: ACCOUNT_ID })).toBeUndefined();
  });

  test('a refused code hosts nothing; an absent platform says so', async () => {
    const deps = createAccountsWorld();
    deps.world.exchange = async () => ({ kind: 'failed', code: '10007', permanent: true });
    expect(await refusal(complete(deps, (await begin(deps)).state))).toBe('oauth.code-refused');
    deps.world.exchange = async () => ({ kind: 'failed', code: 'timeout', permanent: false });
    expect(await refusal(complete(deps, (await begin(deps)).state))).toBe('oauth.platform-unavailable');
    expect(await deps.accounts.list('t1')).toEqual([]);
    expect(await deps.directory.find('douyin', 'open-id-1')).toBeUndefined();
  });
});

describe('A2: states', () => {
  test('a state works once', async () => {
    const deps = createAccountsWorld();
    const { state } = await begin(deps);
    await complete(deps, state);
    expect(await refusal(complete(deps, state))).toBe('oauth.state-used');
  });

  test('two at once: one wins', async () => {
    const deps = createAccountsWorld();
    const { state } = await begin(deps);
    const outcomes = await Promise.all([refusal(complete(deps, state)), refusal(complete(deps, state))]);
    expect(outcomes.filter((code) => code === undefined)).toHaveLength(1);
    expect(outcomes).toContain('oauth.state-used');
  });

  test.each(['', 'x', 'a.b', 'eyJ0IjoidDEifQ.AAAA'])('forged: %j', async (state) => {
    expect(await refusal(complete(createAccountsWorld(), state))).toBe('oauth.state-forged');
  });

  test('signed by us but never handed out is used already', async () => {
    const one = createAccountsWorld();
    const other = createAccountsWorld();
    expect(await refusal(complete(other, (await begin(one)).state))).toBe('oauth.state-used');
  });

  test('of another tenant or member', async () => {
    const deps = createAccountsWorld();
    const { state } = await begin(deps);
    expect(await refusal(complete(deps, state, { tenantId: 't2', memberId: 'm1' }))).toBe('oauth.state-foreign');
    expect(await refusal(complete(deps, state, { tenantId: 't1', memberId: 'm2' }))).toBe('oauth.state-foreign');
    expect(await refusal(complete(deps, state))).toBeUndefined();
  });

  test('after 15 minutes', async () => {
    const deps = createAccountsWorld();
    const { state } = await begin(deps);
    deps.world.nowMs += 15 * 60_000;
    expect(await refusal(complete(deps, state))).toBe('oauth.state-expired');
  });

  test('for the other platform', async () => {
    const deps = createAccountsWorld();
    const { state } = await begin(deps);
    expect(await refusal(complete(deps, state, owner, 'xiaohongshu'))).toBe('oauth.state-other-platform');
  });
});
