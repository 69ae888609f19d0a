import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable, RowWrite } from '../runtime/row-table.ts';
import type { Separation } from './rules-persons.ts';

/** Who left this number? By blind index (SEC13): neither key nor row says which number it is. */

const PhoneLink = z.object({ conversationId: z.string(), atMs: z.number() });
/** A number was left in a conversation, then. It stays when another number takes its place: it was left. */
export type PhoneLink = Readonly<z.infer<typeof PhoneLink>>;

const StoredSeparation = z.object({
  conversationId: z.string(),
  state: z.enum(['apart', 'joined']),
  reason: z.string(),
  memberId: z.string(),
  atMs: z.number(),
});

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

/** P2 · A member's decision about one lead of a number (Z11); the last one counts, the audit log keeps them all. */
export const separationWrite = (tenantId: string, phoneIndex: string, separation: Separation): RowWrite => ({
  row: {
    pk: partitionOf(tenantId, phoneIndex),
    sk: `x#${separation.conversationId}`,
    ...entityMarks('phoneSeparation'),
    ...separation,
  },
});

/** P1 · In which conversations was this number left, and what was decided about them? */
export async function loadNumber(
  table: RowTable,
  tenantId: string,
  phoneIndex: string,
  limit: number,
): Promise<{ readonly links: readonly PhoneLink[]; readonly separations: readonly Separation[] }> {
  const { rows } = await table.query({ pk: partitionOf(tenantId, phoneIndex), from: 'c#', to: 'x$', limit });
  return {
    links: rows.filter(({ sk }) => sk.startsWith('c#')).map((row) => PhoneLink.parse(row)),
    separations: rows.filter(({ sk }) => sk.startsWith('x#')).map((row) => StoredSeparation.parse(row)),
  };
}
