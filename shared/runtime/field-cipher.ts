import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { clock } from './clock.ts';

/** Where a ciphertext belongs; it opens nowhere else (SEC12). */
export interface FieldPlace {
  readonly tenantId: string;
  /** Conversation, account … id of the record. */
  readonly recordId: string;
  readonly field: string;
}

/** Envelope encryption of single fields: AES-256-GCM under a data key per tenant, itself sealed by the KMS key. */
export interface FieldCipher {
  seal(place: FieldPlace, plaintext: string): Promise<string>;
  /** @throws {Error} if the ciphertext was made for another place or was changed. */
  open(place: FieldPlace, sealed: string): Promise<string>;
  /** Keyed HMAC for equality look-up (SEC13): same value, same tenant → same index. */
  blindIndex(tenantId: string, value: string): Promise<string>;
}

/** Keeps each tenant's sealed data key. `put` answers what is stored, which may be a key another writer put first. */
export interface TenantKeys {
  load(tenantId: string): Promise<Uint8Array | undefined>;
  putIfAbsent(tenantId: string, sealedKey: Uint8Array): Promise<Uint8Array>;
}

/** SEC14: a plain data key lives at most five minutes in memory. */
const KEY_LIFE_MS = 5 * 60_000;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What the cipher needs of KMS. The tenant is the encryption context: a data key opens for its tenant alone. */
export interface DataKeys {
  /** A new data key, sealed. */
  generate(tenantId: string): Promise<Uint8Array>;
  open(tenantId: string, sealedKey: Uint8Array): Promise<Uint8Array>;
}

/** The cipher over any KMS client; data-keys.ts makes the real one. */
export function createFieldCipher(deps: { readonly dataKeys: DataKeys; readonly keys: TenantKeys }): FieldCipher {
  const cached = new Map<string, { key: Promise<Buffer>; untilMs: number }>();

  const loadKey = async (tenantId: string): Promise<Buffer> => {
    const sealed =
      (await deps.keys.load(tenantId)) ??
      (await deps.keys.putIfAbsent(tenantId, await deps.dataKeys.generate(tenantId)));
    return Buffer.from(await deps.dataKeys.open(tenantId, sealed));
  };

  const keyOf = (tenantId: string): Promise<Buffer> => {
    const known = cached.get(tenantId);
    if (known && known.untilMs > clock.now()) return known.key;
    const key = loadKey(tenantId);
    cached.set(tenantId, { key, untilMs: clock.now() + KEY_LIFE_MS });
    key.catch(() => cached.delete(tenantId));
    return key;
  };

  const placeBytes = (place: FieldPlace) =>
    Buffer.from(JSON.stringify([place.tenantId, place.recordId, place.field]), 'utf8');

  return {
    async seal(place, plaintext) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', await keyOf(place.tenantId), iv).setAAD(placeBytes(place));
      const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
    },
    async open(place, sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', await keyOf(place.tenantId), bytes.subarray(0, IV_BYTES))
        .setAAD(placeBytes(place))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
    },
    async blindIndex(tenantId, value) {
      return createHmac('sha256', await keyOf(tenantId))
        .update('blind-index')
        .update(value)
        .digest('base64url');
    },
  };
}
