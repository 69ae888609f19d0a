import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

export type SignedHeaders = Readonly<Record<string, string>>;

const sha256 = (text: string): string => hash('sha256', text, 'hex');
const hmac = (key: string | Buffer | KeyObject, text: string): Buffer =>
  createHmac('sha256', key).update(text, 'utf8').digest();

/** AWS Signature Version 4. Signatures need the true time: the movable clock is not asked here. */
export function createSigner(service: string, region: string, url: URL, environment: NodeJS.ProcessEnv) {
  let signingKey: { readonly of: string; readonly key: KeyObject } | undefined;
  /** `target` names the operation where a service speaks JSON. */
  return (target: string | undefined, contentType: string, body: string): SignedHeaders => {
    const secret = environment.AWS_SECRET_ACCESS_KEY ?? '';
    const token = environment.AWS_SESSION_TOKEN;
    const time = new Date().toISOString().replace(/[:-]|\.\d{3}/g, '');
    const day = time.slice(0, 8);
    const scope = `${day}/${region}/${service}/aws4_request`;
    if (signingKey?.of !== day + secret) {
      const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), 'aws4_request');
      // Preparing a key takes four times as long as signing with a prepared one.
      signingKey = { of: day + secret, key: createSecretKey(key) };
    }
    const signed: Record<string, string> = {
      'content-type': contentType,
      host: url.host,
      'x-amz-date': time,
      ...(token ? { 'x-amz-security-token': token } : {}),
      ...(target === undefined ? {} : { 'x-amz-target': target }),
    };
    const names = Object.keys(signed).join(';');
    const canonical = [
      'POST',
      url.pathname,
      '',
      ...Object.entries(signed).map(([name, value]) => `${name}:${value}`),
      '',
      names,
      sha256(body),
    ].join('\n');
    const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
    const signature = hmac(signingKey.key, toSign).toString('hex');
    const credential = `${environment.AWS_ACCESS_KEY_ID ?? ''}/${scope}`;
    return {
      ...signed,
      'content-length': String(Buffer.byteLength(body)),
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
    };
  };
}
