import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Short texts that leave the product and come back: live tickets, OAuth states. Signed, not secret. The purpose is part
 * of what is signed, so that a text made for one use opens in no other.
 */

const mac = (key: string, purpose: string, payload: string): Buffer =>
  createHmac('sha256', key)
    .update(JSON.stringify([purpose, payload]))
    .digest();

/** `base64url(payload).base64url(HMAC-SHA256)`. */
export const signText = (key: string, purpose: string, payload: string): string =>
  `${Buffer.from(payload, 'utf8').toString('base64url')}.${mac(key, purpose, payload).toString('base64url')}`;

/** The payload, or undefined where the text was not signed by us for this purpose. Constant time in the signature. */
export function openSignedText(key: string, purpose: string, text: string): string | undefined {
  const [body, signature, ...rest] = text.split('.');
  if (body === undefined || signature === undefined || rest.length > 0) return undefined;
  const payload = Buffer.from(body, 'base64url').toString('utf8');
  const given = Buffer.from(signature, 'base64url');
  const wanted = mac(key, purpose, payload);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  // base64url has several spellings of the same bytes; only ours is accepted, so a text is also a name.
  return signText(key, purpose, payload) === text ? payload : undefined;
}
