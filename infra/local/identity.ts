import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DatabaseSync } from 'node:sqlite';
import type { Provider } from 'oidc-provider';
import { readBody } from './front-wire.ts';
import { configuration, MOUNT } from './identity-configuration.ts';
import { chooseLanguage, expiredPage, pagePolicy, signInPage, type Trouble } from './identity-page.ts';
import { createPeople, type People, type Person } from './identity-people.ts';
import { createTables, loadSigningKey } from './identity-store.ts';
import { createSignInThrottle } from './identity-throttle.ts';
import type { LocalContext } from './types.ts';

/**
 * The identity service that stands for the template's Cognito user pool: OpenID Connect code flow with PKCE, refresh
 * tokens, silent renewal and sign-out at `<origin>/oidc`. People are the demo's and whoever was invited; passwords are
 * public on purpose, and guessing them is slow all the same (SEC31).
 */
export interface Identity {
  /** Answers what lies below /oidc. */
  handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
}

const MAX_FORM_BYTES = 4_096;

async function createProvider(
  context: LocalContext,
  db: DatabaseSync,
  people: People,
  clientId: string,
): Promise<Provider> {
  // Loaded on first use: the sign-in service costs a third of a second and 20 MB that a headless run never needs.
  const { Provider: OidcProvider } = await import('oidc-provider');
  createTables(db);
  const jwk = await loadSigningKey(db);
  const provider = new OidcProvider(`${context.origin}${MOUNT}`, configuration(context, db, people, jwk, clientId));
  provider.on('server_error', (_, error) => context.log(`identity: ${error.stack ?? error.message}`));
  return provider;
}

/** The identity service, or undefined if the template has no user pool client. */
export function createIdentity(context: LocalContext, db: DatabaseSync): Identity | undefined {
  const [client] = context.template.resources('AWS::Cognito::UserPoolClient');
  if (!client) return undefined;
  const clientId = String(context.template.resolve({ Ref: client.id }));
  const people = createPeople(db);
  const throttle = createSignInThrottle();
  let loading: Promise<Provider> | undefined;
  const provider = () => {
    loading ??= createProvider(context, db, people, clientId);
    return loading;
  };

  const html = (response: ServerResponse, status: number, body: string): void => {
    const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
    response.writeHead(status, { ...headers, 'content-security-policy': pagePolicy, 'referrer-policy': 'same-origin' });
    response.end(body);
  };

  const interaction = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const oidc = await provider();
    const accepted = request.headers['accept-language'];
    const details = await oidc.interactionDetails(request, response).catch(() => undefined);
    if (!details) return html(response, 400, expiredPage(chooseLanguage(undefined, accepted)));
    const language = chooseLanguage(details.params.ui_locales, accepted);
    const show = (status: number, chosen: Person | undefined, email: string, trouble?: Trouble): void => {
      const page = { language, action: url.pathname, users: people.list(), chosen, email };
      html(response, status, signInPage({ ...page, ...(trouble ? { trouble } : {}) }));
    };
    if (request.method !== 'POST') {
      const wanted = url.searchParams.get('as') ?? details.params.login_hint;
      const known = people.list();
      const chosen = known.find(({ sub, email }) => sub === wanted || email === wanted) ?? known[0];
      return show(200, chosen, chosen?.email ?? '');
    }
    const form = new URLSearchParams((await readBody(request, MAX_FORM_BYTES))?.toString('utf8') ?? '');
    const email = form.get('email')?.trim().toLowerCase() ?? '';
    const nowMs = Date.now();
    const waitSeconds = throttle.waitSeconds(email, nowMs);
    // Judged before the password is: a right guess during the wait is no way around it.
    if (waitSeconds > 0) return show(429, undefined, email, { waitSeconds });
    const user = people.list().find((one) => one.email === email && one.password === form.get('password'));
    if (!user) {
      throttle.failed(email, nowMs);
      return show(401, undefined, email, 'wrong');
    }
    throttle.succeeded(email);
    await oidc.interactionFinished(request, response, { login: { accountId: user.sub } });
  };

  return {
    async handle(request, response, url) {
      if (url.pathname.startsWith(`${MOUNT}/interaction/`)) return interaction(request, response, url);
      const callback = (await provider()).callback();
      // oidc-provider finds out where it is mounted from the difference of these two, as under Express.
      Object.assign(request, { originalUrl: request.url });
      request.url = (request.url ?? '').slice(MOUNT.length) || '/';
      await callback(request, response);
    },
  };
}
