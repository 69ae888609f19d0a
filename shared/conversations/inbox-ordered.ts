import type { RowTable } from '../runtime/row-table.ts';
import { by, type InboxPage, type InboxQuery, MAX_EXAMINED, matches } from './inbox-query.ts';
import { createInboxWalk, type InboxWalk, type KnownKeys } from './inbox-walk.ts';
import type { Conversation } from './model-head.ts';
import { msKey } from './model-keys.ts';
import { type Wait, waitOf } from './rules-waiting.ts';
import { headKeyOf } from './store-assigned.ts';
import { loadHead } from './store-conversations.ts';
import { minuteKey } from './store-head-row.ts';
import { loadHeads } from './store-inbox.ts';
import { applyWaits, listWaits, waitKey, withoutRow } from './store-waiting.ts';

/** The lists that stand in another order than the inbox itself: who waits longest, what closes soonest (I1). */

/** Newest conversations that are looked at for a wait which somebody is about to end, and which no row tells of. */
const JUST_NOW = 100;
/** A window that the customer's last word opened ends a day after it (W2, W4); the others are found behind it. */
const LONGEST_WINDOW_MS = 24 * 3_600_000;
const STEP = 100;
/** The year 2286: the last instant of thirteen digits. */
const NEVER_MS = 9_999_999_999_999;

/** The newest heads of all accounts, up to the bound; `complete` = there are no others. */
export async function newestHeads(
  table: RowTable,
  query: Pick<InboxQuery, 'tenantId' | 'accountIds'>,
  limit = MAX_EXAMINED,
): Promise<{ readonly heads: readonly Conversation[]; readonly complete: boolean }> {
  const keys = await createInboxWalk(table, query).next(limit);
  return { heads: await loadHeads(table, keys), complete: keys.length < limit };
}

/** The first of the newest 500, in an order that no index has. */
export async function orderedPage(table: RowTable, query: InboxQuery): Promise<InboxPage> {
  const { heads } = await newestHeads(table, query);
  const found = heads.filter((head) => matches(head, query)).sort(by(query));
  return { conversations: found.slice(0, query.limit) };
}

/** Where the list goes on with those who have no row; a place behind it is the last of them that was shown. */
const JUST_NOW_FROM = 'now';

/**
 * Who waits for an answer, longest first, however long ago they spoke: from rows of their own. What an agent or a sender is
 * about to answer has no row; the newest conversations show it, at the end of the list. No page is longer than its limit.
 */
export async function waitingPage(table: RowTable, query: InboxQuery): Promise<InboxPage> {
  if (query.cursor?.startsWith(JUST_NOW_FROM)) return justNow(table, query, []);
  const page = await leftWaiting(table, query);
  if (page.nextCursor !== undefined) return page;
  return justNow(table, query, page.conversations);
}

/** Those of them whom nothing that is owed answers soon. */
export async function leftWaiting(table: RowTable, query: InboxQuery): Promise<InboxPage> {
  const found: Conversation[] = [];
  let { cursor } = query;
  for (let examined = 0; examined < MAX_EXAMINED; examined += STEP) {
    const waits = await listWaits(table, query.tenantId, { after: cursor, limit: STEP });
    for (const head of await backedBy(table, waits, query)) {
      if (found.length === query.limit) return { conversations: found, ...lastOf(found) };
      found.push(head);
    }
    const last = waits.at(-1);
    if (!last || waits.length < STEP) return { conversations: found };
    cursor = waitKey(last);
  }
  return { conversations: found, ...(cursor === undefined ? {} : { nextCursor: cursor }) };
}

const lastOf = (found: readonly Conversation[]): { readonly nextCursor?: string } => {
  const wait = found.map(waitOf).at(-1);
  return wait ? { nextCursor: waitKey(wait) } : {};
};

/** The heads behind these rows that belong in the list, in the rows' order. Rows that none backs are taken out. */
async function backedBy(table: RowTable, waits: readonly Wait[], query: InboxQuery): Promise<readonly Conversation[]> {
  const asked = waits.filter(({ accountId }) => query.accountIds.includes(accountId));
  const heads = await loadHeads(
    table,
    asked.map((wait) => ({ ...headKeyOf(wait), order: '' })),
  );
  const byId = new Map(heads.map((head) => [head.conversationId, head]));
  const backed = asked.map((wait) => ({ wait, head: byId.get(wait.conversationId) }));
  const isBacked = ({ wait, head }: (typeof backed)[number]) => head && waitOf(head)?.sinceMs === wait.sinceMs;
  await Promise.all(backed.filter((one) => !isBacked(one)).map(({ wait }) => takeOut(table, wait)));
  return backed.filter(isBacked).flatMap(({ head }) => (head && matches(head, query) ? [head] : []));
}

