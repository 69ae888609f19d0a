import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as z from 'zod';

/** The JWT authorizer of an HTTP API: signature against the issuer's published keys, issuer, audience, expiry. */

export interface JwtSettings {
  readonly issuer: string;
  readonly audience: readonly string[];
}

/** The claims of a good token as texts, the way API Gateway hands them on; undefined for every other token. */
export type Authorize = (authorization: string | undefined) => Promise<Record<string, string> | undefined>;

const Discovery = z.object({ jwks_uri: z.url() });
const MAX_CACHED = 1_000;

const asText = (value: unknown): string =>
  Array.isArray(value) ? `[${value.join(' ')}]` : typeof value === 'string' ? value : JSON.stringify(value);

/**
 * Tokens are judged by real time even when the local clock was moved: sign-in belongs to an outside service, and moving
 * the clock by a week must not sign everybody out.
 */
export function createAuthorizer({ issuer, audience }: JwtSettings): Authorize {
  let keys: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;
  const good = new Map<string, { claims: Record<string, string>; expiresAtMs: number }>();

  const loadKeys = async () => {
    const answer = await fetch(`${issuer}/.well-known/openid-configuration`);
    return createRemoteJWKSet(new URL(Discovery.parse(await answer.json()).jwks_uri), { cooldownDuration: 1_000 });
  };

  const verify = async (token: string): Promise<Record<string, string> | undefined> => {
    keys ??= loadKeys().catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    const { payload } = await jwtVerify(token, await keys, { issuer });
    // Access tokens of Cognito name the client in `client_id` and have no audience.
    const named = payload.aud === undefined ? [payload.client_id] : [payload.aud].flat();
    if (!named.some((one) => typeof one === 'string' && audience.includes(one))) return undefined;
    const claims = Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, asText(value)]));
    if (good.size >= MAX_CACHED) good.clear();
    good.set(token, { claims, expiresAtMs: (payload.exp ?? 0) * 1000 });
    return claims;
  };

  return async (authorization) => {
    const token = authorization?.replace(/^Bearer\s+/i, '');
    if (token === undefined || token === '') return undefined;
    const known = good.get(token);
    if (known) return known.expiresAtMs > Date.now() ? known.claims : undefined;
    try {
      return await verify(token);
    } catch {
      return undefined;
    }
  };
}
