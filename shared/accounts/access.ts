import type { Access } from '../conversations/ports.ts';
import type { AccessGrant } from '../platforms/platform.ts';
import { Unavailable } from '../runtime/errors.ts';
import type { Timers } from '../runtime/ports.ts';
import type { Account, StoredAuthorization } from './model.ts';
import { type RefreshDeps, refreshAuthorization } from './refresh.ts';
import { loseAuthorization } from './standing.ts';
import { openTokens } from './tokens.ts';

export interface AccessDeps extends RefreshDeps {
  readonly timers: Timers;
}

/** A token found in the table is used for at most this long before the table is asked again (F40). */
const LIFE_MS = 60_000;
/** A token this close to its end is renewed first: the call it is for takes time as well. */
const MARGIN_MS = 60_000;
/** A pair this young is not renewed again because of a refusal that may have met its predecessor. */
const YOUNG_MS = 5_000;
/** How long to wait for another refresher before the job is left to its queue. */
const WAIT_STEPS_MS = [100, 200, 400, 800, 1_500];
const MAX_KNOWN = 1_000;

interface Known {
  readonly grant: AccessGrant;
  readonly generation: number;
  readonly untilMs: number;
}

/** Hands out living access tokens of hosted accounts; see `Access` for what it promises. */
export function createAccess(deps: AccessDeps): Access {
  const known = new Map<string, Known>();
  /** Generations that the platform refused: not called with again, whatever became of the renewal (INV12). */
  const refused = new Map<string, number>();

  return {
    async access(tenantId, accountId, options = {}) {
      const key = `${tenantId}#${accountId}`;
      const hit = known.get(key);
      if (hit && hit.untilMs > deps.clock.now() && options.forceRefresh !== true) return hit.grant;
      known.delete(key);
      if (options.forceRefresh === true && hit) refused.set(key, hit.generation);

      const account = await deps.accounts.load(tenantId, accountId);
      if (!account?.authorized || account.unhosted) return undefined;
      const owner = { tenantId, accountId: account.tokenAccountId ?? accountId };
      const living = await loadLiving(deps, owner, refused.get(key), options);
      if (!living) return undefined;

      const tokens = await openTokens(deps.cipher, owner, living.sealed);
      const grant = await grantOf(deps, account, tokens.accessToken);
      const untilMs = Math.min(deps.clock.now() + LIFE_MS, living.accessExpiresAtMs - MARGIN_MS);
      if (known.size >= MAX_KNOWN) known.clear();
      if (refused.size >= MAX_KNOWN) refused.clear();
      refused.delete(key);
      known.set(key, { grant, generation: living.generation, untilMs });
      return grant;
    },

    refused(tenantId, accountId) {
      const key = `${tenantId}#${accountId}`;
      const hit = known.get(key);
      if (hit) refused.set(key, hit.generation);
      known.delete(key);
    },

    async revoked(tenantId, accountId, code) {
      known.delete(`${tenantId}#${accountId}`);
      await loseAuthorization(deps, { tenantId, accountId }, code);
    },
  };
}

/** A staff account acts with its enterprise's tokens and names it. */
async function grantOf(deps: AccessDeps, account: Account, accessToken: string): Promise<AccessGrant> {
  const { tenantId, tokenAccountId, platformId } = account;
  const enterprise = tokenAccountId === undefined ? undefined : await deps.accounts.load(tenantId, tokenAccountId);
  const accountCode = (enterprise ?? account).accountCode;
  return {
    accessToken,
    accountPlatformId: platformId,
    ...(enterprise ? { enterprisePlatformId: enterprise.platformId } : {}),
    ...(accountCode === undefined ? {} : { accountCode }),
  };
}

type Owner = { readonly tenantId: string; readonly accountId: string };

/** The stored pair, renewed where it is dying or was refused; undefined where only a person can help. */
async function loadLiving(
  deps: AccessDeps,
  owner: Owner,
  refused: number | undefined,
  options: { readonly forceRefresh?: boolean },
): Promise<StoredAuthorization | undefined> {
  for (const waitMs of [0, ...WAIT_STEPS_MS]) {
    if (waitMs > 0) await deps.timers.sleep(waitMs);
    const stored = await deps.authorizations.load(owner);
    if (!stored) return undefined;
    const nowMs = deps.clock.now();
    const isWanted = refused === undefined && options.forceRefresh !== true;
    const isNew = refused === undefined ? nowMs - stored.issuedAtMs < YOUNG_MS : stored.generation > refused;
    const isAlive = stored.accessExpiresAtMs - MARGIN_MS > nowMs;
    if (isAlive && (isWanted || isNew)) return stored;

    const result = await refreshAuthorization(deps, stored);
    if (result.kind === 'renewed') return deps.authorizations.load(owner);
    if (result.kind === 'failed') {
      if (result.permanent) return undefined;
      throw new Unavailable('authorization.refresh-failed', 'the platform renewed no token');
    }
  }
  throw new Unavailable('authorization.busy', 'another refresher is at it');
}
