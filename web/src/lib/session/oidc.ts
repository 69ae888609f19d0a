import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { safeReturnTo, urls } from '../urls.ts';
import type { ConsoleConfig } from './session.svelte.ts';

/** Sign-in by OpenID Connect, code flow with PKCE (X1). Loaded on demand: it is larger than a screen. */
const manager = (config: ConsoleConfig): UserManager =>
  new UserManager({
    authority: config.authority,
    client_id: config.clientId,
    redirect_uri: `${location.origin}${urls.signedIn()}`,
    post_logout_redirect_uri: `${location.origin}${urls.home()}`,
    response_type: 'code',
    scope: 'openid email profile',
    automaticSilentRenew: false,
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
  });

export const beginSignIn = (config: ConsoleConfig, returnTo: string): Promise<void> =>
  manager(config).signinRedirect({ state: { returnTo } });

export async function completeSignIn(config: ConsoleConfig): Promise<string> {
  const user = await manager(config).signinRedirectCallback();
  const state: unknown = user.state;
  return safeReturnTo(typeof state === 'object' && state !== null && 'returnTo' in state ? state.returnTo : undefined);
}

/** Renews by refresh token. Without one the person signs in again: a hidden frame would need framing to be allowed. */
export async function renew(config: ConsoleConfig): Promise<void> {
  const users = manager(config);
  const user = await users.getUser();
  if (user?.refresh_token) await users.signinSilent();
}

/** Forgets the tokens here, revokes them there where the service can, and ends the service's own session. */
export async function endSession(config: ConsoleConfig, home: string): Promise<void> {
  const users = manager(config);
  const user = await users.getUser();
  const { end_session_endpoint: endpoint, authorization_endpoint: authorize } = await users.metadataService
    .getMetadata()
    .catch(() => ({ end_session_endpoint: undefined, authorization_endpoint: undefined }));
  if (user?.refresh_token) await users.revokeTokens(['refresh_token']).catch(() => undefined);
  await users.removeUser();
  if (endpoint) {
    await users.signoutRedirect(user?.id_token ? { id_token_hint: user.id_token } : {});
    return;
  }
  location.assign(cognitoLogout(authorize, config.clientId, `${location.origin}${home}`) ?? home);
}

/** Cognito publishes no end of session; its documented page for it stands beside the authorisation page. */
function cognitoLogout(authorize: string | undefined, clientId: string, returnTo: string): string | undefined {
  if (!authorize) return undefined;
  const { origin, hostname } = new URL(authorize);
  if (!hostname.endsWith('.amazoncognito.com')) return undefined;
  return `${origin}/logout?${new URLSearchParams({ client_id: clientId, logout_uri: returnTo }).toString()}`;
}
