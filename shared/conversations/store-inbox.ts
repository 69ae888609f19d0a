import type { RowTable } from '../runtime/row-table.ts';
import type { Conversation } from './model-head.ts';
import { inboxPartition, minuteKey, parseHead } from './store-head-row.ts';

/** Heads as the inbox orders them: first keys alone, then the heads that are shown. */

/** The order of the inbox: by minute of the last activity, then by id, as the index has it. */
export const inboxKey = (head: Conversation): string => `${minuteKey(head.lastActivityAtMs)}#${head.conversationId}`;

/**
 * 5 · Which conversations of an account moved last, before this place of the inbox? Or, from an `after` on, which first?
 * Keys only.
 */
export async function listInboxKeys(
  table: RowTable,
  place: { readonly tenantId: string; readonly accountId: string },
  page: { readonly limit: number; readonly before?: string; readonly after?: string },
): Promise<readonly InboxKey[]> {
  const { before, after } = page;
  const { rows } = await table.query({
    index: 'gsi1',
    pk: inboxPartition(place.tenantId, place.accountId),
    from: after ?? '0',
    to: before ?? ':',
    descending: after === undefined,
    limit: page.limit + 1,
  });
  return rows
    .map(({ pk, sk, ...row }) => ({ pk, sk, order: String(row.gsi1sk) }))
    .filter(({ order }) => order !== before && order !== after)
    .slice(0, page.limit);
}

/** A head's key with its place in the inbox. */
export interface InboxKey {
  readonly pk: string;
  readonly sk: string;
  readonly order: string;
}

/** 5a · The heads behind those keys, newest first. */
export async function loadHeads(table: RowTable, keys: readonly InboxKey[]): Promise<readonly Conversation[]> {
  if (keys.length === 0) return [];
  const rows = await table.getMany(keys.map(({ pk, sk }) => ({ pk, sk })));
  return rows.flatMap((row) => parseHead(row) ?? []).sort((a, b) => (inboxKey(a) < inboxKey(b) ? 1 : -1));
}
