import { customerRow, leadRow, parseCustomer, parseLead } from '../customers/store-customer-codec.ts';
import type { Row, RowTable, RowWrite } from '../runtime/row-table.ts';
import type { MessageState } from './model.ts';
import type { Customer, Lead } from './model-customers.ts';
import type { Conversation } from './model-head.ts';
import type { ConversationRecord, ThreadRow } from './model-items.ts';
import type { ConversationKey } from './model-keys.ts';
import { msKey } from './model-keys.ts';
import type { Message } from './model-messages.ts';
import { parseEventItem } from './store-event-items.ts';
import { HEAD_KEY, headRow, parseHead } from './store-head-row.ts';
import { conversationPartition, messageRow, parseMessage, stateMark } from './store-message-codec.ts';

/** Beside the rows a partition ends with: head, customer, lead. */
const OTHERS = 3;
/** Past every sort key of a conversation's partition. */
const END = 'q';

/** 1 · What is this conversation? */
export async function loadHead(
  table: RowTable,
  key: ConversationKey,
  options: { readonly consistent?: boolean } = {},
): Promise<Conversation | undefined> {
  const row = await table.get({ pk: conversationPartition(key), sk: HEAD_KEY }, options);
  return row && parseHead(row);
}

/** 2 · What is this conversation, with its customer, lead and newest rows? One query: the keys are made for it. */
export async function loadRecord(
  table: RowTable,
  key: ConversationKey,
  options: { readonly rows: number; readonly consistent?: boolean },
): Promise<ConversationRecord | undefined> {
  const { rows } = await table.query({
    pk: conversationPartition(key),
    from: 'm#',
    to: END,
    descending: true,
    limit: options.rows + OTHERS,
    consistent: options.consistent === true,
  });
  return recordOf([...rows].reverse());
}

/** 3 · What may have to leave from here on? The rows planned since, with the head they are judged by. */
export async function loadOutbound(
  table: RowTable,
  key: ConversationKey,
  fromMs: number,
): Promise<ConversationRecord | undefined> {
  const rows: Row[] = [];
  let after: Readonly<Record<string, string>> | undefined;
  do {
    const page = await table.query({
      pk: conversationPartition(key),
      from: `m#${msKey(fromMs)}`,
      to: END,
      consistent: true,
      ...(after ? { after } : {}),
    });
    rows.push(...page.rows);
    after = page.next;
  } while (after);
  return recordOf(rows);
}

/** 4 · What came before this row of the thread? Newest first. */
export async function loadRowsBefore(
  table: RowTable,
  key: ConversationKey,
  beforeKey: string,
  limit: number,
  options: { readonly consistent?: boolean } = {},
): Promise<readonly ThreadRow[]> {
  const { rows } = await table.query({
    pk: conversationPartition(key),
    from: 'm#',
    to: beforeKey,
    descending: true,
    limit: limit + 1,
    consistent: options.consistent === true,
  });
  return rows
    .filter((row) => row.sk !== beforeKey)
    .slice(0, limit)
    .flatMap((row) => threadRow(row) ?? []);
}

/** More are not looked at: a person takes few messages back. */
const MOST_WITHOUT_TIME = 200;

/** 4b · What was taken back, and what else has no time? It stands before the thread, in no order. */
export const loadRowsWithoutTime = (
  table: RowTable,
  key: ConversationKey,
  options: { readonly consistent?: boolean } = { consistent: true },
): Promise<readonly ThreadRow[]> => loadRowsBefore(table, key, `m#${msKey(1)}`, MOST_WITHOUT_TIME, options);

/** Writes the head over the version it was decided on, or creates it. False = another writer was first. */
export const commitHead = (table: RowTable, before: Conversation | undefined, after: Conversation): Promise<boolean> =>
  table.put(headWrite(before, after));

/** The head and other rows together: all or none. False = another writer was first, or a new row exists already. */
export const commitWith = (
  table: RowTable,
  before: Conversation | undefined,
  after: Conversation,
  others: readonly RowWrite[],
): Promise<boolean> =>
  others.length === 0 ? commitHead(table, before, after) : table.putAll([headWrite(before, after), ...others]);

/** The head over the version it was decided on, for a transaction that holds more. */
export function headWrite(before: Conversation | undefined, after: Conversation): RowWrite {
  const row = headRow(after);
  if (!before) return { row, condition: { kind: 'absent' } };
  return { row, condition: { kind: 'one-of', attribute: 'v', values: [before.version] } };
}

/** A new row of ours; false = it is there already, which makes repeats harmless. */
export const newMessage = (message: Message): RowWrite => ({ row: messageRow(message), condition: { kind: 'absent' } });

/** All new messages or none. False = the first of them, or another, is there already (G9). */
export const createMessages = (table: RowTable, messages: readonly Message[]): Promise<boolean> => {
  const [first, ...more] = messages.map(newMessage);
  if (!first) return Promise.resolve(true);
  return more.length === 0 ? table.put(first) : table.putAll([first, ...more]);
};

/** A message over one of the states it may have left, and over no newer text than the one in `read`. */
export const writeMessage = (
  message: Message,
  from: readonly MessageState[],
  read: Pick<Message, 'edits'> = message,
): RowWrite => ({
  row: messageRow(message),
  condition: { kind: 'one-of', attribute: 's', values: from.map((state) => stateMark(state, read.edits)) },
});

/** Writes a message over one of the states it may have left. False = it is in another by now. */
export const settleMessage = (table: RowTable, message: Message, from: readonly MessageState[]): Promise<boolean> =>
  table.put(writeMessage(message, from));

/** One message by its place and id. */
export async function loadMessage(
  table: RowTable,
  key: ConversationKey,
  sortKey: string,
): Promise<Message | undefined> {
  const row = await table.get({ pk: conversationPartition(key), sk: sortKey }, { consistent: true });
  return row && parseMessage(row);
}

export const newCustomer = (customer: Customer): RowWrite => ({
  row: customerRow(customer),
  condition: { kind: 'absent' },
});
export const putCustomer = (customer: Customer): RowWrite => ({ row: customerRow(customer) });
export const putLead = (lead: Lead): RowWrite => ({ row: leadRow(lead) });

/** A conversation out of the rows of its partition, in key order; undefined without a head. */
function recordOf(rows: readonly Row[]): ConversationRecord | undefined {
  let conversation: Conversation | undefined;
  let customer: Customer | undefined;
  let lead: Lead | undefined;
  const thread: ThreadRow[] = [];
  for (const row of rows) {
    const item = threadRow(row);
    if (item) thread.push(item);
    conversation ??= parseHead(row);
    customer ??= parseCustomer(row);
    lead ??= parseLead(row);
  }
  if (!conversation) return undefined;
  return { conversation, rows: thread, ...(customer ? { customer } : {}), ...(lead ? { lead } : {}) };
}

function threadRow(row: Row): ThreadRow | undefined {
  const message = parseMessage(row);
  if (message) return { row: 'message', key: row.sk, message };
  const fact = row.__edb_e__ === 'event' ? parseEventItem(row) : undefined;
  return fact?.for === 'customer' ? { row: 'event', key: row.sk, event: fact.logged.event } : undefined;
}
