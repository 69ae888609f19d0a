import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Douyin's signature: SHA-1 over the secret followed by the raw body, in hexadecimal (SEC1). Compared in constant
 * time. SHA-1 over secret‖body can be extended by a forger, so the body must also be one strict JSON value (SEC2).
 */
export function isSignedByDouyin(secret: string, rawBody: Uint8Array, header: string | undefined): boolean {
  const want = createHash('sha1').update(secret, 'utf8').update(rawBody).digest();
  if (header === undefined || !/^[0-9a-f]{40}$/i.test(header)) return false;
  return timingSafeEqual(want, Buffer.from(header, 'hex'));
}
