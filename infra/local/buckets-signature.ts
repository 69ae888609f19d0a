import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** AWS Signature Version 4 as S3 checks it: in the address (presigned) or in the Authorization header. */

export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
}

export type SignatureVerdict = 'valid' | 'missing' | 'expired' | 'wrong';

interface Claim {
  readonly credential: string;
  readonly signedHeaders: string;
  readonly signature: string;
  readonly time: string;
  readonly payload: string;
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** How far an ordinary request's time may lie from ours. */
const SKEW_MS = 15 * 60_000;

const timeOf = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

function claimOf({ url, headers }: SignedRequest): Claim | undefined {
  const query = url.searchParams;
  if (query.has('X-Amz-Signature')) {
    return {
      credential: query.get('X-Amz-Credential') ?? '',
      signedHeaders: query.get('X-Amz-SignedHeaders') ?? '',
      signature: query.get('X-Amz-Signature') ?? '',
      time: query.get('X-Amz-Date') ?? '',
      payload: 'UNSIGNED-PAYLOAD',
    };
  }
  const found = /Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]+)/.exec(headers.authorization ?? '');
  if (!found) return undefined;
  const [, credential = '', signedHeaders = '', signature = ''] = found;
  const payload = String(headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD');
  return { credential, signedHeaders, signature, time: String(headers['x-amz-date'] ?? ''), payload };
}

const canonicalQuery = (url: URL): string =>
  [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');

/** What S3 would say of a request's signature. Every header that was signed must come exactly as it was signed. */
export function checkSignature(request: SignedRequest, secretAccessKey: string, nowMs: number): SignatureVerdict {
  const claim = claimOf(request);
  if (!claim) return 'missing';
  const [, day = '', region = '', service = ''] = claim.credential.split('/');
  const canonical = [
    request.method,
    request.url.pathname,
    canonicalQuery(request.url),
    ...claim.signedHeaders.split(';').map((name) => `${name}:${String(request.headers[name] ?? '').trim()}`),
    '',
    claim.signedHeaders,
    claim.payload,
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const digest = createHash('sha256').update(canonical).digest('hex');
  const key = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, day), region), service), 'aws4_request');
  const expected = hmac(key, ['AWS4-HMAC-SHA256', claim.time, scope, digest].join('\n'));
  const given = Buffer.from(claim.signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'wrong';
  const expires = request.url.searchParams.get('X-Amz-Expires');
  const signedAtMs = timeOf(claim.time);
  const isInTime =
    expires === null
      ? Math.abs(nowMs - signedAtMs) <= SKEW_MS
      : nowMs >= signedAtMs - SKEW_MS && nowMs < signedAtMs + Number(expires) * 1000;
  return isInTime ? 'valid' : 'expired';
}
