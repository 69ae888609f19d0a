import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { jsonAnswer, jsonBody, targetOperation, WireError, type WireService } from './front-wire.ts';
import type { LocalContext } from './types.ts';

/**
 * The part of AWS KMS that field encryption uses: symmetric keys of the template, encryption contexts included. The keys
 * derive from one random master key in the state folder, readable by its owner alone.
 */

const Base64 = z.base64().transform((text) => Buffer.from(text, 'base64'));
const Encrypt = z.object({
  KeyId: z.string(),
  Plaintext: Base64,
  EncryptionContext: z.record(z.string(), z.string()).default({}),
});
const GenerateDataKey = Encrypt.omit({ Plaintext: true }).extend({
  KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
  NumberOfBytes: z.number().int().min(1).max(1024).optional(),
});
const Decrypt = z.object({
  CiphertextBlob: Base64,
  KeyId: z.string().optional(),
  EncryptionContext: z.record(z.string(), z.string()).default({}),
});

const IV_BYTES = 12;
const TAG_BYTES = 16;
const MASTER_BYTES = 32;

/** The master key, made once; written under another name first, so that a crash never leaves half a key. */
function loadMaster(stateDir: string): Buffer {
  const file = join(stateDir, 'kms-master.key');
  if (!existsSync(file)) {
    mkdirSync(stateDir, { recursive: true });
    writeFileSync(`${file}.new`, randomBytes(MASTER_BYTES), { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
  }
  return readFileSync(file);
}

const contextBytes = (keyId: string, context: Record<string, string>): Buffer =>
  Buffer.from(JSON.stringify([keyId, Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))]), 'utf8');

function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new WireError('ValidationException', z.prettifyError(parsed.error));
  return parsed.data;
}

export function createKms(context: Pick<LocalContext, 'template' | 'stateDir'>): WireService {
  const { template } = context;
  const master = loadMaster(context.stateDir);
  const keys = new Map<string, { id: string; arn: string; key: Buffer }>();
  for (const { id } of template.resources('AWS::KMS::Key')) {
    const arn = String(template.resolve({ 'Fn::GetAtt': [id, 'Arn'] }));
    const key = { id, arn, key: Buffer.from(hkdfSync('sha256', master, '', `kms-key:${id}`, 32)) };
    for (const name of [id, arn, String(template.resolve({ Ref: id }))]) keys.set(name, key);
  }

  const keyOf = (keyId: string) => {
    const found = keys.get(keyId);
    if (!found) throw new WireError('NotFoundException', `the template has no key ${keyId}`);
    return found;
  };

  const seal = (keyId: string, plaintext: Buffer, encryptionContext: Record<string, string>) => {
    const { id, arn, key } = keyOf(keyId);
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(contextBytes(id, encryptionContext));
    const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    const name = Buffer.from(id, 'utf8');
    const blob = Buffer.concat([Buffer.of(name.length), name, iv, cipher.getAuthTag(), body]);
    return { KeyId: arn, CiphertextBlob: blob.toString('base64') };
  };

  const open = (input: z.output<typeof Decrypt>) => {
    const blob = input.CiphertextBlob;
    const nameEnd = 1 + (blob[0] ?? 0);
    const { id, arn, key } = keys.get(blob.subarray(1, nameEnd).toString('utf8')) ?? {};
    const invalid = new WireError(
      'InvalidCiphertextException',
      'the ciphertext does not belong to this key and context',
    );
    if (id === undefined || arn === undefined || key === undefined || blob.length < nameEnd + IV_BYTES + TAG_BYTES)
      throw invalid;
    if (input.KeyId !== undefined && keyOf(input.KeyId).id !== id) {
      throw new WireError('IncorrectKeyException', 'the ciphertext was made with another key');
    }
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, blob.subarray(nameEnd, nameEnd + IV_BYTES))
        .setAAD(contextBytes(id, input.EncryptionContext))
        .setAuthTag(blob.subarray(nameEnd + IV_BYTES, nameEnd + IV_BYTES + TAG_BYTES));
      const body = blob.subarray(nameEnd + IV_BYTES + TAG_BYTES);
      const plaintext = Buffer.concat([decipher.update(body), decipher.final()]);
      return { KeyId: arn, Plaintext: plaintext.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
    } catch {
      throw invalid;
    }
  };

  const dataKey = (body: unknown, withPlaintext: boolean) => {
    const input = parse(GenerateDataKey, body);
    const plaintext = randomBytes(input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : 32));
    const sealed = seal(input.KeyId, plaintext, input.EncryptionContext);
    return withPlaintext ? { ...sealed, Plaintext: plaintext.toString('base64') } : sealed;
  };

  return {
    async handle(request) {
      const operation = targetOperation(request, 'TrentService');
      if (operation === undefined) return undefined;
      const body = jsonBody(request);
      switch (operation) {
        case 'GenerateDataKey':
          return jsonAnswer(dataKey(body, true));
        case 'GenerateDataKeyWithoutPlaintext':
          return jsonAnswer(dataKey(body, false));
        case 'Encrypt': {
          const input = parse(Encrypt, body);
          return jsonAnswer({
            ...seal(input.KeyId, input.Plaintext, input.EncryptionContext),
            EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
          });
        }
        case 'Decrypt':
          return jsonAnswer(open(parse(Decrypt, body)));
        default:
          throw new WireError('UnknownOperationException', `the local KMS does not know ${operation}`);
      }
    },
  };
}
