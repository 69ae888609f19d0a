import type { AccountEvent } from '../conversations/model.ts';
import { accountIdOf } from './account-id.ts';
import { auditOf } from './change-account.ts';
import type { Account } from './model.ts';
import { loseAuthorization, markBound, markUnbound, type StandingDeps } from './standing.ts';
import type { AuthorizationStore } from './store-authorizations.ts';
import type { AccountDirectory } from './store-directory.ts';

export interface AccountEventDeps extends StandingDeps {
  readonly authorizations: Pick<AuthorizationStore, 'load' | 'remove'>;
  readonly directory: Pick<AccountDirectory, 'claim'>;
}

export interface LoggedFor {
  readonly tenantId: string;
  readonly accountId: string;
  readonly event: AccountEvent;
}

/**
 * Applies what a platform says of an account as a whole (A2, A5). Repeats change nothing; lead records and what we do
 * not use are not its business.
 */
export async function applyAccountEvent(deps: AccountEventDeps, { event, ...key }: LoggedFor): Promise<void> {
  switch (event.kind) {
    case 'bound':
      await markBound(deps, key, event.accountCode);
      return;
    case 'unbound':
      await markUnbound(deps, key);
      return;
    case 'staff-bound':
      await hostStaff(deps, key, event);
      return;
    case 'staff-unbound':
      await releaseStaff(deps, key, event);
      return;
    case 'revoked':
      await revoke(deps, key, event);
      return;
    case 'authorized':
    case 'lead-record':
    case 'other':
      // Tokens come from the consent page, which the person who authorised comes back from.
      return;
  }
}

type Key = { readonly tenantId: string; readonly accountId: string };

/** A revocation that is older than the tokens we hold was answered by authorising again. */
async function revoke(deps: AccountEventDeps, key: Key, event: AccountEvent): Promise<void> {
  const authorization = await deps.authorizations.load(key);
  if (authorization && authorization.issuedAtMs > event.occurredAtMs) return;
  await loseAuthorization(deps, key, 'authorization.revoked-by-owner');
}

/** A staff account joined its enterprise: it is hosted with the enterprise's tokens and cautious settings. */
async function hostStaff(deps: AccountEventDeps, key: Key, event: AccountEvent): Promise<void> {
  const { platform, staffPlatformId } = event;
  const enterprise = await deps.accounts.load(key.tenantId, key.accountId);
  if (!enterprise || staffPlatformId === undefined) return;
  const staffKey = { tenantId: key.tenantId, accountId: accountIdOf(platform, staffPlatformId) };
  if (await deps.accounts.load(staffKey.tenantId, staffKey.accountId)) {
    await markBound(deps, staffKey, undefined);
    return;
  }
  if (!(await deps.directory.claim({ platform, platformUserId: staffPlatformId, ...staffKey }))) return;
  const staff = staffAccount(deps, enterprise, staffKey.accountId, staffPlatformId, event.name);
  const reason = { actorId: 'system', action: 'account.hosted' };
  // A lost race means that a repeat of this event was faster: it wrote the same.
  await deps.accounts.save(staff, auditOf(deps, staff, reason, ['authorized']));
}

function staffAccount(
  deps: AccountEventDeps,
  enterprise: Account,
  id: string,
  platformId: string,
  name: string | undefined,
): Account {
  return {
    tenantId: enterprise.tenantId,
    id,
    platform: enterprise.platform,
    platformId,
    name: name ?? platformId.slice(-8),
    kind: 'staff',
    kindRecorded: true,
    subject: enterprise.subject,
    authorized: enterprise.authorized,
    bound: true,
    unhosted: false,
    highWeight: false,
    adSpend30dYuan: 0,
    agentMode: 'off',
    welcome: [],
    cards: [],
    tokenAccountId: enterprise.id,
    createdAtMs: deps.clock.now(),
    version: 0,
  };
}

async function releaseStaff(deps: AccountEventDeps, key: Key, event: AccountEvent): Promise<void> {
  if (event.staffPlatformId === undefined) return;
  const accountId = accountIdOf(event.platform, event.staffPlatformId);
  const staff = await deps.accounts.load(key.tenantId, accountId);
  if (staff) await markUnbound(deps, { tenantId: key.tenantId, accountId });
}
