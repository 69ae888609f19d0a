import type { Customer } from '../conversations/model-customers.ts';
import type { Conversation } from '../conversations/model-head.ts';
import type { ThreadRow } from '../conversations/model-items.ts';
import type { ConversationKey } from '../conversations/model-keys.ts';
import { msKey } from '../conversations/model-keys.ts';
import { parseEventItem } from '../conversations/store-event-items.ts';
import { inboxPartition, minuteKey, parseHead } from '../conversations/store-head-row.ts';
import { conversationPartition, parseMessage } from '../conversations/store-message-codec.ts';
import { CUSTOMER_KEY, parseCustomer } from '../customers/store-customer-codec.ts';
import type { Row, RowTable } from '../runtime/row-table.ts';

/** What the search reads of conversations, as rows; written by others. threads.ts makes lines of them. */

/** A conversation that moved, and its place in the inbox: by minute, then by id. */
export interface Moved {
  readonly conversationId: string;
  readonly order: string;
}

/** S9 · Which conversations of an account moved since this minute, or after this place? */
export async function listMoved(
  table: RowTable,
  account: { readonly tenantId: string; readonly accountId: string },
  range: { readonly from: string; readonly limit: number; readonly newestFirst?: boolean },
): Promise<readonly Moved[]> {
  const { rows } = await table.query({
    index: 'gsi1',
    pk: inboxPartition(account.tenantId, account.accountId),
    from: range.from,
    to: ':',
    descending: range.newestFirst === true,
    limit: range.limit,
  });
  return rows.map((row) => {
    const order = String(row['gsi1sk']);
    return { order, conversationId: order.slice(order.indexOf('#') + 1) };
  });
}

export const placeOfMinute = (atMs: number): string => minuteKey(Math.max(0, atMs));

/** A stored row of a thread, with what its view does not tell. */
export interface StoredRow {
  readonly row: ThreadRow;
  readonly accountId: string;
  /** A row of a late event, or of an answer that took long, is stored after its place in the thread. */
  readonly visibleAtMs: number;
}

export interface StoredThread {
  readonly rows: readonly StoredRow[];
  readonly head?: Conversation;
  readonly customer?: Customer;
}

/** S10 · What was said since then, and who is it? Rows from `fromMs` on, then customer and head, in one query. */
export const readRowsSince = (table: RowTable, key: ConversationKey, fromMs: number): Promise<StoredThread> =>
  read(table, key, `m#${msKey(Math.max(0, fromMs))}`, 'q');

/** S11 · What was said between these times, both included? */
export const readRowsBetween = (
  table: RowTable,
  key: ConversationKey,
  span: { readonly fromMs: number; readonly toMs: number },
): Promise<StoredThread> => read(table, key, `m#${msKey(span.fromMs)}`, `m#${msKey(span.toMs)}~`);

/** S12 · Who are these customers? */
export async function loadCustomers(
  table: RowTable,
  tenantId: string,
  conversationIds: readonly string[],
): Promise<readonly Customer[]> {
  const keys = conversationIds.map((conversationId) => ({
    pk: conversationPartition({ tenantId, conversationId }),
    sk: CUSTOMER_KEY,
  }));
  const rows = keys.length === 0 ? [] : await table.getMany(keys);
  return rows.flatMap((row) => parseCustomer(row) ?? []);
}

async function read(table: RowTable, key: ConversationKey, from: string, to: string): Promise<StoredThread> {
  const rows: Row[] = [];
  let after: Readonly<Record<string, string>> | undefined;
  do {
    const page = await table.query({ pk: conversationPartition(key), from, to, ...(after ? { after } : {}) });
    rows.push(...page.rows);
    after = page.next;
  } while (after);
  const head = rows.map(parseHead).find((found) => found !== undefined);
  const customer = rows.map(parseCustomer).find((found) => found !== undefined);
  return {
    rows: rows.flatMap((row) => storedRow(row) ?? []),
    ...(head ? { head } : {}),
    ...(customer ? { customer } : {}),
  };
}

function storedRow(row: Row): StoredRow | undefined {
  const message = parseMessage(row);
  if (message) {
    const visibleAtMs = Math.max(message.atMs, message.trace?.decidedAtMs ?? 0, message.settledAtMs ?? 0);
    return { row: { row: 'message', key: row.sk, message }, accountId: message.accountId, visibleAtMs };
  }
  const fact = row.__edb_e__ === 'event' ? parseEventItem(row) : undefined;
  if (fact?.for !== 'customer') return undefined;
  const { accountId, receivedAtMs, event } = fact.logged;
  return { row: { row: 'event', key: row.sk, event }, accountId, visibleAtMs: receivedAtMs };
}
