import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRemoteFiles, isPrivateAddress } from './remote-files.ts';

const LIMITS = { maxBytes: 1_000, timeoutMs: 30_000 };
/** Long enough for a peer that drips to be heard, and nothing else waits for it. */
const SHORT = { ...LIMITS, timeoutMs: 400 };
let server: Server;
let origin = '';
const asked: string[] = [];

const ANSWERS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/whole': (response) => response.end('abc'),
  '/redirect': (response) => response.writeHead(302, { location: '/whole' }).end(),
  '/announced': (response) => response.writeHead(200, { 'content-length': '5000' }).write('a'),
  '/endless': (response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(Buffer.alloc(400)), 5);
    response.once('close', () => clearInterval(timer));
  },
  '/drip': (response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('.'), 50);
    response.once('close', () => clearInterval(timer));
  },
  '/cut': (response) => {
    response.writeHead(200, { 'content-length': '10' }).write('abc');
    setTimeout(() => response.destroy(), 20);
  },
};

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    ANSWERS[request.url ?? '']?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('SEC27: a whole file comes as its bytes', async () => {
  const bytes = await createRemoteFiles([origin]).get(new URL('/whole', origin), LIMITS);
  expect(Buffer.from(bytes ?? []).toString()).toBe('abc');
});

test.each(['/redirect', '/announced', '/endless', '/cut'])('SEC27: %s gives no file', async (path) => {
  expect(await createRemoteFiles([origin]).get(new URL(path, origin), LIMITS)).toBeUndefined();
});

test('SEC27: a peer that drips is ended with the time of the whole call', async () => {
  expect(await createRemoteFiles([origin]).get(new URL('/drip', origin), SHORT)).toBeUndefined();
});

test('SEC27: a redirect is not followed', () => {
  expect(asked.filter((path) => path === '/whole')).toHaveLength(1);
});

test('SEC28: a name that leads into a private network is not connected to, unless the deployment names it', async () => {
  const local = new URL('/whole', origin.replace('127.0.0.1', 'localhost'));
  const before = asked.length;
  expect(await createRemoteFiles([origin]).get(local, LIMITS)).toBeUndefined();
  expect(asked).toHaveLength(before);
});

test.each(['127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]'])(
  'SEC28: the private number %s is not connected to, in whatever way it is written',
  async (host) => {
    const before = asked.length;
    const port = new URL(origin).port;
    // Another origin than the deployment's own, so nothing lets it through.
    expect(await createRemoteFiles([]).get(new URL(`http://${host}:${port}/whole`), LIMITS)).toBeUndefined();
    expect(asked).toHaveLength(before);
  },
);

test.each([
  ['127.0.0.1', 4, true],
  ['10.1.2.3', 4, true],
  ['172.31.0.1', 4, true],
  ['192.168.1.1', 4, true],
  ['169.254.169.254', 4, true],
  ['100.64.0.1', 4, true],
  ['0.0.0.0', 4, true],
  ['8.8.8.8', 4, false],
  ['172.32.0.1', 4, false],
  ['::1', 6, true],
  ['fd00:ec2::254', 6, true],
  ['fe80::1', 6, true],
  ['::ffff:169.254.169.254', 6, true],
  ['::ffff:a9fe:a9fe', 6, true],
  ['::ffff:8.8.8.8', 6, false],
  ['::7f00:1', 6, true],
  ['64:ff9b::a00:1', 6, true],
  ['2002:7f00:1::', 6, true],
  ['2001:0:7f00:1::', 6, true],
  ['2606:4700::1111', 6, false],
  ['2400:3200::1', 6, false],
] as const)('SEC28: %s is private: %s', (address, family, isPrivate) => {
  expect(isPrivateAddress(address, family)).toBe(isPrivate);
});
