import type { RowTable } from '../runtime/row-table.ts';
import { lastDayOf, newestKeys, readingOnce } from './inbox-keys.ts';
import { closingPage, leftWaiting } from './inbox-ordered.ts';
import { type InboxPage, type InboxQuery, windowUntilMs } from './inbox-query.ts';
import { createInboxWalk, type KnownKeys } from './inbox-walk.ts';
import type { Conversation } from './model-head.ts';
import { belongs, type InboxNarrowing } from './rules-inbox.ts';
import { headKeyOf, listAssigned } from './store-assigned.ts';
import { loadHeads } from './store-inbox.ts';

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
/** Newest conversations looked at for all counts together, a hundred at a time, as long as a count may still grow. */
const EXAMINED = 300;
/** Beside them, of those whose windows may close soon. */
const EXAMINED_CLOSING = 200;
/** Of one's own: who has more sees "99+" before that. */
const EXAMINED_OWN = 300;
const STEP = 100;

type Asked = Pick<InboxQuery, 'tenantId' | 'accountIds' | 'nowMs' | 'standingOf' | 'isVisible'>;

/**
 * How many conversations stand in the main lists (I1), honestly bounded: one walk over the newest heads counts all lists
 * but one's own, whose rows are counted themselves. Who waits, and what closes soon, may be no longer among the newest:
 * these are looked for where their lists find them, the latter among the keys that were read for the newest.
 *
 * Costs 0.5 read units an account, once, whatever the lists, and 0.5 for each head, once, however many lists it stands in:
 * of the newest until unread and nobody's are past "99+", at most 300; of the last day at most 200; some 100 each that wait
 * or are one's own; 2 units for the rows of waits, and half a unit more for an account with over 24 conversations in a day.
 * A tenant with 5 accounts and 100 conversations pays about 60 units, one with 500 accounts 350 to 600, 250 of them for
 * the accounts: no index holds a whole tenant's inbox, and one would cost a write with every message (COST1, COST9).
 * Consoles keep the counts true themselves and ask only when they open or lost their socket.
 */
export async function countInbox(
  deps: { readonly table: RowTable },
  asked: Asked & { readonly memberId: string },
): Promise<Record<CountedList, ListCount>> {
  const table = readingOnce(deps.table);
  const newest = await newestKeys(table, asked);
  const [{ heads, complete }, own, waits] = await Promise.all([
    countedHeads(table, asked, newest),
    ownHeads(table, asked),
    leftWaiting(table, listOf(asked, 'waiting')),
  ]);
  const known = lastDayOf(newest, asked);
  const closing = complete
    ? ALL
    : await closingPage(table, listOf(asked, 'closing-soon'), { most: EXAMINED_CLOSING, known });
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

/** The newest heads of all accounts, as far as the figures need them; `complete` = there are no others. */
async function countedHeads(
  table: RowTable,
  asked: Asked,
  known: ReadonlyMap<string, KnownKeys>,
): Promise<{ readonly heads: readonly Conversation[]; readonly complete: boolean }> {
  const walk = createInboxWalk(table, { ...asked, known });
  const heads: Conversation[] = [];
  while (heads.length < EXAMINED && mayGrow(heads, asked)) {
    const keys = await walk.next(STEP);
    heads.push(...(await loadHeads(table, keys)));
    if (keys.length < STEP) return { heads, complete: true };
  }
  return { heads, complete: false };
}

/** Whether looking further may change what is shown: past "99+" of both long lists it does not. */
const mayGrow = (heads: readonly Conversation[], { nowMs, isVisible }: Asked): boolean =>
  ([{ filters: ['unread'] }, { filters: [], assigneeId: null }] as const).some(
    (by) =>
      heads.filter((head) => (isVisible?.(head) ?? true) && belongs(head, { status: 'open', ...by }, nowMs)).length <=
      MOST_SHOWN,
  );

async function ownHeads(
  table: RowTable,
  { tenantId, memberId }: { readonly tenantId: string; readonly memberId: string },
): Promise<{ readonly heads: readonly Conversation[]; readonly complete: boolean }> {
  const heads: Conversation[] = [];
  let after: string | undefined;
  for (let examined = 0; examined < EXAMINED_OWN && heads.length <= MOST_SHOWN; examined += STEP) {
    const rows = await listAssigned(table, tenantId, memberId, STEP, after);
    const found = await loadHeads(
      table,
      rows.map((key) => ({ ...headKeyOf(key), order: '' })),
    );
    heads.push(...found.filter((head) => head.assigneeId === memberId && head.status === 'open'));
    after = rows.at(-1)?.conversationId;
    if (rows.length < STEP) return { heads, complete: true };
  }
  return { heads, complete: false };
}
