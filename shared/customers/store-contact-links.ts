import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable, RowWrite } from '../runtime/row-table.ts';
import type { Separation } from './rules-persons.ts';

/** Who left this number or WeChat id? By blind index (SEC13): neither key nor row says which it is. */

const ContactLink = z.object({ conversationId: z.string(), atMs: z.number() });
/** It was left in a conversation, then. It stays when another takes its place: it was left. */
export type ContactLink = Readonly<z.infer<typeof ContactLink>>;

const StoredSeparation = z.object({
  conversationId: z.string(),
  state: z.enum(['apart', 'joined']),
  reason: z.string(),
  memberId: z.string(),
  atMs: z.number(),
});

const partitionOf = (tenantId: string, index: string): string => `t#${tenantId}#contact#${index}`;

/** P1 · Written with the lead it is of. */
export const contactLink = (
  of: { readonly tenantId: string; readonly conversationId: string },
  index: string,
  atMs: number,
): RowWrite => ({
  row: {
    pk: partitionOf(of.tenantId, index),
    sk: `c#${of.conversationId}`,
    ...entityMarks('contactLink'),
    conversationId: of.conversationId,
    atMs,
  },
});

/** P2 · A member's decision about one of several leads (Z11); the last one counts, the audit log keeps them all. */
export const separationWrite = (tenantId: string, index: string, separation: Separation): RowWrite => ({
  row: {
    pk: partitionOf(tenantId, index),
    sk: `x#${separation.conversationId}`,
    ...entityMarks('contactSeparation'),
    ...separation,
  },
});

/** P1 · In which conversations was it left, and what was decided about them? */
export async function loadLinks(
  table: RowTable,
  tenantId: string,
  index: string,
  limit: number,
): Promise<{ readonly links: readonly ContactLink[]; readonly separations: readonly Separation[] }> {
  const { rows } = await table.query({ pk: partitionOf(tenantId, index), from: 'c#', to: 'x$', limit });
  return {
    links: rows.filter(({ sk }) => sk.startsWith('c#')).map((row) => ContactLink.parse(row)),
    separations: rows.filter(({ sk }) => sk.startsWith('x#')).map((row) => StoredSeparation.parse(row)),
  };
}
