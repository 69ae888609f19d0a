import * as z from 'zod';
import { Platform } from '../conversations/model.ts';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable } from '../runtime/row-table.ts';
import type { StoredAuthorization } from './model.ts';

const Stored = z.object({
  tenantId: z.string(),
  accountId: z.string(),
  platform: Platform,
  sealed: z.string(),
  issuedAtMs: z.number(),
  accessExpiresAtMs: z.number(),
  refreshExpiresAtMs: z.number(),
  refreshAtMs: z.number(),
  generation: z.number(),
  failures: z.number(),
  leaseId: z.string().exactOptional(),
  leaseUntilMs: z.number().exactOptional(),
  version: z.number(),
});

const DUE_INDEX = 'authorizations';
const msKey = (atMs: number): string => String(atMs).padStart(13, '0');

export type AuthorizationKey = Pick<StoredAuthorization, 'tenantId' | 'accountId'>;

export interface AuthorizationStore {
  /** Strong: the newest pair. */
  load(key: AuthorizationKey): Promise<StoredAuthorization | undefined>;
  /** Whose tokens should be refreshed by now, most urgent first. Eventual: load before acting. */
  due(nowMs: number, limit: number): Promise<readonly AuthorizationKey[]>;
  /** Tenants that host an account at all. Eventual. */
  hosting(): Promise<readonly string[]>;
  /**
   * Writes the row if nobody wrote it since `next.version` was read (0 = it must not exist yet); false otherwise. So
   * neither an older pair nor a refresher that lost its lease ever overwrites what is newer (INV12).
   */
  save(next: StoredAuthorization): Promise<boolean>;
  /** Forgets the tokens (A4): what is not there cannot be used. */
  remove(key: AuthorizationKey): Promise<void>;
}

/** Sealed tokens beside their account, with an index of what is due for a refresh. */
export function createAuthorizationStore(table: RowTable): AuthorizationStore {
  return {
    async load(key) {
      const row = await table.get(keyOf(key), { consistent: true });
      return row && Stored.parse(row);
    },
    async due(nowMs, limit) {
      const { rows } = await table.query({ index: 'gsi1', pk: DUE_INDEX, from: '0', to: msKey(nowMs), limit });
      // The index carries keys only: what is due, of which tenant, which account.
      return rows.flatMap((row) => {
        const [, tenantId, accountId] = String(row['gsi1sk']).split('#');
        return tenantId === undefined || accountId === undefined ? [] : [{ tenantId, accountId }];
      });
    },
    async hosting() {
      const tenants = new Set<string>();
      let after: Readonly<Record<string, string>> | undefined;
      do {
        const page = await table.query({
          index: 'gsi1',
          pk: DUE_INDEX,
          from: '0',
          to: '~',
          ...(after ? { after } : {}),
        });
        for (const row of page.rows) tenants.add(String(row['gsi1sk']).split('#')[1] ?? '');
        after = page.next;
      } while (after);
      tenants.delete('');
      return [...tenants];
    },
    async save(next) {
      const row = {
        ...keyOf(next),
        ...entityMarks('authorization'),
        ...next,
        // A row that was removed and made anew must not repeat the versions of its predecessor.
        version: next.version === 0 ? next.issuedAtMs : next.version + 1,
        gsi1pk: DUE_INDEX,
        gsi1sk: `${msKey(next.refreshAtMs)}#${next.tenantId}#${next.accountId}`,
      };
      if (next.version === 0) return table.put({ row, condition: { kind: 'absent' } });
      return table.put({ row, condition: { kind: 'one-of', attribute: 'version', values: [next.version] } });
    },
    remove: (key) => table.remove(keyOf(key)),
  };
}

const keyOf = ({ tenantId, accountId }: AuthorizationKey) => ({ pk: `t#${tenantId}#accounts`, sk: `s#${accountId}` });
