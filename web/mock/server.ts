/**
 * A stand-in for the product, for looking at the console and for its tests: serves web/build under the deployment's
 * policy, the API from memory, a live socket and a sign-in that asks nothing. Never part of a deployment.
 *
 *   node web/mock/server.ts --port 24680 --conversations 10000
 *
 * POST /_mock with a JSON body steers it: {"fail": "listConversations", "status": 503}, {"delayMs": 2000}, {"empty": true},
 * {"say": {"conversationId": "c000001", "text": "…"}}, {"push": <live message>}, {"rate": 20}, {"dropLive": true}, {"reset": true}.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { WebSocketServer } from 'ws';
import { routes } from '../../shared/contracts/routes.ts';
import { answer } from './answers.ts';
import { furnishCustomers, resetCustomers } from './customers.ts';
import { makeWorld } from './fixtures.ts';
import { resetLeads } from './leads.ts';
import { receive } from './materials.ts';
import { say } from './sending.ts';
import { resetSources } from './sources.ts';
import { MockRefusal, state } from './state.ts';

const { values: flags } = parseArgs({
  options: { port: { type: 'string', default: '24680' }, conversations: { type: 'string', default: '240' } },
});
const port = Number(flags.port);
const count = Number(flags.conversations);
const origin = `http://127.0.0.1:${port}`;
const build = join(import.meta.dirname, '..', 'build');

/** Stricter than the distribution's: styles may not be inline either. */
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss: https://*.amazoncognito.com; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

state.world = makeWorld(count, Date.now());
furnishCustomers(state.world);
const sockets = new WebSocketServer({ noServer: true });
state.push = (message) => {
  for (const socket of sockets.clients) socket.send(JSON.stringify(message));
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
};

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    'cache-control': 'no-store',
  });
  response.end(gzipSync(JSON.stringify(body)));
}

