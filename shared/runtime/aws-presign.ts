import { createHmac, hash } from 'node:crypto';

export interface Presigned {
  readonly method: 'GET' | 'PUT' | 'HEAD' | 'DELETE';
  /** Without a query; the path is encoded already. */
  readonly url: URL;
  /** Beside the host; whoever uses the address must send exactly these. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly expiresSeconds: number;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();

/** Encoding as signatures want it: everything but letters, digits and `-._~`. */
export const encodeStrictly = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * An address that carries its own AWS Signature Version 4 for S3. Signatures need the true time: the movable clock is not
 * asked here.
 */
export function presign(request: Presigned, region: string, environment: NodeJS.ProcessEnv, at = new Date()): string {
  const { method, url, expiresSeconds } = request;
  const time = at.toISOString().replace(/[:-]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const token = environment.AWS_SESSION_TOKEN;
  const headers = Object.entries({ ...request.headers, host: url.host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = headers.map(([name]) => name).join(';');
  const query = Object.entries({
    ...request.query,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${environment.AWS_ACCESS_KEY_ID ?? ''}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(expiresSeconds),
    ...(token ? { 'X-Amz-Security-Token': token } : {}),
    'X-Amz-SignedHeaders': names,
  })
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .sort()
    .join('&');
  const canonical = [
    method,
    url.pathname,
    query,
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const secret = environment.AWS_SECRET_ACCESS_KEY ?? '';
  const key = ['s3', 'aws4_request'].reduce(
    (signing, part) => hmac(signing, part),
    hmac(hmac(`AWS4${secret}`, time.slice(0, 8)), region),
  );
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, hash('sha256', canonical, 'hex')].join('\n'));
  return `${url.origin}${url.pathname}?${query}&X-Amz-Signature=${signature.toString('hex')}`;
}
