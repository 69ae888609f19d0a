import type { DatabaseSync } from 'node:sqlite';
import type { KoaContext } from 'oidc-provider';
import * as z from 'zod';
import type { People, Person } from './identity-people.ts';
import { createAdapter } from './identity-store.ts';
import type { LocalContext } from './types.ts';

/** How oidc-provider is made to behave as the template's user pool client does on AWS. */

export const MOUNT = '/oidc';
const SCOPES = ['openid', 'email', 'profile'];
const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

const Seconds = z.coerce.number().optional();
const Client = z.object({
  CallbackURLs: z.array(z.string()).default([]),
  LogoutURLs: z.array(z.string()).default([]),
  AccessTokenValidity: Seconds,
  IdTokenValidity: Seconds,
  RefreshTokenValidity: Seconds,
  TokenValidityUnits: z
    .object({ AccessToken: z.string().optional(), IdToken: z.string().optional(), RefreshToken: z.string().optional() })
    .default({}),
});
const UNIT_SECONDS: Readonly<Record<string, number>> = {
  seconds: 1,
  minutes: 60,
  hours: HOUR_SECONDS,
  days: DAY_SECONDS,
};

const claimsOf = ({ sub, email, name }: Person) => ({ sub, email, email_verified: true, name });

/** One form that submits itself: signing out asks no second question. */
const signOutPage = (form: string): string =>
  `<!doctype html><meta charset="utf-8"><title>…</title>${form.replace('</form>', '<input type="hidden" name="logout" value="yes"></form>')}<script>document.forms[0].submit()</script>`;

export function configuration(
  context: LocalContext,
  db: DatabaseSync,
  people: People,
  jwk: Record<string, unknown>,
  clientId: string,
) {
  const [resource] = context.template.resources('AWS::Cognito::UserPoolClient');
  const client = Client.parse(resource?.properties ?? {});
  const units = client.TokenValidityUnits;
  const life = (count: number | undefined, unit: string | undefined, otherwise: number): number =>
    count === undefined ? otherwise : count * (UNIT_SECONDS[unit ?? 'hours'] ?? HOUR_SECONDS);
  const accessSeconds = life(client.AccessTokenValidity, units.AccessToken, HOUR_SECONDS);
  const refreshSeconds = life(client.RefreshTokenValidity, units.RefreshToken ?? 'days', 30 * DAY_SECONDS);
  const port = new URL(context.origin).port;
  const firstParty = async ({ oidc }: KoaContext) => {
    const accountId = oidc.session?.accountId;
    if (!oidc.client || accountId === undefined) return undefined;
    // The only client is our own console: people are not asked whether it may know their name.
    const grant = new oidc.provider.Grant({ accountId, clientId: oidc.client.clientId });
    grant.addOIDCScope(SCOPES.join(' '));
    grant.addResourceScope(`urn:${clientId}`, SCOPES.join(' '));
    await grant.save();
    return grant;
  };
  return {
    adapter: createAdapter(db),
    jwks: { keys: [jwk] },
    clients: [
      {
        client_id: clientId,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: client.CallbackURLs,
        post_logout_redirect_uris: client.LogoutURLs,
      },
    ],
    // One machine may run several stacks; cookies ignore the port, so their names carry it.
    cookies: {
      keys: [z.object({ kid: z.string() }).parse(jwk).kid],
      names: { session: `oidc_${port}`, interaction: `oidc_interaction_${port}`, resume: `oidc_resume_${port}` },
    },
    scopes: SCOPES,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    // Only the console's own pages ask for tokens.
    clientBasedCORS: (_: unknown, origin: string) => origin === context.origin,
    pkce: { required: () => true },
    findAccount: async (_: unknown, sub: string) => {
      // Who left has no account any more: neither silent renewal nor a refresh token works for them (SEC30).
      const user = people.find(sub);
      return user && { accountId: sub, claims: async () => claimsOf(user) };
    },
    loadExistingGrant: firstParty,
    // Cognito hands out refresh tokens without a scope for them, and keeps them while the session lives.
    issueRefreshToken: async () => true,
    expiresWithSession: async () => false,
    rotateRefreshToken: false,
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `${MOUNT}/interaction/${uid}` },
    ttl: {
      AccessToken: accessSeconds,
      IdToken: life(client.IdTokenValidity, units.IdToken, HOUR_SECONDS),
      RefreshToken: refreshSeconds,
      Session: refreshSeconds,
      Grant: refreshSeconds,
      Interaction: HOUR_SECONDS,
      AuthorizationCode: 60,
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      revocation: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (koa: KoaContext, form: string) => {
          koa.type = 'html';
          koa.body = signOutPage(form);
        },
      },
      // Access tokens are JWTs for the HTTP API, as Cognito's are.
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => `urn:${clientId}`,
        useGrantedResource: async () => true,
        getResourceServerInfo: async () => ({
          scope: SCOPES.join(' '),
          audience: clientId,
          accessTokenFormat: 'jwt',
          accessTokenTTL: accessSeconds,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    extraTokenClaims: async () => ({ token_use: 'access' }),
    renderError: async (koa: KoaContext, out: { error: string; error_description?: string }) => {
      koa.type = 'json';
      koa.body = out;
    },
  };
}
