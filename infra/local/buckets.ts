import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { corsAnswer, preflightAnswer } from './buckets-cors.ts';
import { openBucketFiles, type StoredObject } from './buckets-files.ts';
import { addressOf, type Bucket, copy, get, put, S3Error } from './buckets-operations.ts';
import type { BucketSettings } from './buckets-settings.ts';
import { checkSignature } from './buckets-signature.ts';
import type { LocalClock } from './types.ts';

/** The template's buckets: S3's wire protocol for whole objects, path style, on the loopback interface. */

export interface Buckets {
  close(): Promise<void>;
}

export interface BucketsOptions {
  readonly settings: readonly BucketSettings[];
  readonly folder: string;
  readonly port: number;
  readonly secretAccessKey: string;
  /** Objects expire by the movable clock; signatures are of the machine's time, as everywhere. */
  readonly clock: Pick<LocalClock, 'now'>;
  readonly log: (line: string) => void;
}

const DAY_MS = 86_400_000;

/** @throws {Error} when the port is taken. */
export async function serveBuckets(options: BucketsOptions): Promise<Buckets> {
  const { settings, folder, port, clock, log } = options;
  const buckets = new Map<string, Bucket>(
    settings.map((bucket) => [
      bucket.name,
      { ...bucket, files: openBucketFiles(join(folder, bucket.name), () => clock.now()) },
    ]),
  );
  for (const bucket of buckets.values()) await removeExpired(bucket, clock.now());
  const server = createServer((request, response) => {
    answer(options, buckets, request, response).catch((error: unknown) => {
      if (!(error instanceof S3Error)) log(`S3 ${request.method ?? ''} ${request.url ?? ''}: ${String(error)}`);
      const known = error instanceof S3Error ? error : new S3Error(500, 'InternalError', 'see the log');
      if (response.headersSent) return void response.destroy();
      refuse(response, request.method ?? 'GET', known);
      request.resume();
    });
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function refuse(response: ServerResponse, method: string, { status, code, message }: S3Error): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(method === 'HEAD' ? undefined : body);
}

const isExpired = ({ expiry }: Bucket, object: StoredObject, nowMs: number): boolean =>
  expiry.some(({ prefix, days }) => object.key.startsWith(prefix) && nowMs >= object.storedAtMs + days * DAY_MS);

async function removeExpired(bucket: Bucket, nowMs: number): Promise<void> {
  for (const object of bucket.files.list()) {
    if (isExpired(bucket, object, nowMs)) await bucket.files.remove(object.key);
  }
}

async function answer(
  { secretAccessKey, clock }: BucketsOptions,
  buckets: ReadonlyMap<string, Bucket>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', headers } = request;
  const url = new URL(request.url ?? '/', 'http://local');
  const { bucket, key } = addressOf(buckets, url.pathname);
  if (method === 'OPTIONS') {
    const allowed = preflightAnswer(bucket.cors, headers);
    if (!allowed) throw new S3Error(403, 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.');
    return void response.writeHead(200, allowed).end();
  }
  for (const [name, value] of Object.entries(corsAnswer(bucket.cors, method, headers))) response.setHeader(name, value);
  const verdict = checkSignature({ method, url, headers }, secretAccessKey, Date.now());
  if (verdict === 'wrong') throw new S3Error(403, 'SignatureDoesNotMatch', 'The signature does not match the request.');
  if (verdict !== 'valid') throw new S3Error(403, 'AccessDenied', `Access Denied: signature ${verdict}`);
  const found = bucket.files.find(key);
  const object = found && !isExpired(bucket, found, clock.now()) ? found : undefined;
  switch (method) {
    case 'PUT':
      return headers['x-amz-copy-source'] === undefined
        ? put(bucket, key, object, request, response)
        : copy(buckets, bucket, key, request, response);
    case 'GET':
    case 'HEAD':
      return get(bucket, object, url, request, response);
    case 'DELETE':
      await bucket.files.remove(key);
      return void response.writeHead(204).end();
    default:
      throw new S3Error(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.');
  }
}
