import {
  belongs,
  type InboxNarrowing,
  type InboxOrder,
  orderKey,
} from '../../../../shared/conversations/rules-inbox.ts';
import type { ConversationView } from '../contracts.ts';
import type { InboxQuery } from '../urls.ts';

/** What a list must know beside its query: who looks, when, and when windows end. */
export interface ListContext {
  readonly memberId: string | undefined;
  readonly nowMs: number;
  /** When the open window ends; undefined = none, no end, or not known yet. */
  readonly windowUntilMs: (conversation: ConversationView) => number | undefined;
}

type Compare = (a: ConversationView, b: ConversationView) => number;

/** The list's order; then newest activity, then the id, so that two consoles show one order. */
export const compareBy =
  (order: InboxOrder, context: Pick<ListContext, 'windowUntilMs'>): Compare =>
  (a, b) => {
    const difference = placeKey(a, order, context) - placeKey(b, order, context);
    // Two without end differ by no number.
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
    return b.lastActivityAtMs - a.lastActivityAtMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  };

/** What a row's place depends on: the same number, the same place. */
export const placeKey = (
  conversation: ConversationView,
  order: InboxOrder,
  { windowUntilMs }: Pick<ListContext, 'windowUntilMs'>,
): number =>
  orderKey(order === 'closing' ? { ...conversation, windowUntilMs: windowUntilMs(conversation) } : conversation, order);

/** Newest activity first. */
export const compareConversations: Compare = compareBy('activity', { windowUntilMs: () => undefined });

/** Where a conversation belongs in a sorted list. */
export function placeOf(
  rows: readonly ConversationView[],
  conversation: ConversationView,
  compare: Compare = compareConversations,
): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row && compare(row, conversation) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A query as the rule that the server uses reads it. */
export function narrowingOf(query: InboxQuery, memberId: string | undefined): InboxNarrowing {
  const { filters, status = 'open', assignee, tags } = query;
  const who = assignee === 'nobody' ? null : assignee === 'me' ? memberId : assignee;
  return { filters, status, ...(who === undefined ? {} : { assigneeId: who }), ...(tags ? { tags } : {}) };
}

/** Whether a conversation belongs in a list. The search text is the server's to judge: what it found stays found. */
export function matchesQuery(conversation: ConversationView, query: InboxQuery, context: ListContext): boolean {
  if (query.accountId && conversation.accountId !== query.accountId) return false;
  if (query.platform && conversation.platform !== query.platform) return false;
  if (query.q) return false;
  const asksWindow = query.filters.includes('closing-soon');
  const seen = asksWindow ? { ...conversation, windowUntilMs: context.windowUntilMs(conversation) } : conversation;
  return belongs(seen, narrowingOf(query, context.memberId), context.nowMs);
}

/** The newer of two versions of one conversation: what arrives late never overwrites what is true now. */
export const newerOf = (known: ConversationView | undefined, incoming: ConversationView): ConversationView =>
  known && known.version > incoming.version ? known : incoming;

/** Rows with a conversation put where it belongs; the same rows with it only exchanged if its place is the same. */
export function withConversation(
  rows: readonly ConversationView[],
  conversation: ConversationView,
  compare: Compare = compareConversations,
): readonly ConversationView[] {
  const index = rows.findIndex((row) => row.id === conversation.id);
  const known = rows[index];
  if (known && compare(known, conversation) === 0) return rows.with(index, conversation);
  const others = index < 0 ? rows : rows.toSpliced(index, 1);
  return others.toSpliced(placeOf(others, conversation, compare), 0, conversation);
}

/** Joins pages and live rows: one row for each conversation, newest version, in order. */
export function mergeRows(
  known: readonly ConversationView[],
  incoming: readonly ConversationView[],
  compare: Compare = compareConversations,
): readonly ConversationView[] {
  const byId = new Map(known.map((row) => [row.id, row]));
  for (const row of incoming) byId.set(row.id, newerOf(byId.get(row.id), row));
  return [...byId.values()].sort(compare);
}
