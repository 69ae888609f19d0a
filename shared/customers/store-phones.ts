import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable, RowWrite } from '../runtime/row-table.ts';

/** Who left this number? By blind index (SEC13): neither key nor row says which number it is. */

const PhoneLink = z.object({ conversationId: z.string(), atMs: z.number() });
/** A number was left in a conversation, then. It stays when another number takes its place: it was left. */
export type PhoneLink = Readonly<z.infer<typeof PhoneLink>>;

const partitionOf = (tenantId: string, phoneIndex: string): string => `t#${tenantId}#phone#${phoneIndex}`;

/** P1 · Written with the lead it is of. */
export const phoneLink = (
  of: { readonly tenantId: string; readonly conversationId: string },
  phoneIndex: string,
  atMs: number,
): RowWrite => ({
  row: {
    pk: partitionOf(of.tenantId, phoneIndex),
    sk: `c#${of.conversationId}`,
    ...entityMarks('phoneLink'),
    conversationId: of.conversationId,
    atMs,
  },
});

/** P1 · In which conversations was this number left? Oldest id first. */
export async function listByPhone(
  table: RowTable,
  tenantId: string,
  phoneIndex: string,
  limit: number,
): Promise<readonly PhoneLink[]> {
  const { rows } = await table.query({ pk: partitionOf(tenantId, phoneIndex), from: 'c#', to: 'c$', limit });
  return rows.map((row) => PhoneLink.parse(row));
}