/** What was read may be older than the row: a head that backs it after all puts it back. */
async function takeOut(table: RowTable, wait: Wait): Promise<void> {
  await applyWaits(table, [{ remove: wait }]);
  const head = await loadHead(table, wait, { consistent: true });
  const now = head && waitOf(head);
  if (now) await applyWaits(table, [{ add: now }]);
}

/** What stands behind all rows, as far as the page has room for it. */
async function justNow(table: RowTable, query: InboxQuery, shown: readonly Conversation[]): Promise<InboxPage> {
  const room = query.limit - shown.length;
  if (room === 0) return { conversations: shown, nextCursor: JUST_NOW_FROM };
  const known = new Set(shown.map(({ conversationId }) => conversationId));
  // A list that holds others too goes on with the newest of them.
  const most = query.filters.includes('waiting') ? JUST_NOW : MAX_EXAMINED;
  const { heads } = await newestHeads(table, query, most);
  const from = query.cursor?.startsWith(`${JUST_NOW_FROM}#`) ? query.cursor : undefined;
  const left = heads
    .filter((head) => !known.has(head.conversationId) && matches(head, query))
    .filter((head) => from === undefined || justNowKey(head) > from);
  // The first page read all rows itself; before a later one, whoever has a row stood in its place.
  const rest = [...(query.cursor === undefined ? left : await rowless(table, left))].sort((a, b) =>
    justNowKey(a) < justNowKey(b) ? -1 : 1,
  );
  const found = rest.slice(0, room);
  const last = found.at(-1);
  return {
    conversations: [...shown, ...found],
    ...(last && rest.length > found.length ? { nextCursor: justNowKey(last) } : {}),
  };
}

/** Who waits longest, then who moved last: the order of those without a row, as a text. */
const justNowKey = ({ waitingSinceMs = NEVER_MS, lastActivityAtMs, conversationId }: Conversation): string =>
  `${JUST_NOW_FROM}#${msKey(waitingSinceMs)}#${msKey(NEVER_MS - lastActivityAtMs)}#${conversationId}`;

/** Those of them that no row tells of: half a read unit for each that waits. */
async function rowless(table: RowTable, heads: readonly Conversation[]): Promise<readonly Conversation[]> {
  const waits = heads.flatMap((head) => waitOf(head) ?? []);
  const without = new Set((await withoutRow(table, waits)).map(({ conversationId }) => conversationId));
  return heads.filter((head) => waitOf(head) === undefined || without.has(head.conversationId));
}

/**
 * What closes soonest: from a day ago on, because a window ends a day after the customer's word; then what moved before,
 * whose window has another cause. A page may be short, even empty, and have a cursor. `known`: what was read of the day, by
 * account, oldest first; `most`: heads that are looked at.
 */
export async function closingPage(
  table: RowTable,
  query: InboxQuery,
  { most = MAX_EXAMINED, known }: { readonly most?: number; readonly known?: ReadonlyMap<string, KnownKeys> } = {},
): Promise<InboxPage> {
  const found: Conversation[] = [];
  let place = placeOf(query);
  let walk = walkFrom(table, query, place, known);
  for (let examined = 0; examined < most && found.length < query.limit; ) {
    const step = Math.min(STEP, query.limit - found.length);
    const keys = await walk.next(step);
    found.push(...(await loadHeads(table, keys)).filter((head) => matches(head, query)));
    examined += step;
    if (keys.length === step) {
      place = { ...place, at: keys.at(-1)?.order ?? place.at };
      continue;
    }
    if (place.way === 'down') return { conversations: found.sort(by(query)) };
    place = { way: 'down', at: dayAgo(query) };
    walk = walkFrom(table, query, place);
  }
  return { conversations: found.sort(by(query)), nextCursor: `${place.way}#${place.at}` };
}

interface Place {
  readonly way: 'up' | 'down';
  readonly at: string;
}

/** Where a list of what closes soonest begins. */
export const dayAgo = ({ nowMs }: Pick<InboxQuery, 'nowMs'>): string => minuteKey(nowMs - LONGEST_WINDOW_MS - 60_000);

const placeOf = (query: InboxQuery): Place => {
  const [, way, at = ''] = /^(up|down)#(.+)$/.exec(query.cursor ?? '') ?? [];
  if (way === undefined) return { way: 'up', at: dayAgo(query) };
  return { way: way === 'up' ? 'up' : 'down', at };
};

function walkFrom(
  table: RowTable,
  { tenantId, accountIds }: InboxQuery,
  { way, at }: Place,
  known?: ReadonlyMap<string, KnownKeys>,
): InboxWalk {
  const of = { tenantId, accountIds, ...(known ? { known } : {}) };
  return createInboxWalk(table, { ...of, ...(way === 'up' ? { after: at } : { before: at }) });
}
