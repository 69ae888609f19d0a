import type { AccountEvent } from '../conversations/model-account-event.ts';
import { accountIdOf } from './account-id.ts';
import { hostStaff, releaseStaff } from './staff.ts';
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
      await joinStaff(deps, key, event);
      return;
    case 'staff-unbound':
      await leaveStaff(deps, key, event);
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

async function joinStaff(deps: AccountEventDeps, key: Key, { staffPlatformId, name }: AccountEvent): Promise<void> {
  const enterprise = await deps.accounts.load(key.tenantId, key.accountId);
  if (enterprise && staffPlatformId !== undefined)
    await hostStaff(deps, enterprise, { platformId: staffPlatformId, name });
}

async function leaveStaff(deps: AccountEventDeps, key: Key, event: AccountEvent): Promise<void> {
  if (event.staffPlatformId === undefined) return;
  await releaseStaff(deps, { tenantId: key.tenantId, accountId: accountIdOf(event.platform, event.staffPlatformId) });
}
