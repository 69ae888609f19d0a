import type { Faults } from '../core/faults.ts';
import type { World } from '../core/world.ts';
import type { SimulatorEnv } from '../credentials.ts';
import { withFaults } from '../http/api-faults.ts';
import { avatarUrl } from '../http/pictures.ts';
import { json, type Reply } from '../http/reply.ts';
import type { Call, Route, Router } from '../http/router.ts';
import { oauth, oauthError } from './answers.ts';
import type { Grant, Grants } from './grants.ts';
import { LIFE } from './grants.ts';

export type OauthDeps = {
  readonly env: SimulatorEnv;
  readonly world: World;
  readonly grants: Grants;
  readonly faults: Faults;
  readonly now: () => number;
  readonly origin: () => string;
  readonly onGranted: (grant: Grant) => void;
};

/** Codes and tokens (reference sections 1.3 to 1.7). Form bodies; failures answer 200 with the code inside `data`. */
export function mountOauth(router: Router, base: string, deps: OauthDeps): void {
  const { env, grants } = deps;
  const on = (path: string, answer: (form: URLSearchParams) => Reply): void =>
    router.on('POST', `${base}${path}`, guarded(deps, answer));
  const wrongKey = (form: URLSearchParams): Reply | undefined =>
    form.get('client_key') === env.DOUYIN_CLIENT_KEY ? undefined : oauthError(10003, 'client_key is wrong');
  const wrongSecret = (form: URLSearchParams): Reply | undefined =>
    form.get('client_secret') === env.DOUYIN_CLIENT_SECRET ? undefined : oauthError(10013, 'client_secret is wrong');

  on('/oauth/access_token/', (form) => {
    if (form.get('grant_type') !== 'authorization_code' || !form.get('code'))
      return oauthError(10005, 'parameter missing');
    const wrong = wrongKey(form) ?? wrongSecret(form);
    if (wrong) return wrong;
    const grant = grants.redeem(form.get('code') ?? '');
    if (!grant) return oauthError(10007, 'code is expired or used');
    deps.onGranted(grant);
    return oauth(tokenFields(grant, deps.now()));
  });
  on('/oauth/refresh_token/', (form) => {
    if (form.get('grant_type') !== 'refresh_token') return oauthError(10005, 'grant_type must be refresh_token');
    const grant = grants.refresh(form.get('refresh_token') ?? '');
    return (
      wrongKey(form) ?? (grant ? oauth(tokenFields(grant, deps.now())) : oauthError(10010, 'refresh_token is dead'))
    );
  });
  on('/oauth/renew_refresh_token/', (form) => {
    const wrong = wrongKey(form);
    if (wrong) return wrong;
    const grant = grants.renew(form.get('refresh_token') ?? '');
    if (grant === 'dead') return oauthError(10010, 'refresh_token is dead');
    if (grant === 'used-up') return oauthError(10020, 'the five renewals are used up');
    return oauth({ refresh_token: grant.refreshToken, expires_in: LIFE.refreshMs / 1000 });
  });
  on('/oauth/userinfo/', (form) => userInfo(deps, form));
  for (const stable of [false, true]) {
    on(stable ? '/oauth/stable_client_token/' : '/oauth/client_token/', (form) => {
      const wrong = wrongKey(form) ?? wrongSecret(form);
      if (wrong) return wrong;
      if (form.get('grant_type') !== 'client_credential')
        return oauthError(10005, 'grant_type must be client_credential');
      const issued = grants.clientToken(stable);
      return oauth({ access_token: issued.token, expires_in: issued.expiresInSeconds });
    });
  }
}

/** The token calls take forms, the client-token calls JSON; either way the fields are flat. */
async function readFields(call: Call): Promise<URLSearchParams> {
  const text = (await call.bytes()).toString('utf8');
  const isClientToken = call.url.pathname.endsWith('client_token/');
  if (!isClientToken) {
    const isForm = (call.req.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    return new URLSearchParams(isForm ? text : '');
  }
  try {
    const value: unknown = JSON.parse(text);
    const fields = new URLSearchParams();
    for (const [name, field] of Object.entries(typeof value === 'object' && value !== null ? value : {})) {
      fields.set(name, String(field));
    }
    return fields;
  } catch {
    return new URLSearchParams();
  }
}

function guarded(deps: OauthDeps, answer: (form: URLSearchParams) => Reply): Route {
  const words = {
    tokenExpired: () => oauthError(10008, 'access_token expired'),
    refused: (code: number | undefined) => oauthError(code ?? 2100004, 'refused'),
    tooMany: () => json({ error: 'too many requests' }, 429),
  };
  return async (call) => {
    const form = await readFields(call);
    return withFaults(deps.faults, { on: 'oauth' }, call.res, words, () => answer(form));
  };
}

function tokenFields(grant: Grant, nowMs: number): Record<string, unknown> {
  return {
    access_token: grant.accessToken,
    expires_in: Math.floor((grant.accessExpiresAtMs - nowMs) / 1000),
    open_id: grant.accountId,
    refresh_expires_in: Math.floor((grant.refreshExpiresAtMs - nowMs) / 1000),
    refresh_token: grant.refreshToken,
    // As on the platform: private-message scopes are granted and not listed.
    scope: grant.scopes.filter((scope) => !scope.startsWith('im.')).join(','),
  };
}

function userInfo(deps: OauthDeps, form: URLSearchParams): Reply {
  const grant = deps.grants.byAccess(form.get('access_token') ?? '');
  if (!grant || grant.revoked || deps.now() >= grant.accessExpiresAtMs)
    return oauthError(10008, 'access_token is dead');
  if (grant.accountId !== form.get('open_id')) return oauthError(2190015, 'token does not match open_id');
  const account = deps.world.accounts.get(grant.accountId);
  const name = account?.name ?? '';
  return oauth({
    open_id: grant.accountId,
    union_id: `union-${grant.accountId}`,
    nickname: name,
    avatar: avatarUrl(deps.origin(), name),
  });
}
