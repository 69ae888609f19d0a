import type { Authorization, AuthorizationFailure, PlatformClient } from '../platform.ts';
import { sealContent } from './cipher.ts';
import { callGateway, type XiaohongshuDeps } from './gateway.ts';
import { bindPage, CALLS, consentPage, IV_BYTES, MESSAGING_PLATFORM, SCOPES, TokenData } from './wire-calls.ts';

export interface BindRequest {
  /** Our code of the account: comes back when the binding is reported. */
  readonly accountCode: string;
  readonly nonce: string;
  readonly expiresAtMs: number;
}

type Oauth = Pick<PlatformClient, 'authorizeUrl' | 'exchangeCode' | 'refresh'>;

/** A1, A2: consent, tokens and the second step, the binding. One token pair serves an enterprise and its staff. */
export function createXiaohongshuOauth(deps: XiaohongshuDeps): Oauth & { bindUrl(request: BindRequest): string } {
  const { appId, secret } = deps.secrets;

  const tokens = async (
    path: string,
    body: object,
  ): Promise<{ kind: 'authorized'; authorization: Authorization } | AuthorizationFailure> => {
    const result = await callGateway(deps, path, { app_id: appId, secret, ...body });
    if (result.kind === 'not-sent') return { kind: 'failed', code: 'http.not-sent', permanent: false };
    if (result.kind === 'unknown') return { kind: 'failed', code: result.code, permanent: false };
    if (result.kind === 'refused') {
      const { refusal, code } = result;
      return { kind: 'failed', code, permanent: refusal.kind === 'failed' && refusal.class !== 'throttled' };
    }
    const data = TokenData.safeParse(result.data).data;
    if (!data) return { kind: 'failed', code: 'answer.unreadable', permanent: false };
    if (data.platform_type !== undefined && data.platform_type !== MESSAGING_PLATFORM) {
      return { kind: 'failed', code: 'application.no-messaging', permanent: true };
    }
    const nowMs = deps.clock.now();
    const authorization = {
      accountPlatformId: data.user_id,
      ...(data.corporation_name ? { accountName: data.corporation_name, subject: data.corporation_name } : {}),
      accessToken: data.access_token,
      refreshToken: data.refresh_token,
      // Remaining seconds, so the end is computed at receipt.
      accessExpiresAtMs: nowMs + data.access_token_expires_in * 1000,
      refreshExpiresAtMs: nowMs + data.refresh_token_expires_in * 1000,
    };
    return { kind: 'authorized', authorization };
  };

  return {
    authorizeUrl({ state, redirectUri }) {
      const query = new URLSearchParams({
        appId: String(appId),
        scope: JSON.stringify(SCOPES),
        redirectUri,
        state,
      });
      return `${consentPage(deps.baseUrl)}?${query.toString()}`;
    },
    exchangeCode: (code) => tokens(CALLS.token, { auth_code: code }),
    refresh: (current) => tokens(CALLS.refresh, { refresh_token: current.refreshToken }),
    bindUrl({ accountCode, nonce, expiresAtMs }) {
      const plain = { account_code: accountCode, nonce, exp: expiresAtMs };
      const token = sealContent(deps.secrets.messageKey, plain, deps.ids.bytes(IV_BYTES));
      return `${bindPage(deps.baseUrl)}?appId=${appId}&token=${encodeURIComponent(token)}`;
    },
  };
}
