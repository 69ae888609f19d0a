import type { ThreadItem } from '../contracts/views.ts';
import type { Customer } from '../conversations/model-customers.ts';
import type { Conversation } from '../conversations/model-head.ts';
import type { ConversationKey } from '../conversations/model-keys.ts';
import { threadItems } from '../conversations/thread-items.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { type ReadRow, textOf } from './rules-slices.ts';
import { readRowsBetween, readRowsSince, type StoredRow } from './store-threads.ts';

/** Lines as a thread shows them: what it leaves out, nobody finds. */

export interface ReadLine extends ReadRow {
  readonly key: string;
  readonly item: ThreadItem;
  readonly accountId: string;
}

export interface ReadConversation {
  readonly lines: readonly ReadLine[];
  readonly head?: Conversation;
  readonly customer?: Customer;
}

/** What was said since then, and who is it? */
export async function readSince(table: RowTable, key: ConversationKey, fromMs: number): Promise<ReadConversation> {
  const { rows, ...rest } = await readRowsSince(table, key, fromMs);
  return { ...rest, lines: linesOf(rows) };
}

/** What was said between these times, both included? */
export const readBetween = async (
  table: RowTable,
  key: ConversationKey,
  span: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly ReadLine[]> => linesOf((await readRowsBetween(table, key, span)).rows);

function linesOf(rows: readonly StoredRow[]): readonly ReadLine[] {
  const known = new Map(rows.map((stored) => [stored.row.key, stored]));
  return threadItems(
    rows.map(({ row }) => row),
    {},
  ).flatMap((item) => {
    const stored = known.get(item.key);
    if (!stored) return [];
    const { accountId, visibleAtMs } = stored;
    return [{ accountId, visibleAtMs, key: item.key, item, atMs: placeMs(item.key), text: textOf(item) }];
  });
}

/** The time in a row's key: its place in the thread. */
const placeMs = (key: string): number => Number(key.split('#')[1]);