function file(response: ServerResponse, path: string): void {
  const name = normalize(decodeURIComponent(path)).replace(/^\/+/, '');
  const isFile = extname(name) !== '' && !name.startsWith('..');
  let content: Buffer;
  try {
    content = readFileSync(join(build, isFile ? name : 'index.html'));
  } catch {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    'content-type': TYPES[isFile ? extname(name) : '.html'] ?? 'application/octet-stream',
    'content-encoding': 'gzip',
    'content-security-policy': POLICY,
    'cache-control': name.includes('immutable') ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  response.end(gzipSync(content));
}

const token = (claims: object): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.x`;
};
const nonces = new Map<string, string>();

async function signIn(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  if (url.pathname.endsWith('/openid-configuration')) {
    reply(response, 200, {
      issuer: `${origin}/oidc`,
      authorization_endpoint: `${origin}/oidc/auth`,
      token_endpoint: `${origin}/oidc/token`,
      jwks_uri: `${origin}/oidc/jwks`,
      end_session_endpoint: `${origin}/oidc/end`,
    });
  } else if (url.pathname === '/oidc/auth') {
    const code = `code-${Math.random()}`;
    nonces.set(code, url.searchParams.get('nonce') ?? '');
    const back = new URL(url.searchParams.get('redirect_uri') ?? origin);
    back.search = new URLSearchParams({ code, state: url.searchParams.get('state') ?? '' }).toString();
    response.writeHead(302, { location: back.href }).end();
  } else if (url.pathname === '/oidc/token') {
    const form = new URLSearchParams(await bodyOf(request));
    const seconds = Math.floor(Date.now() / 1000);
    const nonce = nonces.get(form.get('code') ?? '');
    const claims = {
      iss: `${origin}/oidc`,
      aud: 'console',
      sub: 'owner',
      iat: seconds,
      exp: seconds + 3600,
      ...(nonce ? { nonce } : {}),
    };
    reply(response, 200, {
      access_token: token(claims),
      id_token: token(claims),
      refresh_token: 'refresh',
      token_type: 'Bearer',
      expires_in: 3600,
    });
  } else if (url.pathname === '/oidc/end') {
    response.writeHead(302, { location: url.searchParams.get('post_logout_redirect_uri') ?? '/' }).end();
  } else reply(response, 200, { keys: [] });
}

/** Fixed paths before those with parameters, as the router has them. */
const ROUTES = Object.entries(routes).sort(([, a], [, b]) => a.path.split('{').length - b.path.split('{').length);

async function api(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const path = url.pathname.slice('/api/v1'.length);
  for (const [name, route] of ROUTES) {
    const pattern = new RegExp(`^${route.path.replace(/[.]/g, '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    const match = route.method === request.method ? path.match(pattern) : null;
    if (!match) continue;
    const text = await bodyOf(request);
    await new Promise((done) => setTimeout(done, state.delayMs));
    if (state.fail === name) throw new MockRefusal(state.failStatus, state.failCode);
    if (route.permission !== 'public' && !request.headers.authorization) throw new MockRefusal(401, 'auth.missing');
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const result = answer(name, { params: { ...match.groups }, query: url.searchParams, body, origin });
    // The console is programmed against these schemas: the mock must not drift from them.
    const parsed = route.response.safeParse(result);
    if (!parsed.success) throw new MockRefusal(500, `mock.${name}: ${parsed.error.message}`);
    reply(response, 'status' in route ? route.status : 200, result);
    return;
  }
  throw new MockRefusal(404, 'route.unknown');
}

function steer(command: Record<string, unknown>): void {
  if (command.reset === true) {
    Object.assign(state, { fail: undefined, delayMs: 0, role: 'owner', world: makeWorld(count, Date.now()) });
    resetCustomers();
    resetLeads();
    resetSources();
    furnishCustomers(state.world);
  }
  if (command.empty === true) {
    state.world = makeWorld(0, Date.now());
    state.world.accounts.length = 0;
    state.world.agents.length = 0;
  }
  if ('fail' in command) state.fail = typeof command.fail === 'string' ? command.fail : undefined;
  state.failStatus = typeof command.status === 'number' ? command.status : 503;
  state.failCode = typeof command.code === 'string' ? command.code : 'service.unavailable';
  if (typeof command.delayMs === 'number') state.delayMs = command.delayMs;
  if (command.role === 'owner' || command.role === 'operator' || command.role === 'finance') state.role = command.role;
  if (command.dropLive === true) for (const socket of sockets.clients) socket.terminate();
  if (typeof command.rate === 'number') setRate(command.rate);
  if (typeof command.push === 'object' && command.push !== null) state.push(command.push);
  const { say: said } = command;
  if (typeof said === 'object' && said !== null && 'conversationId' in said && 'text' in said) {
    say(String(said.conversationId), String(said.text));
  }
}

let beat: ReturnType<typeof setInterval> | undefined;
/** A made-up stream of customers' messages, so many a second. */
function setRate(perSecond: number): void {
  clearInterval(beat);
  if (perSecond <= 0) return;
  const ids = [...state.world.conversations.keys()];
  beat = setInterval(
    () => say(ids[Math.floor(Math.random() * ids.length)] ?? '', '在吗，想再问一下价格'),
    1000 / perSecond,
  );
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', origin);
  const work = async () => {
    if (url.pathname === '/_mock') {
      steer(JSON.parse(await bodyOf(request)));
      reply(response, 200, { ok: true });
    } else if (url.pathname.startsWith('/_upload/')) {
      const parts: Uint8Array[] = [];
      for await (const part of request) parts.push(part);
      receive(url.pathname.slice('/_upload/'.length), Buffer.concat(parts));
      response.writeHead(200).end();
    } else if (url.pathname.startsWith('/oidc/')) await signIn(request, response, url);
    else if (url.pathname.startsWith('/api/v1/')) await api(request, response, url);
    else file(response, url.pathname);
  };
  work().catch((thrown: unknown) => {
    const [status, code] = thrown instanceof MockRefusal ? [thrown.status, thrown.message] : [500, String(thrown)];
    if (status >= 500) console.error(request.method, url.pathname, code);
    reply(response, status, { error: { code, message: code } });
  });
});

server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (client) => {
    client.on('message', () => client.send(JSON.stringify({ type: 'pong', nowMs: Date.now() })));
  });
});
server.listen(port, '127.0.0.1', () => console.log(`mock console on ${origin}`));
