import type { Conversation } from '../conversations/model-head.ts';
import { type InboxKey, listInboxKeys, loadHeads } from '../conversations/store-inbox.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { asksCustomer, type CustomerFilter, matchesCustomer, matchesHead } from './rules-filter.ts';
import { type Known, loadCustomers } from './store-customers.ts';

export interface CustomersQuery {
  readonly tenantId: string;
  /** Accounts to look at: the caller knows which ones the member may see. */
  readonly accountIds: readonly string[];
  readonly filter: CustomerFilter;
  /** X1: which conversations the member may see; absent = all of these accounts. */
  readonly sees?: (head: Conversation) => boolean;
  /** Place in the order: epoch minute and conversation. */
  readonly cursor?: string;
}

/** Heads read for one answer at most: a filter that hardly ever holds must not read a whole tenant. */
const MAX_EXAMINED = 500;
const MAX_COUNTED = 1_000;
const CHUNK = 100;

/**
 * Customers of several accounts, newest activity first (K1), over the inbox's order: keys of each account, merged, then
 * heads, then the customers of those heads that the filter has not refused by then.
 *
 * Costs 0.5 read units an account, 0.5 a conversation examined, 0.5 one that its head did not refuse. A page may hold
 * fewer than `limit`, even none, and still have a cursor: the filter used up its reads.
 */
export async function listCustomers(
  table: RowTable,
  query: CustomersQuery & { readonly limit: number },
): Promise<{ readonly customers: readonly Known[]; readonly nextCursor?: string }> {
  const found: Known[] = [];
  let cursor = query.cursor;
  for (let examined = 0; examined < MAX_EXAMINED; ) {
    const missing = query.limit - found.length;
    const isPicky = query.sees !== undefined || Object.keys(query.filter).length > 0;
    const chunk = await examine(table, query, cursor, isPicky ? CHUNK : missing);
    for (const one of chunk.customers.slice(0, missing)) found.push(one);
    if (chunk.customers.length >= missing) {
      const last = chunk.customers[missing - 1];
      const isAll = chunk.customers.length === missing && chunk.isLast;
      return { customers: found, ...(last && !isAll ? { nextCursor: last.order } : {}) };
    }
    if (chunk.isLast) return { customers: found };
    cursor = chunk.last;
    examined += chunk.examined;
  }
  return { customers: found, ...(cursor === undefined ? {} : { nextCursor: cursor }) };
}

/** How many a filter holds, in pieces: each answer says how far it looked, and where to go on. */
export async function countCustomers(
  table: RowTable,
  query: CustomersQuery,
): Promise<{ readonly count: number; readonly examined: number; readonly nextCursor?: string }> {
  let cursor = query.cursor;
  let count = 0;
  let examined = 0;
  while (examined < MAX_COUNTED) {
    const chunk = await examine(table, query, cursor, CHUNK);
    count += chunk.customers.length;
    examined += chunk.examined;
    if (chunk.isLast) return { count, examined };
    cursor = chunk.last;
  }
  return { count, examined, ...(cursor === undefined ? {} : { nextCursor: cursor }) };
}

interface Chunk {
  readonly customers: readonly (Known & { readonly order: string })[];
  readonly examined: number;
  /** Place of the last one examined. */
  readonly last: string | undefined;
  readonly isLast: boolean;
}

async function examine(
  table: RowTable,
  query: CustomersQuery,
  cursor: string | undefined,
  limit: number,
): Promise<Chunk> {
  const page = { limit, ...(cursor === undefined ? {} : { before: cursor }) };
  const lists = await Promise.all(
    query.accountIds.map((accountId) => listInboxKeys(table, { tenantId: query.tenantId, accountId }, page)),
  );
  const merged = lists.flat().sort((a, b) => (a.order < b.order ? 1 : -1));
  const keys = merged.slice(0, limit);
  const customers = await matching(table, query, keys);
  return { customers, examined: keys.length, last: keys.at(-1)?.order ?? cursor, isLast: merged.length < limit };
}

/** In the order of the keys, which is the cursor's: a head that moved since the index was read keeps its place here. */
async function matching(
  table: RowTable,
  query: CustomersQuery,
  keys: readonly InboxKey[],
): Promise<readonly (Known & { readonly order: string })[]> {
  const { filter, sees = () => true } = query;
  const heads = await loadHeads(table, keys);
  const byId = new Map(heads.map((head) => [head.conversationId, head]));
  const passed = keys.flatMap(({ order }) => {
    const head = byId.get(order.slice(order.indexOf('#') + 1));
    return head && sees(head) && matchesHead(head, filter) ? [{ head, order }] : [];
  });
  const known = await loadCustomers(
    table,
    passed.map(({ head }) => head),
  );
  return known.flatMap((one, at) => {
    const order = passed[at]?.order;
    const isMeant = !asksCustomer(filter) || matchesCustomer(one.customer, filter);
    return order !== undefined && isMeant ? [{ ...one, order }] : [];
  });
}
