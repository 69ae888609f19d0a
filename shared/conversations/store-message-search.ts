import type { RowTable } from '../runtime/row-table.ts';
import type { ConversationKey } from './model-keys.ts';
import { messageKey } from './model-keys.ts';
import type { Message } from './model-messages.ts';
import { loadMessage, loadRecord, loadRowsBefore } from './store-conversations.ts';

const PAGE = 100;
/** An id nobody planned must not read a long thread to its begin: whoever looks further back knows the place. */
const MAX_PAGES = 5;

/**
 * A message of ours by its id. With its place in the thread (the time in its key) one get finds it; without, the newest
 * rows are searched, newest first. Undefined = there is none.
 */
export async function findMessage(
  table: RowTable,
  key: ConversationKey,
  messageId: string,
  placeMs?: number,
): Promise<Message | undefined> {
  if (placeMs !== undefined) return loadMessage(table, key, messageKey(placeMs, messageId));
  const record = await loadRecord(table, key, { rows: PAGE, consistent: true });
  let rows = [...(record?.rows ?? [])].reverse();
  for (let page = 1; ; page++) {
    const found = rows.find((row) => row.row === 'message' && row.message.messageId === messageId);
    if (found?.row === 'message') return found.message;
    const oldest = rows.at(-1);
    if (!oldest || rows.length < PAGE || page === MAX_PAGES) return undefined;
    rows = [...(await loadRowsBefore(table, key, oldest.key, PAGE))];
  }
}
