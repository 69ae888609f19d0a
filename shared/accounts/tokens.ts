import * as z from 'zod';
import type { Authorization } from '../platforms/platform.ts';
import type { FieldCipher } from '../runtime/field-cipher.ts';
import type { AuthorizationKey } from './store-authorizations.ts';

/** What is sealed: everything a refresh needs, nothing a screen shows. */
const Tokens = z.object({
  accountPlatformId: z.string(),
  accessToken: z.string(),
  refreshToken: z.string(),
  accessExpiresAtMs: z.number(),
  refreshExpiresAtMs: z.number(),
  renewals: z.number().exactOptional(),
});
export type Tokens = z.infer<typeof Tokens>;

const placeOf = (key: AuthorizationKey) => ({
  tenantId: key.tenantId,
  recordId: key.accountId,
  field: 'authorization',
});

/** Seals tokens for their account: they open for no other (SEC12). */
export const sealTokens = (cipher: FieldCipher, key: AuthorizationKey, authorization: Authorization): Promise<string> =>
  cipher.seal(placeOf(key), JSON.stringify(Tokens.parse(authorization)));

/** @throws {Error} if the ciphertext belongs elsewhere or was changed. */
export async function openTokens(cipher: FieldCipher, key: AuthorizationKey, sealed: string): Promise<Tokens> {
  return Tokens.parse(JSON.parse(await cipher.open(placeOf(key), sealed)));
}
