import { type ChangeDeps, type ChangeReason, changeAccount } from './change-account.ts';
import type { Account } from './model.ts';
import type { AuthorizationStore } from './store-authorizations.ts';

interface Standing extends Partial<Pick<Account, 'authorized' | 'bound' | 'unhosted'>> {
  readonly authorizationExpiresAtMs?: number | undefined;
}

const STANDING = ['authorized', 'bound', 'unhosted', 'statusReason', 'authorizationExpiresAtMs'] as const;

type Key = { readonly tenantId: string; readonly accountId: string };

/** Writes one standing of an account and why; `undefined` reason = all is well. Nothing is written where it is so already. */
async function setStanding(
  deps: ChangeDeps,
  key: Key,
  reason: ChangeReason,
  standing: Standing,
  statusReason: string | undefined,
): Promise<Account> {
  return changeAccount(deps, key, reason, (before) => {
    const { statusReason: _reason, authorizationExpiresAtMs: knownEndMs, ...rest } = before;
    const { authorizationExpiresAtMs: endMs = knownEndMs, ...facts } = standing;
    const after: Account = {
      ...rest,
      ...facts,
      ...(statusReason === undefined ? {} : { statusReason }),
      ...(endMs === undefined ? {} : { authorizationExpiresAtMs: endMs }),
    };
    return { account: after, fields: STANDING.filter((field) => before[field] !== after[field]) };
  });
}

/** Applies a standing to an account and to the staff accounts that act with its tokens. */
async function setForAll(
  deps: ChangeDeps,
  key: Key,
  reason: ChangeReason,
  standing: Standing,
  statusReason: string | undefined,
): Promise<Account> {
  const changed = await setStanding(deps, key, reason, standing, statusReason);
  await setForStaff(deps, key, reason, standing, statusReason);
  return changed;
}

async function setForStaff(
  deps: ChangeDeps,
  key: Key,
  reason: ChangeReason,
  standing: Standing,
  statusReason: string | undefined,
): Promise<void> {
  const accounts = await deps.accounts.list(key.tenantId);
  for (const { id } of accounts.filter((account) => account.tokenAccountId === key.accountId)) {
    await setStanding(deps, { ...key, accountId: id }, reason, standing, statusReason);
  }
}

/** A2, A5: the tokens are dead; the account shows it with a reason, and nothing of it leaves until somebody authorises. */
export const markUnauthorized = (deps: ChangeDeps, key: Key, code: string): Promise<Account> =>
  setForAll(deps, key, { actorId: 'system', action: 'account.authorization-lost' }, { authorized: false }, code);

/**
 * New tokens work for the account and for its staff accounts. `endsAtMs` is the forecast that operators see (A5). Where
 * nothing changes, nothing is written.
 */
export const markAuthorized = (deps: ChangeDeps, key: Key, endsAtMs: number | undefined): Promise<Account> =>
  setForAll(
    deps,
    key,
    { actorId: 'system', action: 'account.authorization-renewed' },
    { authorized: true, authorizationExpiresAtMs: endsAtMs },
    undefined,
  );

/** The platform routes messages to us (Xiaohongshu's second step), or no longer does. */
export const markBound = (deps: ChangeDeps, key: Key, bound: boolean): Promise<Account> =>
  setStanding(
    deps,
    key,
    { actorId: 'system', action: bound ? 'account.bound' : 'account.unbound' },
    { bound },
    bound ? undefined : 'account.unbound-on-platform',
  );

/** The staff accounts of a freshly authorised enterprise work again. */
export const setStaffAuthorized = (deps: ChangeDeps, key: Key): Promise<void> =>
  setForStaff(
    deps,
    key,
    { actorId: 'system', action: 'account.authorization-renewed' },
    { authorized: true },
    undefined,
  );

/**
 * A4: history stays, every outbound message of the account stops at once because the gate asks for its status. Tokens
 * are forgotten, so staff accounts that act with them stop as well.
 */
export async function unhostAccount(
  deps: ChangeDeps & { readonly authorizations: Pick<AuthorizationStore, 'remove'> },
  key: Key,
  actorId: string,
): Promise<Account> {
  const reason = { actorId, action: 'account.unhosted' };
  const account = await setStanding(deps, key, reason, { unhosted: true }, 'account.unhosted-by-member');
  await setForStaff(deps, key, reason, { authorized: false }, 'account.enterprise-unhosted');
  await deps.authorizations.remove(key);
  return account;
}
