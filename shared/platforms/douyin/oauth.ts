import type { Clock, Http } from '../../runtime/ports.ts';
import type { Authorization, AuthorizationFailure, MediaSource, PlatformClient } from '../platform.ts';
import { callPlatform } from '../platform-call.ts';
import {
  CALL_TIMEOUT_MS,
  CALLS,
  MAX_RENEWALS,
  RENEW_BELOW_MS,
  RefreshAnswer,
  RenewAnswer,
  SCOPES,
  TokenAnswer,
  UserInfoAnswer,
} from './wire-calls.ts';
import { codeIn, meaningOf } from './wire-codes.ts';

export interface DouyinDeps {
  readonly http: Http;
  readonly clock: Clock;
  /** Origin and prefix of the platform, without a slash at the end. */
  readonly baseUrl: string;
  /** Absent where nothing is sent. */
  readonly media?: MediaSource;
  /** Whether message cards are asked for: their wire format is assumed (wire-components.ts). */
  readonly leadComponents?: boolean;
  readonly secrets: { readonly clientKey: string; readonly clientSecret: string };
}

type Oauth = Pick<PlatformClient, 'authorizeUrl' | 'exchangeCode' | 'refresh'>;
type Posted = { readonly kind: 'value'; readonly value: unknown } | AuthorizationFailure;

/** A1, A2: the consent page, tokens and their renewal. Failures inside a 200 answer are failures. */
export function createDouyinOauth(deps: DouyinDeps): Oauth {
  const { clientKey, clientSecret } = deps.secrets;

  const post = async (path: string, form: Readonly<Record<string, string>>): Promise<Posted> => {
    const result = await callPlatform(deps.http, {
      method: 'POST',
      url: deps.baseUrl + path,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      timeoutMs: CALL_TIMEOUT_MS,
    });
    if (result.kind === 'not-sent') return { kind: 'failed', code: 'http.not-sent', permanent: false };
    if (result.kind === 'unknown') return { kind: 'failed', code: result.code, permanent: false };
    const failure = codeIn(result.value);
    if (failure) return { kind: 'failed', code: String(failure.code), permanent: isPermanent(failure.code) };
    if (result.status >= 400)
      return { kind: 'failed', code: `http.${result.status}`, permanent: result.status !== 429 };
    return { kind: 'value', value: result.value };
  };

  const renew = async (current: Authorization): Promise<Partial<Authorization>> => {
    const renewals = current.renewals ?? 0;
    const isDue = current.refreshExpiresAtMs - deps.clock.now() < RENEW_BELOW_MS;
    if (!isDue || renewals >= MAX_RENEWALS) return {};
    const answer = await post(CALLS.renew, { client_key: clientKey, refresh_token: current.refreshToken });
    const renewed = answer.kind === 'value' ? RenewAnswer.safeParse(answer.value).data?.data : undefined;
    // The access token was renewed already and is worth keeping: the next refresh tries again.
    if (!renewed) return {};
    return {
      refreshToken: renewed.refresh_token,
      refreshExpiresAtMs: deps.clock.now() + renewed.expires_in * 1000,
      renewals: renewals + 1,
    };
  };

  return {
    authorizeUrl({ state, redirectUri }) {
      const query = new URLSearchParams({
        client_key: clientKey,
        response_type: 'code',
        scope: SCOPES.join(','),
        redirect_uri: redirectUri,
        state,
      });
      return `${deps.baseUrl}${CALLS.consent}?${query.toString()}`;
    },

    async exchangeCode(code) {
      const form = { client_key: clientKey, client_secret: clientSecret, code, grant_type: 'authorization_code' };
      const answer = await post(CALLS.token, form);
      if (answer.kind === 'failed') return answer;
      const token = TokenAnswer.safeParse(answer.value).data?.data;
      if (!token) return { kind: 'failed', code: 'answer.unreadable', permanent: false };
      const profile = await post(CALLS.userInfo, { access_token: token.access_token, open_id: token.open_id });
      // A missing name is no reason to lose the authorisation: the code is used up.
      const person = profile.kind === 'value' ? UserInfoAnswer.safeParse(profile.value).data?.data : undefined;
      const nowMs = deps.clock.now();
      const authorization: Authorization = {
        accountPlatformId: token.open_id,
        ...(person?.nickname ? { accountName: person.nickname } : {}),
        ...(person?.avatar ? { avatarUrl: person.avatar } : {}),
        accessToken: token.access_token,
        refreshToken: token.refresh_token,
        accessExpiresAtMs: nowMs + token.expires_in * 1000,
        refreshExpiresAtMs: nowMs + token.refresh_expires_in * 1000,
        renewals: 0,
      };
      return { kind: 'authorized', authorization };
    },

    async refresh(current) {
      const form = { client_key: clientKey, grant_type: 'refresh_token', refresh_token: current.refreshToken };
      const answer = await post(CALLS.refresh, form);
      if (answer.kind === 'failed') return answer;
      const token = RefreshAnswer.safeParse(answer.value).data?.data;
      if (!token) return { kind: 'failed', code: 'answer.unreadable', permanent: false };
      const refreshed: Authorization = {
        ...current,
        accessToken: token.access_token,
        accessExpiresAtMs: deps.clock.now() + token.expires_in * 1000,
        ...(token.refresh_token ? { refreshToken: token.refresh_token } : {}),
      };
      return { kind: 'authorized', authorization: { ...refreshed, ...(await renew(refreshed)) } };
    },
  };
}

/** A busy platform may be asked again; everything else needs a person or another authorisation. */
function isPermanent(code: number): boolean {
  const meaning = meaningOf(code);
  return meaning.kind === 'failed' && meaning.class !== 'throttled';
}
