import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { fetchText, http } from './http-client.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const own = createServer(listener);
  server = own;
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
  const address = own.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
}
const post = (url: string, more: object = {}) =>
  http({ method: 'POST', url, body: '你好', headers: { 'x-a': '1' }, timeoutMs: 2_000, ...more });

test('sends text with its length and answers status, headers and text', async () => {
  const url = await serve((request, response) => {
    const { 'content-length': length, 'x-a': a } = request.headers;
    response.writeHead(201, { 'x-seen': `${request.method ?? ''} ${length ?? ''} ${String(a)}` }).end('收到');
  });
  expect(await post(url)).toMatchObject({ status: 201, headers: { 'x-seen': 'POST 6 1' }, text: '收到' });
});

test('W9: a call that found no connection was not sent', async () => {
  const url = await serve(() => undefined);
  server?.close();
  await expect(post(url)).rejects.toMatchObject({ name: 'HttpFailure', kind: 'not-sent' });
  await expect(post('http://no-such-host.invalid/')).rejects.toMatchObject({ kind: 'not-sent' });
});

test.each<[string, RequestListener]>([
  ['is never answered', () => undefined],
  ['is cut off', (request) => void request.socket.destroy()],
  [
    'is cut off in the answer',
    (request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setImmediate(() => request.socket.destroy());
    },
  ],
])('W9: of a call that %s nobody knows the outcome', async (_how, listener) => {
  const url = await serve(listener);
  await expect(post(url, { timeoutMs: 200 })).rejects.toMatchObject({ kind: 'unknown' });
});

test('SEC27: an answer that is too long or a redirect is not followed', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/away') response.writeHead(302, { location: '/' }).end();
    else response.end('x'.repeat(2_000));
  });
  await expect(post(url, { maxBytes: 1_999 })).rejects.toMatchObject({ kind: 'unknown' });
  expect(await post(`${url}away`)).toMatchObject({ status: 302 });
});

test('as fetch: bodies are text, a signal ends the call', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/') response.writeHead(429, { 'retry-after': '3' }).end('{"a":1}');
  });
  const answer = await fetchText(url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([429, '3', { a: 1 }]);
  await expect(fetchText(`${url}hang`, { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
  await expect(fetchText(url, { method: 'POST', body: new Uint8Array(1) })).rejects.toThrow(TypeError);
});
