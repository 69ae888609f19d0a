import type { RowTable } from '../runtime/row-table.ts';
import { createInboxWalk } from './inbox-walk.ts';
import type { Conversation } from './model-items.ts';
import type { Standing } from './model-rules.ts';
import { packFor } from './packs.ts';
import { belongs, type InboxNarrowing, type InboxOrder, type Narrowed, orderKey, saysText } from './rules-inbox.ts';
import { windowState } from './rules-windows.ts';
import { headKeyOf, listAssigned } from './store-assigned.ts';
import { inboxKey, loadHeads } from './store-conversations.ts';

export interface InboxQuery extends InboxNarrowing {
  readonly tenantId: string;
  /** Ids of the accounts to look at: the caller knows which ones the member may see. */
  readonly accountIds: readonly string[];
  readonly order: InboxOrder;
  readonly cursor?: string;
  readonly limit: number;
  readonly nowMs: number;
  /** X1: what the member may see; absent = everything. */
  readonly isVisible?: (head: Conversation) => boolean;
  /** What the windows are judged by, where a list asks for them; absent = the account is gone. */
  readonly standingOf: (accountId: string) => Omit<Standing, 'mutualFollow'> | undefined;
}

export interface InboxPage {
  readonly conversations: readonly Conversation[];
  readonly nextCursor?: string;
}

/** Heads read for one answer at most: a filter that hardly ever holds must not read a whole tenant. */
const MAX_EXAMINED = 500;
/** What one member has at once; who has more sees those of the lowest ids. */
const MAX_OWN = 1_000;

/**
 * Conversations of several accounts (I1): one query an account for keys, merged, then only the heads that the page shows.
 * Costs 0.5 read units an account and 0.5 a conversation shown. A member's own conversations cost one query and their heads.
 *
 * A page may hold fewer than `limit`, even none, and still have a cursor: the filter used up its reads. The lists by
 * waiting time or window are one page: the first of the newest 500.
 */
export async function listInbox(deps: { readonly table: RowTable }, query: InboxQuery): Promise<InboxPage> {
  if (typeof query.assigneeId === 'string') return ownPage(deps.table, query, query.assigneeId);
  if (query.order !== 'activity') return orderedPage(deps.table, query);
  return newestPage(deps.table, query);
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

/** The newest heads of all accounts, up to the bound; `complete` = there are no others. */
export async function newestHeads(
  table: RowTable,
  query: Pick<InboxQuery, 'tenantId' | 'accountIds'>,
  limit = MAX_EXAMINED,
): Promise<{ readonly heads: readonly Conversation[]; readonly complete: boolean }> {
  const keys = await createInboxWalk(table, query).next(limit);
  return { heads: await loadHeads(table, keys), complete: keys.length < limit };
}

async function orderedPage(table: RowTable, query: InboxQuery): Promise<InboxPage> {
  const { heads } = await newestHeads(table, query);
  const found = heads.filter((head) => matches(head, query)).sort(by(query));
  return { conversations: found.slice(0, query.limit) };
}

async function ownPage(table: RowTable, query: InboxQuery, memberId: string): Promise<InboxPage> {
  const own = await listAssigned(table, query.tenantId, memberId, MAX_OWN);
  const keys = own.filter(({ accountId }) => query.accountIds.includes(accountId));
  const heads = await loadHeads(
    table,
    keys.map((key) => ({ ...headKeyOf(key), order: '' })),
  );
  const found = heads.filter((head) => matches(head, query)).sort(by(query));
  const { cursor } = query;
  const rest = cursor === undefined ? found : found.filter((head) => inboxKey(head) < cursor);
  const conversations = rest.slice(0, query.limit);
  const last = conversations.at(-1);
  const hasMore = query.order === 'activity' && rest.length > conversations.length;
  return pageOf(conversations, hasMore && last ? inboxKey(last) : undefined);
}

/** The list's order; equals stand as the index has them. */
const by =
  (query: InboxQuery) =>
  (a: Conversation, b: Conversation): number => {
    if (query.order !== 'activity') {
      const [first, second] = [
        orderKey(narrowedOf(a, query), query.order),
        orderKey(narrowedOf(b, query), query.order),
      ];
      if (first !== second) return first - second;
    }
    return inboxKey(a) < inboxKey(b) ? 1 : -1;
  };

const matches = (head: Conversation, query: InboxQuery): boolean =>
  (query.isVisible?.(head) ?? true) && saysText(head, query.q) && belongs(narrowedOf(head, query), query, query.nowMs);

/** A head as the lists see it; the window is judged only where a list asks for it. */
function narrowedOf(head: Conversation, query: InboxQuery): Narrowed & Pick<Conversation, 'lastActivityAtMs'> {
  const asksWindow = query.order === 'closing' || query.filters.includes('closing-soon');
  return asksWindow ? { ...head, windowUntilMs: windowUntilMs(head, query) } : head;
}

/** When the open window ends; undefined = none is open, or it has no end. */
export function windowUntilMs(
  head: Conversation,
  { standingOf, nowMs }: Pick<InboxQuery, 'standingOf' | 'nowMs'>,
): number | undefined {
  const account = standingOf(head.accountId);
  if (!account) return undefined;
  const standing = { ...account, mutualFollow: head.mutualFollow };
  const state = windowState(packFor(head.platform, nowMs), standing, head.facts, nowMs);
  return state.kind === 'allowed' ? state.untilMs : undefined;
}
