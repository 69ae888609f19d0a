import type { Platform } from '../conversations/model.ts';
import type { Authorization, PlatformClient } from '../platforms/platform.ts';
import { RuleViolation, Unavailable } from '../runtime/errors.ts';
import { accountIdOf } from './account-id.ts';
import { type StateDeps, useState } from './authorize.ts';
import { auditOf } from './change-account.ts';
import type { Account } from './model.ts';
import { authorizationRow, type RefreshDeps } from './refresh.ts';
import { forecastEndMs } from './rules-authorization.ts';
import { setStaffAuthorized } from './standing.ts';
import type { AccountDirectory } from './store-directory.ts';

export interface CompleteDeps extends StateDeps, Omit<RefreshDeps, 'clients'> {
  readonly clients: Readonly<Record<Platform, Pick<PlatformClient, 'exchangeCode'>>>;
  readonly directory: Pick<AccountDirectory, 'claim'>;
}

export interface CompleteCommand {
  readonly tenantId: string;
  readonly memberId: string;
  readonly platform: Platform;
  readonly code: string;
  readonly state: string;
}

const ATTEMPTS = 5;

/**
 * A1, A2: turns what the consent page sent back into a hosted account. Authorising an account again keeps its settings
 * and renews its tokens. The directory entry comes first: from then on webhooks find the tenant, and a second tenant is
 * refused before anything of it is written.
 *
 * @throws {RuleViolation} `oauth.*` (state or code refused, another account than the one meant), `account.hosted-elsewhere`.
 * @throws {Unavailable} `oauth.platform-unavailable`: begin again later.
 */
export async function completeAuthorization(deps: CompleteDeps, command: CompleteCommand): Promise<Account> {
  const { tenantId, platform } = command;
  const state = await useState(deps, command, platform, command.state);
  const authorization = await exchange(deps, platform, command.code);
  const accountId = accountIdOf(platform, authorization.accountPlatformId);
  if (state.accountId !== undefined && state.accountId !== accountId) {
    await keepOther(deps, { tenantId, accountId, platform }, authorization);
    throw new RuleViolation('oauth.other-account', 'another account was authorised than the one meant', { rule: 'A2' });
  }

  const entry = { platform, platformUserId: authorization.accountPlatformId, tenantId, accountId };
  if (!(await deps.directory.claim(entry))) {
    throw new RuleViolation('account.hosted-elsewhere', 'another tenant hosts this account', { rule: 'A1' });
  }
  await keepTokens(deps, { tenantId, accountId, platform }, authorization);
  const account = await keepAccount(deps, command, accountId, authorization);
  await setStaffAuthorized(deps, { tenantId, accountId });
  return account;
}

/** The platform may have ended the other account's tokens with these: one that is hosted goes on with them, none begins. */
async function keepOther(
  deps: CompleteDeps,
  of: { tenantId: string; accountId: string; platform: Platform },
  authorization: Authorization,
): Promise<void> {
  const other = await deps.accounts.load(of.tenantId, of.accountId);
  if (other && !other.unhosted && other.authorized) await keepTokens(deps, of, authorization);
}

async function exchange(deps: CompleteDeps, platform: Platform, code: string): Promise<Authorization> {
  const answer = await deps.clients[platform].exchangeCode(code);
  if (answer.kind === 'authorized') return answer.authorization;
  if (answer.permanent) {
    throw new RuleViolation('oauth.code-refused', 'the platform refused the code; begin again', { rule: 'A1' });
  }
  throw new Unavailable('oauth.platform-unavailable', 'the platform did not answer; begin again');
}

/** A refresher may write at the same moment: what the person just authorised is newer and wins. */
async function keepTokens(
  deps: CompleteDeps,
  of: { tenantId: string; accountId: string; platform: Platform },
  authorization: Authorization,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = (await deps.authorizations.load(of)) ?? { ...of, generation: 0, version: 0 };
    if (await deps.authorizations.save(await authorizationRow(deps, before, authorization))) return;
  }
  throw new Unavailable('authorization.contended', 'the tokens keep changing; begin again');
}

async function keepAccount(
  deps: CompleteDeps,
  command: CompleteCommand,
  accountId: string,
  authorization: Authorization,
): Promise<Account> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const known = await deps.accounts.load(command.tenantId, accountId);
    const account = authorizedAccount(deps, command, accountId, authorization, known);
    const reason = { actorId: command.memberId, action: known ? 'account.authorized-again' : 'account.hosted' };
    const result = await deps.accounts.save(account, auditOf(deps, account, reason, ['authorized']));
    if (result.kind === 'saved') return result.account;
  }
  throw new Unavailable('account.contended', 'the account keeps changing; begin again');
}

/** The account as it is after consent: a new one with cautious settings (A3), or the known one with its settings kept. */
function authorizedAccount(
  deps: CompleteDeps,
  command: CompleteCommand,
  id: string,
  authorization: Authorization,
  known: Account | undefined,
): Account {
  const { platform, tenantId } = command;
  const nowMs = deps.clock.now();
  const endsAtMs = forecastEndMs(platform, { ...authorization, issuedAtMs: nowMs });
  const isXiaohongshu = platform === 'xiaohongshu';
  const { statusReason, authorizationExpiresAtMs, ...kept } = known ?? {
    kind: isXiaohongshu ? ('enterprise' as const) : ('staff' as const),
    // Only enterprise accounts authorise on Xiaohongshu; Douyin tells no kind (A3).
    kindRecorded: isXiaohongshu,
    subject: '',
    name: authorization.accountPlatformId.slice(-8),
    // Xiaohongshu sends messages only after its second step, which a webhook reports.
    bound: !isXiaohongshu,
    highWeight: false,
    adSpend30dYuan: 0,
    agentMode: 'off' as const,
    welcome: [],
    createdAtMs: nowMs,
    version: 0,
  };
  return {
    ...kept,
    tenantId,
    id,
    platform,
    platformId: authorization.accountPlatformId,
    ...(known || authorization.accountName === undefined ? {} : { name: authorization.accountName }),
    ...(authorization.avatarUrl === undefined ? {} : { avatarUrl: authorization.avatarUrl }),
    ...(authorization.subject === undefined ? {} : { subject: authorization.subject }),
    ...(endsAtMs === undefined ? {} : { authorizationExpiresAtMs: endsAtMs }),
    authorized: true,
    unhosted: false,
  };
}
