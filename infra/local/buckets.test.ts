import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createObjects } from '../../shared/runtime/aws-objects.ts';
import { type Buckets, serveBuckets } from './buckets.ts';
import { freePort } from './free-port.ts';

const CONSOLE = 'http://127.0.0.1:8080';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const png = Buffer.from('89504e470d0a1a0a', 'hex');

let folder: string;
let port: number;
let nowMs: number;
let running: Buckets;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'buckets-'));
  port = await freePort();
  nowMs = Date.parse('2026-11-22T00:00:00Z');
  running = await start();
});
afterEach(async () => {
  await running.close();
  rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 50 });
});

const start = () =>
  serveBuckets({
    settings: [
      {
        name: 'media',
        cors: [
          {
            origins: [CONSOLE],
            methods: ['GET', 'PUT'],
            headers: ['content-type'],
            exposed: ['etag'],
            maxAgeSeconds: 3600,
          },
        ],
        expiry: [{ prefix: 'uploads/', days: 1 }],
      },
    ],
    folder,
    port,
    secretAccessKey: 'local',
    clock: { now: () => nowMs },
    log: () => undefined,
  });

const environment = () => ({
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
});
const objects = () => createObjects('media', environment());
const sdk = () =>
  new S3Client({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials, forcePathStyle: true });

const uploadUrl = (key = 'uploads/t/1') =>
  objects().uploadUrl({ key, contentType: 'image/png', bytes: 8, expiresSeconds: 600 });
const put = (url: string, body: Uint8Array, contentType = 'image/png') =>
  fetch(url, { method: 'PUT', body: Uint8Array.from(body), headers: { 'content-type': contentType, origin: CONSOLE } });

test("AWS's own client and ours read what the other stored", async () => {
  const client = sdk();
  await objects().put('materials/t/甲 (1).png', 'image/png', png);
  const read = await client.send(new GetObjectCommand({ Bucket: 'media', Key: 'materials/t/甲 (1).png' }));
  expect(Buffer.from((await read.Body?.transformToByteArray()) ?? []).toString('hex')).toBe('89504e470d0a1a0a');
  await client.send(
    new PutObjectCommand({ Bucket: 'media', Key: 'materials/t/2', Body: 'hello', ContentType: 'text/plain' }),
  );
  expect(await objects().head('materials/t/2')).toMatchObject({ bytes: 5, contentType: 'text/plain' });
  expect(Buffer.from((await objects().read('materials/t/2', 2)) ?? []).toString()).toBe('he');
  client.destroy();
});

test("an address signed by AWS's own presigner is accepted", async () => {
  const client = sdk();
  const command = new PutObjectCommand({
    Bucket: 'media',
    Key: 'uploads/t/1',
    ContentType: 'image/png',
    ContentLength: 8,
  });
  const url = await getSignedUrl(client, command, { signableHeaders: new Set(['content-type', 'content-length']) });
  expect((await put(url, png)).status).toBe(200);
  client.destroy();
});

test('an upload address takes exactly the announced type and length, and answers a page of the console', async () => {
  const stored = await put(uploadUrl(), png);
  expect(stored.status).toBe(200);
  expect(stored.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:8080');
  expect((await put(uploadUrl('uploads/t/2'), Buffer.concat([png, png]))).status).toBe(403);
  expect((await put(uploadUrl('uploads/t/3'), png, 'text/html')).status).toBe(403);
  expect((await put(uploadUrl().replace('/uploads/t/1', '/uploads/u/1'), png)).status).toBe(403);
  expect(await objects().head('uploads/t/2')).toBeUndefined();
});

test('an address is not good for another method, nor without its signature, nor after its time', async () => {
  await put(uploadUrl(), png);
  expect((await fetch(uploadUrl())).status).toBe(403);
  expect((await fetch(`http://127.0.0.1:${port}/media/uploads/t/1`)).status).toBe(403);
  const late = objects().downloadUrl({ key: 'uploads/t/1', expiresSeconds: 0 });
  expect((await fetch(late)).status).toBe(403);
});

test('half an upload leaves nothing behind', async () => {
  await new Promise<void>((resolve) => {
    const outgoing = request(uploadUrl(), {
      method: 'PUT',
      headers: { 'content-type': 'image/png', 'content-length': 8 },
    });
    outgoing.on('error', () => resolve());
    outgoing.write(png.subarray(0, 4), () => outgoing.destroy());
  });
  expect(await objects().head('uploads/t/1')).toBeUndefined();
});

test('preflight: pages of the console may send a content-type; other sites and other headers may not', async () => {
  const ask = (origin: string, headers: string) =>
    fetch(uploadUrl(), {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': headers },
    });
  expect((await ask(CONSOLE, 'content-type')).status).toBe(200);
  expect((await ask('https://evil.example', 'content-type')).status).toBe(403);
  expect((await ask(CONSOLE, 'x-amz-acl')).status).toBe(403);
});

test('objects survive a restart; uploads expire after a day by the movable clock', async () => {
  await put(uploadUrl(), png);
  await objects().copy('uploads/t/1', 'materials/t/1', (await objects().head('uploads/t/1'))?.etag ?? '');
  await running.close();
  running = await start();
  expect(await objects().head('materials/t/1')).toMatchObject({ bytes: 8, contentType: 'image/png' });
  nowMs += 86_400_000;
  expect(await objects().head('uploads/t/1')).toBeUndefined();
  expect(await objects().head('materials/t/1')).toBeDefined();
});

test('a copy is refused when the source changed since it was looked at', async () => {
  await put(uploadUrl(), png);
  expect(await objects().copy('uploads/t/1', 'materials/t/1', '"another"')).toBe(false);
  expect(await objects().head('materials/t/1')).toBeUndefined();
});

test('a download is saved under the given name', async () => {
  await put(uploadUrl(), png);
  const answer = await fetch(objects().downloadUrl({ key: 'uploads/t/1', expiresSeconds: 60, fileName: '客户.xlsx' }));
  expect(answer.headers.get('content-disposition')).toBe(
    `attachment; filename="download"; filename*=UTF-8''%E5%AE%A2%E6%88%B7.xlsx`,
  );
});
