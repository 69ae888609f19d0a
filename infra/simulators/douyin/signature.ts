import { createHash } from 'node:crypto';

/** X-Douyin-Signature: lower-case hex of SHA-1 over the secret's bytes followed by the body's bytes. */
export function signBody(clientSecret: string, body: Uint8Array): string {
  return createHash('sha1').update(clientSecret, 'utf8').update(body).digest('hex');
}
