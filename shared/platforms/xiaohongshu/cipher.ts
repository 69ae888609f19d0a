import { createCipheriv, createDecipheriv } from 'node:crypto';
import { parseStrictJson, type StrictJson } from '../strict-json.ts';
import { CIPHER } from './wire.ts';

export type Opened = StrictJson | { readonly ok: false; readonly code: 'content.sealed-otherwise' };

/** Seals a content for Xiaohongshu under a fresh IV of 16 bytes. `keyHex`: 32 hexadecimal characters. */
export function sealContent(keyHex: string, value: unknown, iv: Uint8Array): string {
  const cipher = createCipheriv(CIPHER.algorithm, Buffer.from(keyHex, 'hex'), iv);
  const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return Buffer.from(iv).toString('base64') + CIPHER.separator + body.toString('base64');
}

/**
 * Opens what Xiaohongshu sealed. Every way to fail comes back alike to the sender, so that nothing is learnt about the
 * padding; CBC proves no origin, therefore the content must be one strict JSON value as well. Never throws.
 */
export function openContent(keyHex: string, sealed: string): Opened {
  const failed = { ok: false, code: 'content.sealed-otherwise' } as const;
  const [ivText, bodyText, ...rest] = sealed.split(CIPHER.separator);
  if (ivText === undefined || bodyText === undefined || rest.length > 0) return failed;
  const iv = Buffer.from(ivText, 'base64');
  const body = Buffer.from(bodyText, 'base64');
  if (iv.length !== 16 || body.length === 0 || body.length % 16 !== 0) return failed;
  // Padding and canonical base64 are part of what was sealed: a changed bit in either must not pass.
  if (iv.toString('base64') !== ivText || body.toString('base64') !== bodyText) return failed;
  try {
    const decipher = createDecipheriv(CIPHER.algorithm, Buffer.from(keyHex, 'hex'), iv);
    return parseStrictJson(Buffer.concat([decipher.update(body), decipher.final()]));
  } catch {
    return failed;
  }
}
