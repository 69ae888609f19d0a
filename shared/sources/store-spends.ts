import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { Row, RowQuery, RowTable } from '../runtime/row-table.ts';
import { SpendInput } from './rules-spend.ts';
import { MAX_SPEND_DAYS, spendIdOf } from './rules-spend-bounds.ts';

/** What advertising cost (K4), by the first day it was spent on. */

const StoredSpend = z.object({ ...SpendInput.shape, memberId: z.string(), atMs: z.number() });

/** Who wrote it down last, and when. */
export type Spend = Readonly<z.infer<typeof StoredSpend>>;

const partitionOf = (tenantId: string): string => `t#${tenantId}#spends`;
const keyOf = (tenantId: string, spendId: string) => ({ pk: partitionOf(tenantId), sk: `s#${spendId}` });

const rowOf = (tenantId: string, spend: Spend): Row => ({
  ...keyOf(tenantId, spendIdOf(spend)),
  ...entityMarks('spend'),
  tenantId,
  ...spend,
});

/**
 * 5 · What was spent on any of these days? Oldest first. `earlier` is the day by which the longest spend that reaches into
 * them has begun.
 */
export async function listSpends(
  table: RowTable,
  tenantId: string,
  { from, to, earlier }: { readonly from: string; readonly to: string; readonly earlier: string },
): Promise<readonly Spend[]> {
  const found: Spend[] = [];
  let after: RowQuery['after'];
  do {
    const page = await table.query({
      pk: partitionOf(tenantId),
      from: `s#${earlier}`,
      to: `s#${to}~`,
      ...(after ? { after } : {}),
    });
    found.push(...page.rows.map((row) => StoredSpend.parse(row)).filter((spend) => spend.to >= from));
    after = page.next;
  } while (after);
  return found;
}

/** How long before a day a spend may have begun that still reaches it, in days. */
export const REACHES_BACK_DAYS = MAX_SPEND_DAYS - 1;

/** 6 · All of them or none; what has the same name is replaced. */
export async function putSpends(table: RowTable, tenantId: string, spends: readonly Spend[]): Promise<void> {
  await table.putAll(spends.map((spend) => ({ row: rowOf(tenantId, spend) })));
}

/** 7 · False = there is none of this name. */
export async function removeSpend(table: RowTable, tenantId: string, spendId: string): Promise<boolean> {
  const known = await table.get(keyOf(tenantId, spendId), { consistent: true });
  if (!known) return false;
  await table.remove(keyOf(tenantId, spendId));
  return true;
}
