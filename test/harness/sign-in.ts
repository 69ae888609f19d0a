import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { demoUsers } from '../../infra/local/defaults.ts';

/** A signed-in member's view of the HTTP API. */
export interface ApiClient {
  readonly token: string;
  /** `path` below /api/v1. The body is what came back, parsed where it is JSON. */
  call(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** The same with a good answer only, parsed. @throws {Error} with status and body of any other. */
  get<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

const ConsoleConfig = z.object({ authority: z.string(), clientId: z.string() });
const Discovery = z.object({ authorization_endpoint: z.string(), token_endpoint: z.string() });
const Tokens = z.object({ access_token: z.string() });

const fetchJson = async <T extends z.ZodType>(url: string, schema: T): Promise<z.output<T>> =>
  schema.parse(await (await fetch(url)).json());

/** Signs in as one of the local people the way a browser does: OpenID Connect, code flow with PKCE. */
export async function signIn(origin: string, sub: string): Promise<ApiClient> {
  const person = demoUsers.find((one) => one.sub === sub);
  if (!person) throw new Error(`nobody is called ${sub}`);
  const { authority, clientId } = await fetchJson(`${origin}/api/v1/console-config`, ConsoleConfig);
  const endpoints = await fetchJson(`${authority}/.well-known/openid-configuration`, Discovery);
  const verifier = randomBytes(32).toString('base64url');
  const redirectUri = `${origin}/signed-in`;
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: 'openid email profile',
    redirect_uri: redirectUri,
    state: randomBytes(8).toString('hex'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const browser = createBrowser(redirectUri);
  const form = await browser(`${endpoints.authorization_endpoint}?${query.toString()}`);
  const back = await browser(form, new URLSearchParams({ email: person.email, password: person.password }));
  const code = new URL(back).searchParams.get('code');
  if (code === null) throw new Error(`signing in ended at ${back}`);
  const grant = { grant_type: 'authorization_code', client_id: clientId, code, redirect_uri: redirectUri };
  const answer = await fetch(endpoints.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({ ...grant, code_verifier: verifier }),
  });
  return createApiClient(origin, Tokens.parse(await answer.json()).access_token);
}

/** Follows redirects with cookies until a page, or the address `until`; answers where it ended. */
function createBrowser(until: string): (url: string, form?: URLSearchParams) => Promise<string> {
  const cookies = new Map<string, string>();
  const open = async (url: string, form?: URLSearchParams): Promise<string> => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: form } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const next = response.headers.get('location');
    if (next === null) return url;
    const address = new URL(next, url).href;
    return address.startsWith(until) ? address : open(address);
  };
  return open;
}

/** An API client with any token; an empty one sends none. */
export function createApiClient(origin: string, token: string): ApiClient {
  const call: ApiClient['call'] = async (method, path, body) => {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  };
  return {
    token,
    call,
    async get(path, schema) {
      const { status, body } = await call('GET', path);
      if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
      return schema.parse(body);
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
