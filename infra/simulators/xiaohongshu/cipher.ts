import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const SEPARATOR = '~split~';
const IV_BYTES = 16;

/** AES-128-CBC with the IV in front, as pushes, sends and bind tokens carry their content. */
export interface Sealer {
  /** @param iv for worked examples; random otherwise. */
  seal(value: unknown, iv?: Buffer): string;
  /** Undefined where the text is not sealed with this key or holds no JSON. */
  open(sealed: string): unknown;
}

/** @param keyHex 32 hexadecimal characters. */
export function createSealer(keyHex: string): Sealer {
  const key = Buffer.from(keyHex, 'hex');
  return {
    seal(value, iv = randomBytes(IV_BYTES)) {
      const cipher = createCipheriv('aes-128-cbc', key, iv);
      const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return `${iv.toString('base64')}${SEPARATOR}${sealed.toString('base64')}`;
    },
    open(sealed) {
      const [iv, body, ...more] = sealed.split(SEPARATOR).map((part) => Buffer.from(part, 'base64'));
      if (!iv || !body || more.length > 0 || iv.length !== IV_BYTES) return undefined;
      try {
        const decipher = createDecipheriv('aes-128-cbc', key, iv);
        const text = Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
        const value: unknown = JSON.parse(text);
        return value;
      } catch {
        return undefined;
      }
    },
  };
}

/** X-Red-Signature of lead webhooks (family B): HMAC-SHA1 over the raw bytes, keyed with the console's token. */
export function signLead(token: string, body: Uint8Array): string {
  return `sha1=${createHmac('sha1', token).update(body).digest('hex')}`;
}
