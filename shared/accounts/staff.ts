import type { Platform } from '../conversations/model.ts';
import type { Access } from '../conversations/ports.ts';
import { RuleViolation } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import { accountIdOf } from './account-id.ts';
import { auditOf, changeAccount, loadAccount } from './change-account.ts';
import type { Account } from './model.ts';
import type { AccountClient } from './platform-clients.ts';
import { statusOf } from './rules-status.ts';
import { hostAgain, markBound, markUnbound, type StandingDeps } from './standing.ts';
import type { AccountDirectory } from './store-directory.ts';

/** Staff accounts of Xiaohongshu: they act with their enterprise's tokens, come with it and fall with it (A1). */

export interface StaffDeps extends Pick<StandingDeps, 'accounts' | 'clock' | 'ids'> {
  readonly directory: Pick<AccountDirectory, 'claim'>;
}

export interface ReconcileDeps extends StaffDeps {
  readonly access: Pick<Access, 'access'>;
  readonly log: Log;
  readonly clients: Readonly<Record<Platform, Pick<AccountClient, 'listCards' | 'listStaff'>>>;
}

/** A staff account this new may not be in the platform's list yet. */
const NEW_MS = 10 * 60_000;

type Key = { readonly tenantId: string; readonly accountId: string };

/** A staff account as the platform names it. */
export interface KnownStaff {
  readonly platformId: string;
  readonly name?: string | undefined;
}

/** A staff account joined its enterprise: it is hosted with the enterprise's tokens and cautious settings. */
export async function hostStaff(deps: StaffDeps, enterprise: Account, staff: KnownStaff): Promise<void> {
  const { platform, tenantId } = enterprise;
  const key = { tenantId, accountId: accountIdOf(platform, staff.platformId) };
  if (await deps.accounts.load(key.tenantId, key.accountId)) {
    await markBound(deps, key, undefined);
    return;
  }
  if (!(await deps.directory.claim({ platform, platformUserId: staff.platformId, ...key }))) return;
  const account = staffAccount(deps, enterprise, key.accountId, staff);
  const reason = { actorId: 'system', action: 'account.hosted' };
  // A lost race means that a repeat of this news was faster: it wrote the same.
  await deps.accounts.save(account, auditOf(deps, account, reason, ['authorized']));
}

function staffAccount(
  deps: Pick<StaffDeps, 'clock'>,
  enterprise: Account,
  id: string,
  { platformId, name }: KnownStaff,
): Account {
  return {
    tenantId: enterprise.tenantId,
    id,
    platform: enterprise.platform,
    platformId,
    name: name || platformId.slice(-8),
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
    tokenAccountId: enterprise.id,
    createdAtMs: deps.clock.now(),
    version: 0,
  };
}

/** A staff account left its enterprise on the platform. */
export async function releaseStaff(deps: StaffDeps, key: Key): Promise<void> {
  const staff = await deps.accounts.load(key.tenantId, key.accountId);
  if (staff) await markUnbound(deps, key);
}

/**
 * Brings the staff accounts of a hosted enterprise in line with what the platform lists now (A1): those that were bound
 * before hosting, or whose webhook was lost, appear; those that it lists no more stop. An account of another platform, a
 * staff account and an enterprise that is not hosted have nothing to reconcile.
 *
 * @throws {Unavailable} where the platform did not tell its list: no staff account changes, the next time will do; since
 * when that is so stands with the enterprise, for people to see (A5).
 */
export async function reconcileStaff(deps: ReconcileDeps, key: Key): Promise<void> {
  const enterprise = await deps.accounts.load(key.tenantId, key.accountId);
  const client = enterprise && deps.clients[enterprise.platform];
  if (!enterprise || !client?.listStaff) return;
  if (enterprise.tokenAccountId !== undefined || statusOf(enterprise) !== 'hosted') return;
  const access = await deps.access.access(key.tenantId, key.accountId);
  if (!access) return;
  // Looked at before the platform is: whoever joins while it answers is not in its list, and not gone.
  const settled = (await deps.accounts.list(key.tenantId, { consistent: true })).filter(
    ({ tokenAccountId, bound, createdAtMs }) =>
      tokenAccountId === enterprise.id && bound && deps.clock.now() - createdAtMs > NEW_MS,
  );
  const { staff, complete } = await client.listStaff(access).catch(async (error: unknown) => {
    // What the platform said is what whoever asked must hear, whether or not this can be kept; the next look keeps it.
    await keepUntold(deps, enterprise, deps.clock.now()).catch((fault: unknown) => {
      const errorName = fault instanceof Error ? fault.name : 'unknown';
      deps.log.warn('account.not-told', { ...key, code: 'staff-untold.not-kept', errorName });
    });
    throw error;
  });
  await keepUntold(deps, enterprise, undefined);
  for (const one of staff) await hostStaff(deps, enterprise, one);
  if (!complete) return;
  const listed = new Set(staff.map(({ platformId }) => platformId));
  const gone = settled.filter(({ platformId }) => !listed.has(platformId));
  for (const { id } of gone) await releaseStaff(deps, { tenantId: key.tenantId, accountId: id });
}

/** A write where the silence begins, and one where it ends. */
async function keepUntold(deps: StaffDeps, enterprise: Account, sinceMs: number | undefined): Promise<void> {
  if ((enterprise.staffUntoldSinceMs === undefined) === (sinceMs === undefined)) return;
  const action = sinceMs === undefined ? 'account.staff-told' : 'account.staff-untold';
  const key = { tenantId: enterprise.tenantId, accountId: enterprise.id };
  await changeAccount(deps, key, { actorId: 'system', action }, ({ staffUntoldSinceMs: knownMs, ...rest }) => {
    const account: Account = sinceMs === undefined ? rest : { ...rest, staffUntoldSinceMs: knownMs ?? sinceMs };
    return { account, fields: knownMs === account.staffUntoldSinceMs ? [] : ['staffUntoldSinceMs'] };
  });
}

/**
 * A4: hosts a staff account again that somebody had stopped; what it is bound to did not change meanwhile, or the next look
 * at the platform's list says so. Any other account is hosted again by authorising it. What is held in its conversations is
 * looked at as with any account that sends again (`takeUpAccount`).
 *
 * @throws {NotFound} `account.unknown`.
 * @throws {RuleViolation} `account.needs-authorization`: it has tokens of its own; `account.enterprise-not-hosted`: first its
 * enterprise.
 */
export async function hostStaffAgain(deps: StaffDeps, key: Key, actorId: string): Promise<Account> {
  const staff = await loadAccount(deps.accounts, key.tenantId, key.accountId);
  if (staff.tokenAccountId === undefined) {
    throw new RuleViolation('account.needs-authorization', 'authorise the account to host it again', { rule: 'A4' });
  }
  const enterprise = await loadAccount(deps.accounts, key.tenantId, staff.tokenAccountId);
  if (statusOf(enterprise) !== 'hosted') {
    throw new RuleViolation('account.enterprise-not-hosted', 'host its enterprise account first', { rule: 'A4' });
  }
  return hostAgain(deps, key, actorId);
}
