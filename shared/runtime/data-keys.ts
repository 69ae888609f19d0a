import * as z from 'zod';
import type { AwsCall } from './aws-json.ts';
import type { DataKeys } from './field-cipher.ts';

const Generated = z.object({ CiphertextBlob: z.string().min(1) });
const Decrypted = z.object({ Plaintext: z.string().min(1) });

/** KMS data keys over the small client. Errors are those of `AwsCall`. */
export const dataKeysOver = (call: AwsCall, keyId: string): DataKeys => ({
  async generate(tenantId) {
    const input = { KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: { tenantId } };
    return Buffer.from(Generated.parse(await call('GenerateDataKey', input)).CiphertextBlob, 'base64');
  },
  async open(tenantId, sealedKey) {
    const CiphertextBlob = Buffer.from(sealedKey).toString('base64');
    const input = { KeyId: keyId, CiphertextBlob, EncryptionContext: { tenantId } };
    return Buffer.from(Decrypted.parse(await call('Decrypt', input)).Plaintext, 'base64');
  },
});

const SecretValue = z.object({ SecretString: z.string().optional() });

/** Reads a secret's text over the small client. */
export const secretTextOver =
  (call: AwsCall, secretId: string): (() => Promise<string | undefined>) =>
  async () =>
    SecretValue.parse(await call('GetSecretValue', { SecretId: secretId })).SecretString;
