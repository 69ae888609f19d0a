import { type ChangeDeps, type ChangeReason, changeAccount } from './change-account.ts';
import type { Account } from './model.ts';
import type { AuthorizationStore } from './store-authorizations.ts';

export interface StandingDeps extends ChangeDeps {
  readonly authorizations: Pick<AuthorizationStore, 'remove'>;
}

interface Standing extends Partial<Pick<Account, 'authorized' | 'bound' | 'unhosted'>> {
  readonly authorizationExpiresAtMs?: number | undefined;
  readonly accountCode?: string | undefined;
}

const STANDING = [
  'authorized',
  'bound',
  'unhosted',
  'statusReason',
  'authorizationExpiresAtMs',
  'accountCode',
] as const;

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
    const { authorizationExpiresAtMs: endMs = knownEndMs, accountCode, ...facts } = standing;
    // A person's word stands until a person takes it back, whatever becomes of the tokens meanwhile.
    const why = before.unhosted && standing.unhosted === undefined ? before.statusReason : statusReason;
    const after: Account = {
      ...rest,
      ...facts,
      ...(accountCode === undefined ? {} : { accountCode }),
      ...(why === undefined ? {} : { statusReason: why }),
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
 * The platform took the right itself: as above, and the tokens are forgotten, because a refresh of them could make the
 * account look alive again. A staff account loses only its own standing: the tokens are its enterprise's.
 */
export async function loseAuthorization(deps: StandingDeps, key: Key, code: string): Promise<Account> {
  const account = await markUnauthorized(deps, key, code);
  if (account.tokenAccountId === undefined) await deps.authorizations.remove(key);
  return account;
}

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

/** The platform routes messages to us (Xiaohongshu's second step) under the code we gave the account. */
export const markBound = (deps: ChangeDeps, key: Key, accountCode: string | undefined): Promise<Account> =>
  setStanding(deps, key, { actorId: 'system', action: 'account.bound' }, { bound: true, accountCode }, undefined);

/** The platform routes messages elsewhere: the account and its staff accounts stop, history stays. */
export const markUnbound = (deps: ChangeDeps, key: Key): Promise<Account> =>
  setForAll(
    deps,
    key,
    { actorId: 'system', action: 'account.unbound' },
    { bound: false },
    'account.unbound-on-platform',
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
export async function unhostAccount(deps: StandingDeps, key: Key, actorId: string): Promise<Account> {
  const reason = { actorId, action: 'account.unhosted' };
  const account = await setStanding(deps, key, reason, { unhosted: true }, 'account.unhosted-by-member');
  await setForStaff(deps, key, reason, { authorized: false }, 'account.enterprise-unhosted');
  await deps.authorizations.remove(key);
  return account;
}

/** A4: a person takes the end of the hosting back; the enterprise's tokens are known to work. */
export const hostAgain = (deps: ChangeDeps, key: Key, actorId: string): Promise<Account> =>
  changeAccount(deps, key, { actorId, action: 'account.hosted-again' }, (before) => {
    const { statusReason: _, ...rest } = before;
    const after: Account = { ...rest, authorized: true, unhosted: false };
    // What the platform took stays taken: only the platform binds.
    const kept = before.bound ? after : { ...after, statusReason: 'account.unbound-on-platform' };
    return { account: kept, fields: STANDING.filter((field) => before[field] !== kept[field]) };
  });
