import type { RowTable } from '../runtime/row-table.ts';
import type { SearchState } from './model.ts';
import { listMoved, placeOfMinute } from './store-threads.ts';
import { readSince } from './threads.ts';
import { type FoundLine, matching, type Place } from './verify.ts';

/** Conversations read through for what the index does not hold yet: about two minutes of a busy tenant. */
const CONVERSATIONS = 40;
/** Accounts asked for what moved; in a tenant with more, those in which something happened last. */
const ACCOUNTS = 60;
const AT_ONCE = 20;
const MINUTE_MS = 60_000;

/**
 * What was said since the index was brought up to date (I7): the conversations that moved since, read through.
 * `partial`: more moved than are read; a minute later the index has them.
 */
export async function readTail(
  table: RowTable,
  state: SearchState,
  place: Place & { readonly accountIds: readonly string[] },
): Promise<{ readonly lines: readonly FoundLine[]; readonly partial: boolean }> {
  const { tenantId, terms } = place;
  const accountIds = accountsOf(state, place.accountIds);
  const from = placeOfMinute(state.throughMs - MINUTE_MS);
  const lists = await Promise.all(
    accountIds.map((accountId) =>
      listMoved(table, { tenantId, accountId }, { from, limit: CONVERSATIONS + 1, newestFirst: true }),
    ),
  );
  const moved = lists.flat().sort((a, b) => (a.order < b.order ? 1 : -1));
  const lines: FoundLine[] = [];
  for (let start = 0; start < Math.min(moved.length, CONVERSATIONS); start += AT_ONCE) {
    const part = moved.slice(start, Math.min(start + AT_ONCE, CONVERSATIONS));
    const read = await Promise.all(
      part.map(async ({ conversationId }) => {
        const { lines: since } = await readSince(table, { tenantId, conversationId }, state.throughMs + 1);
        return matching(conversationId, since, terms);
      }),
    );
    lines.push(...read.flat());
  }
  return { lines, partial: moved.length > CONVERSATIONS };
}

function accountsOf(state: SearchState, accountIds: readonly string[]): readonly string[] {
  if (accountIds.length <= ACCOUNTS) return accountIds;
  const asked = new Set(accountIds);
  const recent = state.recentAccounts.filter((id) => asked.has(id));
  const known = new Set(recent);
  return [...recent, ...accountIds.filter((id) => !known.has(id))].slice(0, ACCOUNTS);
}
