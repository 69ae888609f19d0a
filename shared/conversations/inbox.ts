import type { RowTable } from '../runtime/row-table.ts';
import { closingPage, orderedPage, waitingPage } from './inbox-ordered.ts';
import { by, type InboxPage, type InboxQuery, MAX_EXAMINED, matches } from './inbox-query.ts';
import { createInboxWalk } from './inbox-walk.ts';
import type { Conversation } from './model-head.ts';
import { headKeyOf, listAssigned } from './store-assigned.ts';
import { inboxKey, loadHeads } from './store-inbox.ts';

/** What one member has at once; who has more sees those of the lowest ids. */
const MAX_OWN = 1_000;

/**
 * Conversations of several accounts (I1): one query an account for keys, merged, then only the heads that the page shows.
 * Costs 0.5 read units an account and 0.5 a conversation shown. A member's own conversations cost one query and their heads.
 *
 * A page may hold fewer than `limit`, even none, and still have a cursor: the filter used up its reads. Who waits, and
 * what closes soon, is found wherever it stands in the inbox (inbox-ordered.ts).
 */
export async function listInbox(deps: { readonly table: RowTable }, query: InboxQuery): Promise<InboxPage> {
  if (typeof query.assigneeId === 'string') return ownPage(deps.table, query, query.assigneeId);
  switch (query.order) {
    case 'activity':
      return newestPage(deps.table, query);
    case 'waiting':
      // Who is closed or snoozed waits for nothing: those lists have no rows of waits.
      return query.status === 'open' ? waitingPage(deps.table, query) : orderedPage(deps.table, query);
    case 'closing':
      return closingPage(deps.table, query);
  }
}

async function newestPage(table: RowTable, query: InboxQuery): Promise<InboxPage> {
  const found: Conversation[] = [];
  let cursor = query.cursor;
  const { tenantId, accountIds } = query;
  const walk = createInboxWalk(table, { tenantId, accountIds, ...(cursor === undefined ? {} : { before: cursor }) });
  for (let examined = 0; examined < MAX_EXAMINED; ) {
    const keys = await walk.next(query.limit);
    for (const head of await loadHeads(table, keys)) {
      if (found.length === query.limit) return pageOf(found, cursor);
      cursor = inboxKey(head);
      if (matches(head, query)) found.push(head);
    }
    const last = keys.at(-1);
    if (!last || keys.length < query.limit) return { conversations: found };
    cursor = last.order;
    examined += keys.length;
    if (found.length === query.limit) break;
  }
  return pageOf(found, cursor);
}

const pageOf = (conversations: readonly Conversation[], cursor: string | undefined): InboxPage => ({
  conversations,
  ...(cursor === undefined ? {} : { nextCursor: cursor }),
});

async function ownPage(table: RowTable, query: InboxQuery, memberId: string): Promise<InboxPage> {
  const own = await listAssigned(table, query.tenantId, memberId, MAX_OWN);
  const keys = own.filter(({ accountId }) => query.accountIds.includes(accountId));
  const heads = await loadHeads(
    table,
    keys.map((key) => ({ ...headKeyOf(key), order: '' })),
  );
  const found = heads.filter((head) => matches(head, query)).sort(by(query));
  return query.order === 'activity' ? ownByActivity(found, query) : ownByPlace(found, query);
}

function ownByActivity(found: readonly Conversation[], { cursor, limit }: InboxQuery): InboxPage {
  const rest = cursor === undefined ? found : found.filter((head) => inboxKey(head) < cursor);
  const conversations = rest.slice(0, limit);
  const last = conversations.at(-1);
  return pageOf(conversations, rest.length > conversations.length && last ? inboxKey(last) : undefined);
}

/** One's own are all read for each page: how many were shown says where the next begins. */
function ownByPlace(found: readonly Conversation[], { cursor, limit }: InboxQuery): InboxPage {
  const from = Number(/^own#(\d{1,4})$/.exec(cursor ?? '')?.[1] ?? 0);
  const to = from + limit;
  return pageOf(found.slice(from, to), to < found.length ? `own#${to}` : undefined);
}
