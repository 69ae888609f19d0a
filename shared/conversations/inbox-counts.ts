import type { RowTable } from '../runtime/row-table.ts';
import { closingPage, leftWaiting, newestHeads } from './inbox-ordered.ts';
import { type InboxPage, type InboxQuery, windowUntilMs } from './inbox-query.ts';
import type { Conversation } from './model-items.ts';
import { belongs, type InboxNarrowing } from './rules-inbox.ts';
import { headKeyOf, listAssigned } from './store-assigned.ts';
import { loadHeads } from './store-conversations.ts';

/** The lists whose sizes the console shows. */
export const COUNTED_LISTS = ['mine', 'unassigned', 'unread', 'waiting', 'closing-soon', 'snoozed'] as const;
export type CountedList = (typeof COUNTED_LISTS)[number];

/** Ids rather than a number: the console keeps them true with what its socket tells. `more` = there may be others. */
export interface ListCount {
  readonly ids: string[];
  readonly more: boolean;
}

/** Past this a count says "99+". */
const MOST_SHOWN = 100;
/** Newest conversations looked at for all counts together: 150 read units at most. */
const EXAMINED = 300;
/** Beside them, of those whose windows may close soon: 100 read units at most. */
const EXAMINED_CLOSING = 200;

type Asked = Pick<InboxQuery, 'tenantId' | 'accountIds' | 'nowMs' | 'standingOf' | 'isVisible'>;

/**
 * How many conversations stand in the main lists (I1), honestly bounded: one walk over the newest heads counts all lists
 * but one's own, whose rows are counted themselves. Who waits, and what closes soon, may be no longer among the newest:
 * these are looked for where their lists find them.
 */
export async function countInbox(
  deps: { readonly table: RowTable },
  asked: Asked & { readonly memberId: string },
): Promise<Record<CountedList, ListCount>> {
  const [{ heads, complete }, own, waits] = await Promise.all([
    newestHeads(deps.table, asked, EXAMINED),
    ownHeads(deps.table, asked),
    leftWaiting(deps.table, listOf(asked, 'waiting')),
  ]);
  const closing = complete ? ALL : await closingPage(deps.table, listOf(asked, 'closing-soon'), EXAMINED_CLOSING);
  const count = (pool: readonly Conversation[], by: Partial<InboxNarrowing>, wasAll: boolean): ListCount => {
    const narrowing: InboxNarrowing = { status: 'open', filters: [], ...by };
    const found = pool.filter(
      (head) =>
        (asked.isVisible?.(head) ?? true) &&
        belongs({ ...head, windowUntilMs: windowUntilMs(head, asked) }, narrowing, asked.nowMs),
    );
    const ids = found.slice(0, MOST_SHOWN).map(({ conversationId }) => conversationId);
    return { ids, more: !wasAll || found.length > ids.length };
  };
  return {
    mine: count(own.heads, { assigneeId: asked.memberId }, own.complete),
    unassigned: count(heads, { assigneeId: null }, complete),
    unread: count(heads, { filters: ['unread'] }, complete),
    waiting: count(joined(waits, heads), { filters: ['waiting'] }, waits.nextCursor === undefined),
    'closing-soon': count(joined(closing, heads), { filters: ['closing-soon'] }, closing.nextCursor === undefined),
    snoozed: count(heads, { status: 'snoozed' }, complete),
  };
}

const ALL: InboxPage = { conversations: [] };

const listOf = (asked: Asked, filter: 'waiting' | 'closing-soon'): InboxQuery => ({
  ...asked,
  status: 'open',
  filters: [filter],
  order: filter === 'waiting' ? 'waiting' : 'closing',
  limit: MOST_SHOWN,
});

function joined({ conversations }: InboxPage, heads: readonly Conversation[]): readonly Conversation[] {
  const known = new Set(conversations.map(({ conversationId }) => conversationId));
  return [...conversations, ...heads.filter(({ conversationId }) => !known.has(conversationId))];
}

async function ownHeads(
  table: RowTable,
  { tenantId, memberId }: { readonly tenantId: string; readonly memberId: string },
): Promise<{ readonly heads: readonly Conversation[]; readonly complete: boolean }> {
  const rows = await listAssigned(table, tenantId, memberId, EXAMINED);
  const heads = await loadHeads(
    table,
    rows.map((key) => ({ ...headKeyOf(key), order: '' })),
  );
  return { heads, complete: rows.length < EXAMINED };
}
