import type { ConversationView } from '../contracts.ts';
import type { InboxQuery } from '../urls.ts';

/** Newest activity first; the id decides between equals, so that two consoles show one order. */
export const compareConversations = (a: ConversationView, b: ConversationView): number =>
  b.lastActivityAtMs - a.lastActivityAtMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Where a conversation belongs in a sorted list. */
export function placeOf(rows: readonly ConversationView[], conversation: ConversationView): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row && compareConversations(row, conversation) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a conversation belongs in a list. The search text is the server's to judge: what it found stays found. */
export function matchesQuery(conversation: ConversationView, query: InboxQuery): boolean {
  if (query.accountId && conversation.accountId !== query.accountId) return false;
  if (query.platform && conversation.platform !== query.platform) return false;
  if (query.q) return false;
  switch (query.filter) {
    case 'all':
      return true;
    case 'unread':
      return conversation.unread > 0;
    case 'waiting':
      return conversation.waitingSinceMs !== undefined;
    case 'handed-over':
      return conversation.handedOver !== undefined;
    case 'with-contact':
      return conversation.hasContact;
  }
}

/** The newer of two versions of one conversation: what arrives late never overwrites what is true now. */
export const newerOf = (known: ConversationView | undefined, incoming: ConversationView): ConversationView =>
  known && known.version > incoming.version ? known : incoming;

/** Rows with a conversation put where it belongs; the same rows with it only exchanged if its place is the same. */
export function withConversation(
  rows: readonly ConversationView[],
  conversation: ConversationView,
): readonly ConversationView[] {
  const index = rows.findIndex((row) => row.id === conversation.id);
  if (index >= 0 && rows[index]?.lastActivityAtMs === conversation.lastActivityAtMs)
    return rows.with(index, conversation);
  const others = index < 0 ? rows : rows.toSpliced(index, 1);
  return others.toSpliced(placeOf(others, conversation), 0, conversation);
}

/** Joins pages and live rows: one row for each conversation, newest version, in order. */
export function mergeRows(
  known: readonly ConversationView[],
  incoming: readonly ConversationView[],
): readonly ConversationView[] {
  const byId = new Map(known.map((row) => [row.id, row]));
  for (const row of incoming) byId.set(row.id, newerOf(byId.get(row.id), row));
  return [...byId.values()].sort(compareConversations);
}
