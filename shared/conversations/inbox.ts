import type { RowTable } from '../runtime/row-table.ts';
import type { Conversation } from './model-items.ts';
import { type InboxKey, inboxKey, listInboxKeys, loadHeads } from './store-conversations.ts';

export type InboxFilter = 'all' | 'unread' | 'waiting' | 'handed-over' | 'with-contact';

export interface InboxQuery {
  readonly tenantId: string;
  /** Ids of the accounts to look at: the caller knows which ones the member may see. */
  readonly accountIds: readonly string[];
  readonly filter: InboxFilter;
  /** Part of a name or of the last message. */
  readonly q?: string;
  readonly cursor?: string;
  readonly limit: number;
}

/** Heads read for one answer at most: a filter that hardly ever holds must not read a whole tenant. */
const MAX_EXAMINED = 500;

/**
 * Conversations of several accounts, newest activity first (I1): one query an account for keys, merged, then only the
 * heads that the page shows. Costs 0.5 read units an account and 0.5 a conversation shown.
 *
 * A page may hold fewer than `limit`, even none, and still have a cursor: the filter used up its reads.
 */
export async function listInbox(
  deps: { readonly table: RowTable },
  query: InboxQuery,
): Promise<{ readonly conversations: readonly Conversation[]; readonly nextCursor?: string }> {
  const found: Conversation[] = [];
  let cursor = query.cursor;
  for (let examined = 0; examined < MAX_EXAMINED; ) {
    const keys = await mergedKeys(deps.table, query, cursor);
    const heads = await loadHeads(deps.table, keys);
    for (const head of heads) {
      if (found.length === query.limit)
        return { conversations: found, ...(cursor === undefined ? {} : { nextCursor: cursor }) };
      cursor = inboxKey(head);
      if (matches(head, query)) found.push(head);
    }
    const last = keys.at(-1);
    if (!last || keys.length < query.limit) return { conversations: found };
    cursor = last.order;
    examined += keys.length;
    if (found.length === query.limit) break;
  }
  return { conversations: found, ...(cursor === undefined ? {} : { nextCursor: cursor }) };
}

async function mergedKeys(
  table: RowTable,
  query: InboxQuery,
  cursor: string | undefined,
): Promise<readonly InboxKey[]> {
  const page = { limit: query.limit, ...(cursor === undefined ? {} : { before: cursor }) };
  const lists = await Promise.all(
    query.accountIds.map((accountId) => listInboxKeys(table, { tenantId: query.tenantId, accountId }, page)),
  );
  return lists
    .flat()
    .sort((a, b) => (a.order < b.order ? 1 : -1))
    .slice(0, query.limit);
}

function matches(head: Conversation, { filter, q }: InboxQuery): boolean {
  const text = `${head.customerName ?? ''}\n${head.lastMessage?.preview ?? ''}`.toLowerCase();
  if (q !== undefined && q !== '' && !text.includes(q.toLowerCase())) return false;
  switch (filter) {
    case 'all':
      return true;
    case 'unread':
      return head.unread > 0;
    case 'waiting':
      return head.waitingSinceMs !== undefined;
    case 'handed-over':
      return head.handedOver !== undefined;
    case 'with-contact':
      return head.hasContact;
  }
}
