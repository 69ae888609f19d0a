import type { ThreadItem } from '../contracts/views.ts';
import { loadCustomer } from '../customers/store-customers.ts';
import type { RowTable } from '../runtime/row-table.ts';
import type { ConversationRecord, ThreadRow } from './model-items.ts';
import type { ConversationKey } from './model-keys.ts';
import { platformIdOf } from './rules-echo.ts';
import { mayHoldIds, shownItems } from './shown-items.ts';
import { loadRecord, loadRowsBefore, loadRowsWithoutTime } from './store-conversations.ts';
import { threadItems } from './thread-items.ts';

/**
 * The thread in pages, as consoles read it. What a line looks like may hang on rows outside its page: a recall stands before
 * the whole thread, and an echo may be of a row of ours that was planned long before it left. A page therefore looks
 * beyond its edges where it has to, and shows what the whole thread would (INV17).
 */

/** Rows that a thread opens with: more is fetched while one scrolls up (COST8). */
export const FIRST_ROWS = 30;
/** Of these the oldest are read and not shown while there are older ones: an echo after them may be of one of them. */
const BEYOND_ROWS = 4;
/** Where an echo finds nothing of ours in its page: what it is of was held, or left in a crowd. */
const FAR_ROWS = 60;
/** Past every row of a thread. */
const THREAD_END = 'm$';

export interface ThreadPage {
  /** Oldest first. */
  readonly items: readonly ThreadItem[];
  /** Where older ones go on; absent = the thread begins here. */
  readonly nextCursor?: string;
}

export interface OpenedThread extends ThreadPage {
  readonly record: ConversationRecord;
}

/**
 * What a thread opens with: one query. Others only where the page is not the whole thread and something was taken back, or
 * an echo in it may be of a row further up.
 */
export async function openThread(
  table: RowTable,
  key: ConversationKey,
  rows = FIRST_ROWS,
): Promise<OpenedThread | undefined> {
  const record = await loadRecord(table, key, { rows });
  if (!record) return undefined;
  const { conversation } = record;
  const first = record.rows.length < rows ? undefined : record.rows[BEYOND_ROWS];
  const shown = (items: readonly ThreadItem[]) => shownItems(items, record.customer?.contact);
  if (!first) return { record, items: shown(threadItems(record.rows, conversation)) };
  const [before, far] = await Promise.all([recallsOf(table, record), rowsFarUp(table, key, record.rows)]);
  const items = threadItems([...before, ...far, ...record.rows], conversation);
  return { record, items: shown(items.filter((item) => item.key >= first.key)), nextCursor: first.key };
}

/** What was taken back in a conversation whose newest rows were read: asked for only where there is something. */
export const recallsOf = async (
  table: RowTable,
  { conversation }: Pick<ConversationRecord, 'conversation'>,
): Promise<readonly ThreadRow[]> =>
  conversation.hasRecalls ? loadRowsWithoutTime(table, conversation, { consistent: false }) : [];

/**
 * A page of what came before a row, or of the newest where none is named. Recalls are looked up beside it, at half a unit:
 * a page asked for later must not hang on what there was when the thread was opened. The customer is asked for only where
 * a line may say an id of theirs (X5). Undefined = nothing is there.
 */
export async function olderItems(
  table: RowTable,
  key: ConversationKey,
  place: { readonly before?: string | undefined; readonly limit: number },
): Promise<ThreadPage | undefined> {
  const { before = THREAD_END, limit } = place;
  const [newestFirst, recalls] = await Promise.all([
    loadRowsBefore(table, key, before, limit + BEYOND_ROWS),
    loadRowsWithoutTime(table, key, { consistent: false }),
  ]);
  if (newestFirst.length === 0) return undefined;
  const rows = newestFirst.toReversed();
  const shown = rows.slice(-limit);
  const far = await rowsFarUp(table, key, rows);
  const [first] = shown;
  const items = threadItems([...recalls, ...far, ...rows], {}).filter(
    (item) => first !== undefined && item.key >= first.key,
  );
  return {
    items: mayHoldIds(items) ? shownItems(items, (await loadCustomer(table, key))?.contact) : items,
    ...(first && shown.length < rows.length ? { nextCursor: first.key } : {}),
  };
}

/** Rows before these, oldest first, where an echo among them is of none of them and may be of ours (W11). */
async function rowsFarUp(
  table: RowTable,
  key: ConversationKey,
  rows: readonly ThreadRow[],
): Promise<readonly ThreadRow[]> {
  const ours = new Set(rows.flatMap((row) => (row.row === 'message' ? [row.message.platformMessageId] : [])));
  const isOpen = rows.some(
    (row) =>
      row.row === 'event' &&
      row.event.kind === 'echo' &&
      row.event.sentByUs !== false &&
      !ours.has(platformIdOf(row.event)),
  );
  const [first] = rows;
  return isOpen && first ? (await loadRowsBefore(table, key, first.key, FAR_ROWS)).toReversed() : [];
}
