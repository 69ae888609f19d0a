import type { Platform } from '../conversations/model.ts';
import type { Authorization, AuthorizationFailure, PlatformClient } from '../platforms/platform.ts';
import type { FieldCipher } from '../runtime/field-cipher.ts';
import type { Log } from '../runtime/log.ts';
import type { ChangeDeps } from './change-account.ts';
import type { StoredAuthorization } from './model.ts';
import { forecastEndMs, refreshAtMs, retryRefreshAtMs } from './rules-authorization.ts';
import { markAuthorized, markUnauthorized } from './standing.ts';
import type { AuthorizationKey, AuthorizationStore } from './store-authorizations.ts';
import { openTokens, sealTokens } from './tokens.ts';

export interface RefreshDeps extends ChangeDeps {
  readonly authorizations: AuthorizationStore;
  readonly clients: Readonly<Record<Platform, Pick<PlatformClient, 'refresh'>>>;
  readonly cipher: FieldCipher;
  readonly log: Log;
}

export type RefreshResult =
  | { readonly kind: 'renewed' }
  /** Somebody else is at it, or was first. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly code: string; readonly permanent: boolean };

/** Longer than any token call may take; a refresher that died frees the account after it. */
const LEASE_MS = 60_000;
/** Dead tokens are not looked at again until somebody authorises: the year 2286. */
const NEVER_MS = 9_999_999_999_999;
/** Paused for longer than this between lease and call, a refresher leaves it to another: its lease may end in the call. */
const CALL_START_MS = 5_000;
const DUE_AT_ONCE = 50;
/** A run ends well before its function does: a slow platform ends no refresher between lease and write. */
const BEGIN_WITHIN_MS = 40_000;

/**
 * Renews the tokens of an account (A2). One refresher at a time by a lease; what it brings back is written only over the
 * pair it was made from, so a newer pair is never overwritten by an older one (INV12). A dead authorisation shows on the
 * account with its reason (A5).
 */
export async function refreshAuthorization(deps: RefreshDeps, seen: StoredAuthorization): Promise<RefreshResult> {
  const nowMs = deps.clock.now();
  if (seen.leaseUntilMs !== undefined && seen.leaseUntilMs > nowMs) return { kind: 'busy' };
  const leased = { ...seen, leaseId: deps.ids.ulid(), leaseUntilMs: nowMs + LEASE_MS };
  if (!(await isKept(deps, leased))) return { kind: 'busy' };
  const held = { ...leased, version: seen.version + 1 };

  const tokens = await openTokens(deps.cipher, seen, seen.sealed);
  if (deps.clock.now() - nowMs > CALL_START_MS) return { kind: 'busy' };
  const answer = await deps.clients[seen.platform].refresh(tokens);
  return answer.kind === 'authorized' ? keepRenewed(deps, held, answer.authorization) : keepFailure(deps, held, answer);
}

/** A write may have happened and its answer been lost: then what lies there is ours, for lease and seal are unique. */
async function isKept({ authorizations }: RefreshDeps, next: StoredAuthorization): Promise<boolean> {
  if (await authorizations.save(next)) return true;
  const found = await authorizations.load(next);
  return found?.sealed === next.sealed && found.leaseId === next.leaseId;
}

async function keepRenewed(
  deps: RefreshDeps,
  held: StoredAuthorization,
  authorization: Authorization,
): Promise<RefreshResult> {
  const { tenantId, accountId, platform } = held;
  const next = await authorizationRow(deps, held, authorization);
  if (!(await isKept(deps, next))) return { kind: 'busy' };
  deps.log.info('token.refreshed', { tenantId, accountId, platform });
  await markAuthorized(deps, held, forecastEndMs(platform, { ...authorization, issuedAtMs: next.issuedAtMs }));
  return { kind: 'renewed' };
}

async function keepFailure(
  deps: RefreshDeps,
  held: StoredAuthorization,
  { code, permanent }: AuthorizationFailure,
): Promise<RefreshResult> {
  const { tenantId, accountId, platform } = held;
  const { leaseId, leaseUntilMs, ...row } = held;
  const failures = held.failures + 1;
  const againMs = permanent ? NEVER_MS : retryRefreshAtMs(deps.clock.now(), held.failures);
  if (!(await deps.authorizations.save({ ...row, failures, refreshAtMs: againMs }))) return { kind: 'busy' };
  deps.log.warn('token.refresh-failed', { tenantId, accountId, platform, code, count: failures });
  if (permanent) await markUnauthorized(deps, held, 'authorization.dead');
  return { kind: 'failed', code, permanent };
}

/** What a new pair is written over; generation and version 0 where there was none. */
export type Predecessor = AuthorizationKey & Pick<StoredAuthorization, 'platform' | 'generation' | 'version'>;

/** Tokens as they are stored: sealed for their account, one generation on, with the moment of the next refresh. */
export async function authorizationRow(
  deps: Pick<RefreshDeps, 'cipher' | 'clock'>,
  before: Predecessor,
  authorization: Authorization,
): Promise<StoredAuthorization> {
  const { tenantId, accountId, platform, generation, version } = before;
  const { accessExpiresAtMs, refreshExpiresAtMs } = authorization;
  const issuedAtMs = deps.clock.now();
  return {
    tenantId,
    accountId,
    platform,
    sealed: await sealTokens(deps.cipher, before, authorization),
    issuedAtMs,
    accessExpiresAtMs,
    refreshExpiresAtMs,
    refreshAtMs: refreshAtMs(platform, { ...authorization, issuedAtMs }),
    generation: Math.max(generation + 1, issuedAtMs),
    failures: 0,
    version,
  };
}

/**
 * A2: renews whatever is due, one account after the other; one that fails delays no other, and what a slow platform left no
 * time for is the first of the next run.
 */
export async function refreshDue(deps: RefreshDeps): Promise<{ readonly renewed: number; readonly failed: number }> {
  const count = { renewed: 0, failed: 0 };
  const startedAtMs = deps.clock.now();
  for (const key of await deps.authorizations.due(startedAtMs, DUE_AT_ONCE)) {
    if (deps.clock.now() - startedAtMs > BEGIN_WITHIN_MS) break;
    try {
      // The index may lag: what is stored decides.
      const seen = await deps.authorizations.load(key);
      if (!seen || seen.refreshAtMs > deps.clock.now()) continue;
      const result = await refreshAuthorization(deps, seen);
      if (result.kind === 'renewed') count.renewed += 1;
      if (result.kind === 'failed') count.failed += 1;
    } catch (error) {
      count.failed += 1;
      const errorName = error instanceof Error ? error.name : 'unknown';
      deps.log.error('token.refresh-failed', { tenantId: key.tenantId, accountId: key.accountId, errorName });
    }
  }
  return count;
}
