import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable, RowWrite } from '../runtime/row-table.ts';

/** Customers whose name, remark or tags a person changed: no message moved them, so the indexer is told. */

const Touched = z.object({ conversationId: z.string(), sk: z.string() });
export type Touched = Readonly<z.infer<typeof Touched>>;
const partitionOf = (tenantId: string): string => `t#${tenantId}#search`;

/** S13 · To be written together with the change. One row per change: removing it never loses a later one. */
export const touched = (
  of: { readonly tenantId: string; readonly conversationId: string },
  changeId: string | number,
): RowWrite => ({
  row: {
    pk: partitionOf(of.tenantId),
    sk: `w#${of.conversationId}#${changeId}`,
    ...entityMarks('searchTouched'),
    conversationId: of.conversationId,
  },
});

/** S14 · Who was changed and is not in the index yet? */
export async function listTouched(table: RowTable, tenantId: string, limit: number): Promise<readonly Touched[]> {
  const { rows } = await table.query({ pk: partitionOf(tenantId), from: 'w#', to: 'w$', limit });
  return rows.map((row) => Touched.parse(row));
}

export const removeTouched = (table: RowTable, tenantId: string, { sk }: Touched): Promise<void> =>
  table.remove({ pk: partitionOf(tenantId), sk });
