import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { SimulatorClock } from '../clock.ts';
import type { Store } from '../core/store.ts';
import { PRESET } from '../preset.ts';

/** Lives of codes and tokens, in milliseconds. */
export const LIFE = {
  codeMs: 600_000,
  accessMs: 1_296_000_000,
  refreshMs: 2_592_000_000,
  clientMs: 7_200_000,
  clientOverlapMs: 300_000,
} as const;
export const MAX_RENEWALS = 5;

export const IM_SCOPE = 'im.direct_message';
const PRESET_SCOPES = ['user_info', IM_SCOPE, 'im.recall_message', 'im.message_card', 'im.multimedia_message'];

export const Grant = z.object({
  accountId: z.string(),
  accessToken: z.string(),
  accessExpiresAtMs: z.number(),
  refreshToken: z.string(),
  refreshExpiresAtMs: z.number(),
  renewals: z.number().int(),
  scopes: z.array(z.string()),
  revoked: z.boolean(),
});
export type Grant = z.infer<typeof Grant>;

type Code = { accountId: string; scopes: string[]; expiresAtMs: number };

const ClientToken = z.object({ token: z.string(), issuedAtMs: z.number(), stable: z.boolean() });

/** Who was allowed what, and until when. One application, as one twin plays one. */
export interface Grants {
  issueCode(accountId: string, scopes: readonly string[]): string;
  /** Undefined = the code is unknown, used or expired (10007). */
  redeem(code: string): Grant | undefined;
  byAccess(token: string): Grant | undefined;
  byAccount(accountId: string): Grant | undefined;
  refresh(refreshToken: string): Grant | undefined;
  renew(refreshToken: string): Grant | 'dead' | 'used-up';
  revoke(accountId: string): void;
  expireAccess(accountId: string): void;
  clientToken(stable: boolean): { token: string; expiresInSeconds: number };
  isClientToken(token: string): boolean;
  /** The two accounts of the demo, authorised from the start. */
  addPresets(): void;
  clear(): void;
}

export function createGrants(store: Store, clock: SimulatorClock): Grants {
  const grants = new Map<string, Grant>();
  const byAccess = new Map<string, Grant>();
  const codes = new Map<string, Code>();
  let clientTokens = store.load('client-token').map((value) => ClientToken.parse(value));

  const save = (grant: Grant): Grant => {
    grants.set(grant.accountId, grant);
    byAccess.set(grant.accessToken, grant);
    store.put('grant', grant.accountId, grant);
    return grant;
  };
  for (const stored of store.load('grant')) save(Grant.parse(stored));

  const make = (accountId: string, scopes: readonly string[], accessToken: string, refreshToken: string): Grant =>
    save({
      accountId,
      accessToken,
      accessExpiresAtMs: clock.now() + LIFE.accessMs,
      refreshToken,
      refreshExpiresAtMs: clock.now() + LIFE.refreshMs,
      renewals: 0,
      scopes: [...scopes],
      revoked: false,
    });
  const byRefresh = (token: string): Grant | undefined => {
    const grant = [...grants.values()].find((candidate) => candidate.refreshToken === token);
    return grant && !grant.revoked && clock.now() < grant.refreshExpiresAtMs ? grant : undefined;
  };
  const isFresh = (token: z.infer<typeof ClientToken>): boolean => clock.now() < token.issuedAtMs + LIFE.clientMs;

  return {
    issueCode(accountId, scopes) {
      const code = secret('code');
      codes.set(code, { accountId, scopes: [...scopes], expiresAtMs: clock.now() + LIFE.codeMs });
      return code;
    },
    redeem(code) {
      const found = codes.get(code);
      codes.delete(code);
      if (!found || clock.now() >= found.expiresAtMs) return undefined;
      const old = grants.get(found.accountId);
      if (old) byAccess.delete(old.accessToken);
      return make(found.accountId, found.scopes, secret('act.'), secret('rft.'));
    },
    byAccess: (token) => byAccess.get(token),
    byAccount: (accountId) => grants.get(accountId),
    refresh(refreshToken) {
      const grant = byRefresh(refreshToken);
      if (!grant) return undefined;
      // A living token is handed out again with a longer life, as the platform's older page says it may be.
      const alive = clock.now() < grant.accessExpiresAtMs;
      return save({
        ...grant,
        accessToken: alive ? grant.accessToken : secret('act.'),
        accessExpiresAtMs: clock.now() + LIFE.accessMs,
      });
    },
    renew(refreshToken) {
      const grant = byRefresh(refreshToken);
      if (!grant) return 'dead';
      if (grant.renewals >= MAX_RENEWALS) return 'used-up';
      return save({
        ...grant,
        refreshToken: secret('rft.'),
        refreshExpiresAtMs: clock.now() + LIFE.refreshMs,
        renewals: grant.renewals + 1,
      });
    },
    revoke(accountId) {
      const grant = grants.get(accountId);
      if (grant) save({ ...grant, revoked: true });
    },
    expireAccess(accountId) {
      const grant = grants.get(accountId);
      if (grant) save({ ...grant, accessExpiresAtMs: clock.now() });
    },
    clientToken(stable) {
      const current = clientTokens.findLast((token) => token.stable && isFresh(token));
      const kept = stable ? current : undefined;
      const token = kept ?? { token: secret('clt.'), issuedAtMs: clock.now(), stable };
      if (!kept) clientTokens = [...clientTokens, token].slice(-2);
      store.put('client-token', token.token, token);
      return {
        token: token.token,
        expiresInSeconds: Math.floor((token.issuedAtMs + LIFE.clientMs - clock.now()) / 1000),
      };
    },
    isClientToken(token) {
      const at = clientTokens.findIndex((candidate) => candidate.token === token);
      const found = clientTokens[at];
      if (!found || !isFresh(found)) return false;
      const newer = clientTokens[at + 1];
      return newer === undefined || found.stable || clock.now() < newer.issuedAtMs + LIFE.clientOverlapMs;
    },
    addPresets() {
      for (const preset of [PRESET.douyin.enterprise, PRESET.douyin.staff]) {
        if (!grants.has(preset.id)) make(preset.id, PRESET_SCOPES, preset.accessToken, preset.refreshToken);
      }
    },
    clear() {
      for (const map of [grants, byAccess, codes]) map.clear();
      clientTokens = [];
    },
  };
}

const secret = (prefix: string): string => `${prefix}${randomBytes(20).toString('hex')}`;
