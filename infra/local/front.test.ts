import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from './free-port.ts';
import { type Front, startFront } from './front.ts';
import { createFixture, type Fixture } from './front-fixture.ts';
import { publicStack } from './front-fixture-stack.ts';
import type { InvokeResult } from './types.ts';

let fixture: Fixture;
let front: Front;
let origin: string;
let answer: InvokeResult;

beforeAll(async () => {
  const [port, awsPort] = [await freePort(), await freePort()];
  origin = `http://127.0.0.1:${port}`;
  fixture = createFixture({ resources: publicStack(origin), port, awsPort, invoke: () => answer });
  const siteDir = join(fixture.context.stateDir, 'site');
  mkdirSync(join(siteDir, '_app/immutable'), { recursive: true });
  writeFileSync(join(siteDir, 'index.html'), '<!doctype html>console');
  writeFileSync(join(siteDir, '_app/immutable/a.js'), `/*${'x'.repeat(2_000)}*/`);
  front = await startFront(fixture.context, { siteDir });
});
afterAll(async () => {
  await front.close();
  fixture.remove();
});

const lastEvent = () => fixture.invoked.at(-1)?.payload;

/** fetch cannot choose its Host header. */
const statusWithHost = (path: string, host: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    request(`${origin}${path}`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

describe('the HTTP API', () => {
  test('a request becomes payload 2.0 and the answer comes back as the function gave it', async () => {
    answer = {
      ok: true,
      value: { statusCode: 202, headers: { 'X-Kind': 'a' }, cookies: ['s=1'], body: '{"ok":true}' },
    };
    const got = await fetch(`${origin}/webhooks/douyin/k1?a=1&a=2&b=%20`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'X-Sign': 'abc' },
      body: '{"名":1}',
    });
    expect([got.status, got.headers.get('x-kind'), got.headers.get('set-cookie'), await got.text()]).toEqual([
      202,
      'a',
      's=1',
      '{"ok":true}',
    ]);
    expect(lastEvent()).toMatchObject({
      version: '2.0',
      routeKey: 'POST /webhooks/{proxy+}',
      rawPath: '/webhooks/douyin/k1',
      rawQueryString: 'a=1&a=2&b=%20',
      queryStringParameters: { a: '1,2', b: ' ' },
      pathParameters: { proxy: 'douyin/k1' },
      headers: { 'x-sign': 'abc' },
      body: '{"名":1}',
      isBase64Encoded: false,
      requestContext: {
        http: { method: 'POST', sourceIp: '127.0.0.1' },
        time: '02/Nov/2026:03:04:05 +0000',
        stage: '$default',
      },
    });
  });

  test('SEC1: a body that is not text arrives byte for byte, in base64', async () => {
    answer = {
      ok: true,
      value: { statusCode: 200, body: Buffer.from([0, 255]).toString('base64'), isBase64Encoded: true },
    };
    const got = await fetch(`${origin}/webhooks/x`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array([255, 0, 128]),
    });
    expect(lastEvent()).toMatchObject({ body: '/wCA', isBase64Encoded: true });
    expect([...new Uint8Array(await got.arrayBuffer())]).toEqual([0, 255]);
  });

  test.each([
    [{ ok: false, error: { type: 'Error', message: 'secret detail' } }, 500, 'Internal Server Error'],
    [{ ok: false, error: { type: 'Sandbox.Timedout', message: 'Task timed out' } }, 503, 'Service Unavailable'],
    [{ ok: false, error: { type: 'TooManyRequestsException', message: '' } }, 503, 'Service Unavailable'],
    [{ ok: true, value: { statusCode: 'x' } }, 500, 'Internal Server Error'],
  ] as const)('%j is answered with %i and says nothing more', async (result, status, message) => {
    answer = result;
    const got = await fetch(`${origin}/webhooks/x`, { method: 'POST' });
    expect([got.status, await got.json()]).toEqual([status, { message }]);
  });

  test('an answer without a status is JSON with status 200', async () => {
    answer = { ok: true, value: { some: 'thing' } };
    const got = await fetch(`${origin}/webhooks/x`, { method: 'POST' });
    expect([got.status, got.headers.get('content-type'), await got.json()]).toEqual([
      200,
      'application/json',
      { some: 'thing' },
    ]);
  });

  test('SEC7: more than 10 MB is refused before any function sees it', async () => {
    const before = fixture.invoked.length;
    const got = await fetch(`${origin}/webhooks/x`, { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(got.status).toBe(413);
    expect(fixture.invoked).toHaveLength(before);
  });

  test('a path or method without a route is 404', async () => {
    expect((await fetch(`${origin}/webhooks/x`)).status).toBe(404);
    expect((await fetch(`${origin}/live`)).status).toBe(404);
  });

  test('SEC8: without a good token nothing behind the authorizer runs', async () => {
    const before = fixture.invoked.length;
    for (const authorization of ['', 'Bearer x.y.z', `Bearer ${'a'.repeat(200)}`]) {
      const got = await fetch(`${origin}/api/v1/me`, { headers: authorization ? { authorization } : {} });
      expect([got.status, got.headers.get('www-authenticate'), await got.json()]).toEqual([
        401,
        'Bearer',
        { message: 'Unauthorized' },
      ]);
    }
    expect(fixture.invoked).toHaveLength(before);
  });

  test('CORS: the preflight is answered here, for the origins of the template only', async () => {
    const ask = (from: string) => fetch(`${origin}/webhooks/x`, { method: 'OPTIONS', headers: { origin: from } });
    const good = await ask('https://crm.example');
    expect([
      good.status,
      good.headers.get('access-control-allow-origin'),
      good.headers.get('access-control-max-age'),
    ]).toEqual([204, 'https://crm.example', '600']);
    expect((await ask('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  test('the stage’s throttle refuses what exceeds its burst', async () => {
    answer = { ok: true, value: { statusCode: 200 } };
    const statuses = new Set<number>();
    for (let i = 0; i < 60; i++) statuses.add((await fetch(`${origin}/webhooks/x`, { method: 'POST' })).status);
    expect(statuses).toEqual(new Set([200, 429]));
  });
});

describe('the site', () => {
  test('SEC29: pages carry the security headers of the template', async () => {
    const got = await fetch(`${origin}/inbox/c1`);
    expect(await got.text()).toBe('<!doctype html>console');
    expect(Object.fromEntries(got.headers)).toMatchObject({
      'content-security-policy': "default-src 'self'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'strict-transport-security': 'max-age=60; includeSubDomains',
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'public, no-cache',
    });
  });

  test.each(['br', 'gzip'])(
    'files with a hash in their name are kept for ever and come compressed (%s)',
    async (encoding) => {
      for (const visit of ['first', 'second']) {
        const got = await fetch(`${origin}/_app/immutable/a.js`, { headers: { 'accept-encoding': encoding } });
        expect([
          visit,
          (await got.text()).length,
          got.headers.get('cache-control'),
          got.headers.get('content-encoding'),
        ]).toEqual([visit, 2_004, 'public, max-age=31536000, immutable', encoding]);
        expect(Number(got.headers.get('content-length'))).toBeLessThan(100);
      }
      const plain = await fetch(`${origin}/_app/immutable/a.js`, { headers: { 'accept-encoding': 'identity' } });
      expect([plain.headers.get('content-encoding'), plain.headers.get('content-length')]).toEqual([null, '2004']);
    },
  );

  test('an unchanged file is not sent again', async () => {
    const etag = (await fetch(`${origin}/`)).headers.get('etag') ?? '';
    expect((await fetch(`${origin}/`, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  test.each(['/missing.js', '/..%2f..%2fetc/passwd.txt', '/%00.js', '/%zz.js'])('%s is not there', async (path) => {
    expect((await fetch(origin + path)).status).toBe(404);
  });

  test('only reading is possible', async () => {
    expect((await fetch(`${origin}/index.html`, { method: 'POST' })).status).toBe(405);
  });
});

describe('local endpoints', () => {
  test('the core answers its paths, the front the rest', async () => {
    const moved = await fetch(`${origin}/_local/clock`, { method: 'POST', body: '{"advanceSeconds":1}' });
    expect(await moved.json()).toEqual({ method: 'POST', body: '{"advanceSeconds":1}' });
    expect((await fetch(`${origin}/_local/nothing`)).status).toBe(404);
  });

  test('neither another name of the machine nor another site’s page reaches them', async () => {
    expect(await statusWithHost('/_local/clock', 'evil.example')).toBe(403);
    expect((await fetch(`${origin}/_local/clock`, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
  });
});

test('someone who typed localhost is sent to the address that sign-in knows', async () => {
  const { port } = new URL(origin);
  const got = await new Promise<string | undefined>((resolve, reject) => {
    request(`${origin}/inbox?x=1`, { headers: { host: `localhost:${port}`, accept: 'text/html' } }, (response) => {
      response.resume();
      resolve(response.headers.location);
    })
      .on('error', reject)
      .end();
  });
  expect(got).toBe(`${origin}/inbox?x=1`);
});
