import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable, RowWrite } from '../runtime/row-table.ts';
import type { Conversation } from './model-head.ts';
import type { ConversationKey } from './model-keys.ts';
import { HEAD_KEY } from './store-head-row.ts';
import { conversationPartition } from './store-message-codec.ts';

/**
 * Which conversations a member has: a row each, beside the head that says so. The head is the truth; a row it no longer
 * backs is passed over by readers and swept by the next change.
 */

const Stored = z.object({
  tenantId: z.string(),
  memberId: z.string(),
  conversationId: z.string(),
  accountId: z.string(),
  atMs: z.number(),
});
export type Assigned = Readonly<z.infer<typeof Stored>>;

type Place = Pick<Assigned, 'tenantId' | 'memberId' | 'conversationId'>;
const partitionOf = (tenantId: string, memberId: string): string => `t#${tenantId}#assigned#${memberId}`;
const keyOf = ({ tenantId, memberId, conversationId }: Place) => ({
  pk: partitionOf(tenantId, memberId),
  sk: `c#${conversationId}`,
});

/** Rides on the head's own write: all or none. */
export const assignedWrite = (head: Conversation, memberId: string, atMs: number): RowWrite => {
  const { tenantId, conversationId, accountId } = head;
  const row: Assigned = { tenantId, memberId, conversationId, accountId, atMs };
  return { row: { ...keyOf(row), ...entityMarks('assigned'), ...row } };
};

/** Forgets that a member has it; what is not there is forgotten already. */
export const removeAssigned = (table: RowTable, place: Place): Promise<void> => table.remove(keyOf(place));

/**
 * What a member has, lowest conversation id first, after one of them; at most `limit`, for counting no further than
 * anybody reads.
 */
export async function listAssigned(
  table: RowTable,
  tenantId: string,
  memberId: string,
  limit: number,
  after?: string,
): Promise<readonly Assigned[]> {
  const from = after === undefined ? 'c#' : `c#${after}!`;
  const { rows } = await table.query({ pk: partitionOf(tenantId, memberId), from, to: 'c$', limit });
  return rows.map((row) => Stored.parse(row));
}

/** The key of the head behind it. */
export const headKeyOf = (key: ConversationKey) => ({ pk: conversationPartition(key), sk: HEAD_KEY });
