import { createHash } from 'node:crypto';
import { createFieldCipher, type FieldCipher } from '../../shared/runtime/field-cipher.ts';
import type { RowTable } from '../../shared/runtime/row-table.ts';
import { createTenantKeys } from '../../shared/tenants/store-keys.ts';

/** The product's own encryption, each process with its own memory of data keys (F14), over a key service that never forgets. */

type Reach = <T>(act: () => T) => Promise<T>;

export interface Vault {
  /** What was sealed, for judges. */
  reveal(sealed: string): string;
  /** `reach`: the way to the key service, where it can be slow or the end of a process. */
  cipherOf(table: RowTable, reach: Reach): FieldCipher;
}

export function createVault(): Vault {
  const book = new Map<string, string>();
  let keys = 0;
  return {
    reveal: (sealed) => book.get(sealed) ?? '',
    cipherOf(table, reach) {
      const cipher = createFieldCipher({
        keys: createTenantKeys(table),
        dataKeys: {
          generate: (tenantId) => reach(() => Buffer.from(`${tenantId}:${++keys}`)),
          open: (tenantId, sealed) =>
            reach(() => {
              if (!Buffer.from(sealed).toString().startsWith(`${tenantId}:`))
                throw new Error('a key of another tenant');
              return createHash('sha256').update(sealed).digest();
            }),
        },
      });
      return {
        ...cipher,
        async seal(place, plaintext) {
          const sealed = await cipher.seal(place, plaintext);
          book.set(sealed, plaintext);
          return sealed;
        },
      };
    },
  };
}
