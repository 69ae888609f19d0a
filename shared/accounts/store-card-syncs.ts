import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowQuery, RowTable } from '../runtime/row-table.ts';

/**
 * How the last sync of an account's cards went. Apart from the account, which every message reads, and from the cards, so
 * that one list tells of all accounts. Version 2; sync-cards.test.ts pins its shape.
 */
const CardSync = z.object({
  tenantId: z.string(),
  accountId: z.string(),
  /** When the platform last told its list. */
  syncedAtMs: z.number().exactOptional(),
  /** The latest attempt, where it failed. */
  failure: z.object({ atMs: z.number(), code: z.string() }).exactOptional(),
  /** How many the platform holds, as far as they are kept; absent in rows of before cards had rows of their own. */
  count: z.number().exactOptional(),
  /** The platform holds more than are kept. */
  cut: z.literal(true).exactOptional(),
});
export type CardSync = Readonly<z.infer<typeof CardSync>>;

export interface CardSyncStore {
  load(tenantId: string, accountId: string): Promise<CardSync | undefined>;
  /** Every account of the tenant that was ever synced. */
  list(tenantId: string): Promise<readonly CardSync[]>;
  /** The latest attempt counts, whoever made it. */
  put(sync: CardSync): Promise<void>;
}

const partitionOf = (tenantId: string): string => `t#${tenantId}#accounts`;
const keyOf = (tenantId: string, accountId: string) => ({ pk: partitionOf(tenantId), sk: `c#${accountId}` });

export function createCardSyncStore(table: RowTable): CardSyncStore {
  return {
    async load(tenantId, accountId) {
      const row = await table.get(keyOf(tenantId, accountId));
      return row && CardSync.parse(row);
    },
    async list(tenantId) {
      const found: CardSync[] = [];
      let after: RowQuery['after'];
      do {
        const page = await table.query({
          pk: partitionOf(tenantId),
          from: 'c#',
          to: 'c$',
          ...(after ? { after } : {}),
        });
        found.push(...page.rows.map((row) => CardSync.parse(row)));
        after = page.next;
      } while (after);
      return found;
    },
    async put(sync) {
      await table.put({ row: { ...keyOf(sync.tenantId, sync.accountId), ...entityMarks('cardSync'), ...sync } });
    },
  };
}
