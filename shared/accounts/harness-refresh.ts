import { accountOf, authorizationOf, createAccountsWorld, NOW_MS } from './harness.ts';
import { authorizationRow } from './refresh.ts';
import { openTokens } from './tokens.ts';

export const KEY = { tenantId: 't1', accountId: 'dy_one' };

export async function setUp() {
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
