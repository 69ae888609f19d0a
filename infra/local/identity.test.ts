import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { createAwsJson } from '../../shared/runtime/aws-json.ts';
import { createUserPool } from '../../shared/runtime/user-pool.ts';
import { freePort } from './free-port.ts';
import { type Front, startFront } from './front.ts';
import { createFixture, type Fixture } from './front-fixture.ts';
import { publicStack } from './front-fixture-stack.ts';

let fixture: Fixture;
let front: Front;
let origin: string;
let pool: ReturnType<typeof createUserPool>;

beforeAll(async () => {
  const [port, awsPort] = [await freePort(), await freePort()];
  origin = `http://127.0.0.1:${port}`;
  pool = createUserPool(
    createAwsJson('cognito-idp', {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${awsPort}`,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    }),
    'Pool',
  );
  const invoke = () => ({ ok: true, value: { statusCode: 200, body: '{}' } }) as const;
  fixture = createFixture({ resources: publicStack(origin), port, awsPort, invoke });
  front = await startFront(fixture.context);
});
afterAll(async () => {
  await front.close();
  fixture.remove();
});

/** As little of a browser as signing in needs: cookies, and redirects taken one by one. */
function browser() {
  const jar = new Map<string, string>();
  return async (address: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const url = new URL(address, origin);
    const headers = new Headers(init.headers);
    headers.set('cookie', cookie);
    const answer = await fetch(url, { ...init, redirect: 'manual', headers });
    for (const set of answer.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(set)) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  };
}

const verifier = 'a-verifier-of-at-least-43-characters-0123456789';
const authorizeUrl = (more: Record<string, string> = {}) =>
  `/oidc/auth?${new URLSearchParams({
    client_id: 'Console',
    redirect_uri: `${origin}/signed-in`,
    response_type: 'code',
    scope: 'openid email profile',
    state: 's1',
    nonce: 'n1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  }).toString()}`;

const follow = async (go: ReturnType<typeof browser>, first: Response): Promise<Response> => {
  let answer = first;
  for (let location = answer.headers.get('location'); location && !location.includes('/signed-in'); ) {
    answer = await go(location);
    location = answer.headers.get('location');
  }
  return answer;
};

const form = (fields: Record<string, string>): RequestInit => ({ method: 'POST', body: new URLSearchParams(fields) });
const Tokens = z.object({
  access_token: z.string(),
  id_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
});

async function signIn(go: ReturnType<typeof browser>, email = 'owner@demo.miaohong.example', password = 'miaohong') {
  const page = await follow(go, await go(authorizeUrl()));
  const action = /action="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const answer = await follow(go, await go(action, form({ email, password })));
  return { page, action, answer };
}

async function exchange(location: string, more: Record<string, string> = {}) {
  const code = new URL(location).searchParams.get('code') ?? '';
  const fields = { grant_type: 'authorization_code', client_id: 'Console', redirect_uri: `${origin}/signed-in`, code };
  return fetch(`${origin}/oidc/token`, form({ ...fields, code_verifier: verifier, ...more }));
}

const payloadOf = (jwt: string): unknown => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());

test('X1: code flow with PKCE gives tokens that the HTTP API accepts, both kinds', async () => {
  const { answer } = await signIn(browser());
  const location = answer.headers.get('location') ?? '';
  expect(new URL(location).searchParams.get('state')).toBe('s1');
  const tokens = Tokens.parse(await (await exchange(location)).json());
  expect(tokens.expires_in).toBe(3600);
  expect(payloadOf(tokens.id_token)).toMatchObject({
    iss: `${origin}/oidc`,
    aud: 'Console',
    sub: 'demo-owner',
    email: 'owner@demo.miaohong.example',
    name: '周店长',
    nonce: 'n1',
  });
  expect(payloadOf(tokens.access_token)).toMatchObject({ sub: 'demo-owner', token_use: 'access' });
  for (const token of [tokens.id_token, tokens.access_token]) {
    const got = await fetch(`${origin}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(got.status).toBe(200);
    expect(fixture.invoked.at(-1)?.payload).toMatchObject({
      requestContext: { authorizer: { jwt: { claims: { sub: 'demo-owner' } } } },
    });
  }
  const [head = '', , signature = ''] = tokens.id_token.split('.');
  const claims = Buffer.from(JSON.stringify({ iss: `${origin}/oidc`, aud: 'Console', sub: 'second-owner', exp: 9e9 }));
  const forged = `${head}.${claims.toString('base64url')}.${signature}`;
  expect((await fetch(`${origin}/api/v1/me`, { headers: { authorization: `Bearer ${forged}` } })).status).toBe(401);
});

test('the code is useless without its verifier', async () => {
  const { answer } = await signIn(browser());
  const got = await exchange(answer.headers.get('location') ?? '', { code_verifier: 'x'.repeat(43) });
  expect([got.status, await got.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
});

test('a request without PKCE or to another address is refused', async () => {
  const go = browser();
  const plain = await go(authorizeUrl({ code_challenge: '' }));
  expect(plain.headers.get('location')).toContain('error=invalid_request');
  const elsewhere = await go(authorizeUrl({ redirect_uri: 'https://evil.example/' }));
  expect([elsewhere.status, elsewhere.headers.get('location')]).toEqual([400, null]);
});

test('tokens are renewed by refresh token and, while the session lives, without a page', async () => {
  const go = browser();
  const { answer } = await signIn(go, 'operator@demo.miaohong.example');
  const tokens = Tokens.parse(await (await exchange(answer.headers.get('location') ?? '')).json());
  const fields = { grant_type: 'refresh_token', client_id: 'Console', refresh_token: tokens.refresh_token };
  const renewed = await fetch(`${origin}/oidc/token`, form(fields));
  expect(payloadOf(Tokens.parse(await renewed.json()).id_token)).toMatchObject({ sub: 'demo-operator', name: '小陈' });
  const silent = await go(authorizeUrl({ prompt: 'none' }));
  expect(silent.headers.get('location')).toContain('code=');
});

test('without a session prompt=none says so instead of showing a page', async () => {
  const silent = await browser()(authorizeUrl({ prompt: 'none' }));
  expect(silent.headers.get('location')).toContain('error=login_required');
});

test('signing out ends the session and returns to the console', async () => {
  const go = browser();
  const { answer } = await signIn(go);
  const tokens = Tokens.parse(await (await exchange(answer.headers.get('location') ?? '')).json());
  const query = new URLSearchParams({ id_token_hint: tokens.id_token, post_logout_redirect_uri: `${origin}/` });
  const page = await (await go(`/oidc/session/end?${query.toString()}`)).text();
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const done = await go(/action="([^"]+)"/.exec(page)?.[1] ?? '', form({ xsrf, logout: 'yes' }));
  expect(done.headers.get('location')).toBe(`${origin}/`);
  expect((await go(authorizeUrl({ prompt: 'none' }))).headers.get('location')).toContain('error=login_required');
});

test('the page speaks the browser’s language, is filled in, and runs no script', async () => {
  const go = browser();
  const { page, action } = await signIn(go, 'owner@demo.miaohong.example', 'wrong');
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  const chinese = await (await go(action)).text();
  expect(chinese).toContain('<html lang="zh-CN">');
  expect(chinese).toContain('value="owner@demo.miaohong.example"');
  expect(chinese).not.toContain('<script');
  const english = await (await go(action, { headers: { 'accept-language': 'en-GB,en;q=0.9' } })).text();
  expect(english).toContain('<html lang="en">');
  const other = await (await go(`${action}?as=demo-finance`)).text();
  expect(other).toContain('value="finance@demo.miaohong.example"');
});

test('SEC29: a wrong sign-in shows what was typed as text', async () => {
  const go = browser();
  const page = await follow(go, await go(authorizeUrl()));
  const action = /action="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const wrong = await go(action, form({ email: '"><img src=x onerror=alert(1)>', password: 'x' }));
  expect(wrong.status).toBe(401);
  const html = await wrong.text();
  expect(html).toContain('role="alert"');
  expect(html).not.toContain('<img');
});

test('an expired sign-in page says so and leads back', async () => {
  const got = await fetch(`${origin}/oidc/interaction/long-gone`);
  expect(got.status).toBe(400);
  expect(await got.text()).toContain('href="/"');
});

test('X1: an invited person signs in, under the subject the invitation gave', async () => {
  const { sub, isNew } = await pool.invite('Ning@example.com', '阿宁');
  expect(isNew).toBe(true);
  expect(await pool.invite('ning@example.com', '别名')).toEqual({ sub, isNew: false });
  const { answer } = await signIn(browser(), 'ning@example.com');
  const tokens = Tokens.parse(await (await exchange(answer.headers.get('location') ?? '')).json());
  expect(payloadOf(tokens.id_token)).toMatchObject({ sub, name: '阿宁', email: 'ning@example.com' });
  await pool.resend('ning@example.com');
  await pool.remove('ning@example.com');
  expect((await signIn(browser(), 'ning@example.com')).answer.status).toBe(401);
});

test('SEC30: who was disabled neither renews nor signs in until they are back', async () => {
  await pool.invite('gone@example.com', '走了');
  const go = browser();
  const { answer } = await signIn(go, 'gone@example.com');
  const tokens = Tokens.parse(await (await exchange(answer.headers.get('location') ?? '')).json());
  await pool.disable('gone@example.com');
  const fields = { grant_type: 'refresh_token', client_id: 'Console', refresh_token: tokens.refresh_token };
  expect((await fetch(`${origin}/oidc/token`, form(fields))).status).toBe(400);
  const silent = await go(authorizeUrl({ prompt: 'none' }));
  expect(silent.headers.get('location')).toContain('error=login_required');
  expect((await signIn(browser(), 'gone@example.com')).answer.status).toBe(401);
  await pool.enable('gone@example.com');
  expect((await signIn(browser(), 'gone@example.com')).answer.status).toBe(303);
});

test('SEC31: after five wrong passwords even the right one waits', async () => {
  await pool.invite('slow@example.com', '慢慢');
  for (let tried = 0; tried < 6; tried += 1) await signIn(browser(), 'slow@example.com', 'guess');
  const { answer } = await signIn(browser(), 'slow@example.com');
  expect(answer.status).toBe(429);
  expect(await answer.text()).toContain('role="alert"');
  expect((await signIn(browser())).answer.status).toBe(303);
});
