import type { FieldCipher } from '../runtime/field-cipher.ts';

/** Codes of the audit log's seals, keyed with the tenant's data key; no look-up of a phone can ever make one. */
export const auditCodes =
  (cipher: Pick<FieldCipher, 'blindIndex'>) =>
  (tenantId: string, text: string): Promise<string> =>
    cipher.blindIndex(tenantId, `audit-seal\n${text}`);
