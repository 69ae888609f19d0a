import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { BucketFiles, StoredObject } from './buckets-files.ts';
import type { BucketSettings } from './buckets-settings.ts';

/** What S3 does with one object: whole puts, copies, reads of all or of one range. */

export type Bucket = BucketSettings & { readonly files: BucketFiles };

export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** More than any material may have; S3 itself takes 5 GiB in one request. */
const MAX_BYTES = 512 * 1024 * 1024;

/** The bucket and key of `/bucket/key…`. @throws {S3Error} */
export function addressOf(buckets: ReadonlyMap<string, Bucket>, path: string): { bucket: Bucket; key: string } {
  const slash = path.indexOf('/', 1);
  const bucket = buckets.get(slash < 0 ? path.slice(1) : path.slice(1, slash));
  if (!bucket) throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');
  return { bucket, key: decodeURIComponent(path.slice(slash + 1)) };
}

export async function put(
  bucket: Bucket,
  key: string,
  there: StoredObject | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { headers } = request;
  const bytes = Number(headers['content-length']);
  if (headers['content-length'] === undefined) {
    throw new S3Error(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  if (bytes > MAX_BYTES) throw new S3Error(400, 'EntityTooLarge', 'The upload exceeds the maximum allowed size');
  if (headers['if-none-match'] === '*' && there) {
    throw new S3Error(412, 'PreconditionFailed', 'The object exists already');
  }
  const contentType = headers['content-type'] ?? 'binary/octet-stream';
  const stored = await bucket.files.write({ key, contentType, bytes, body: request });
  if (!stored) throw new S3Error(400, 'IncompleteBody', 'You did not provide the number of bytes you announced');
  response.writeHead(200, { etag: stored.etag, 'content-length': 0 }).end();
}

export async function copy(
  buckets: ReadonlyMap<string, Bucket>,
  bucket: Bucket,
  key: string,
  { headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = String(headers['x-amz-copy-source']);
  const source = addressOf(buckets, path.startsWith('/') ? path : `/${path}`);
  const object = source.bucket.files.find(source.key);
  if (!object) throw new S3Error(404, 'NoSuchKey', 'The specified key does not exist.');
  const wanted = headers['x-amz-copy-source-if-match'];
  if (wanted !== undefined && wanted !== object.etag) {
    throw new S3Error(412, 'PreconditionFailed', 'The source has changed');
  }
  // Within one bucket of ours bytes are copied as files; two buckets never meet in this template.
  if (source.bucket !== bucket) throw new S3Error(501, 'NotImplemented', 'copies stay within their bucket');
  const stored = await bucket.files.copy(object, key);
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.end(`<CopyObjectResult><ETag>${stored.etag}</ETag></CopyObjectResult>`);
}

export async function get(
  bucket: Bucket,
  object: StoredObject | undefined,
  url: URL,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!object) throw new S3Error(404, 'NoSuchKey', 'The specified key does not exist.');
  const range = rangeOf(headers.range, object.bytes);
  const disposition = url.searchParams.get('response-content-disposition');
  response.writeHead(range ? 206 : 200, {
    'content-type': url.searchParams.get('response-content-type') ?? object.contentType,
    'content-length': range ? range.to - range.from + 1 : object.bytes,
    ...(range ? { 'content-range': `bytes ${range.from}-${range.to}/${object.bytes}` } : {}),
    'accept-ranges': 'bytes',
    etag: object.etag,
    'last-modified': new Date(object.storedAtMs).toUTCString(),
    ...(disposition === null ? {} : { 'content-disposition': disposition }),
  });
  if (method === 'HEAD') return void response.end();
  await pipeline(bucket.files.read(object, range), response).catch(() => response.destroy()); // the reader went away
}

/** One range of bytes, both ends included. @throws {S3Error} 416 for one outside of the object. */
function rangeOf(header: string | undefined, bytes: number): { from: number; to: number } | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!found) return undefined;
  const [, first = '', last = ''] = found;
  const from = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const to = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (from > to) throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable');
  return { from, to };
}
