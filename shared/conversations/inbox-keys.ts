import type { Row, RowKey, RowTable } from '../runtime/row-table.ts';
import { dayAgo } from './inbox-ordered.ts';
import type { InboxQuery } from './inbox-query.ts';
import type { KnownKeys } from './inbox-walk.ts';
import { listInboxKeys } from './store-inbox.ts';

/** What several lists of one call share, so that nothing of it is read twice. */

/** As many keys as one read of half a unit holds: 4 KB, of some 160 bytes each. */
const KEYS_OF_A_READ = 24;

/** The newest keys of each account, newest first: half a read unit an account. */
export async function newestKeys(
  table: RowTable,
  { tenantId, accountIds }: Pick<InboxQuery, 'tenantId' | 'accountIds'>,
): Promise<ReadonlyMap<string, KnownKeys>> {
  const read = accountIds.map(async (accountId) => {
    const keys = await listInboxKeys(table, { tenantId, accountId }, { limit: KEYS_OF_A_READ });
    return [accountId, { keys, isAll: keys.length < KEYS_OF_A_READ }] as const;
  });
  return new Map(await Promise.all(read));
}

/** Of these, the accounts whose last day is among their newest keys: that day, oldest first. The others must be asked. */
export function lastDayOf(
  newest: ReadonlyMap<string, KnownKeys>,
  query: Pick<InboxQuery, 'nowMs'>,
): ReadonlyMap<string, KnownKeys> {
  const from = dayAgo(query);
  return new Map(
    [...newest].flatMap(([accountId, { keys, isAll }]) => {
      const isWhole = isAll || (keys.at(-1)?.order ?? '') <= from;
      return isWhole ? [[accountId, { keys: keys.filter(({ order }) => order > from).reverse(), isAll: true }]] : [];
    }),
  );
}

/** Reads each row by key once, however many ask for it: for the length of one call, whose answer is of one moment. */
export function readingOnce(table: RowTable): RowTable {
  const known = new Map<string, Promise<Row | undefined>>();
  const nameOf = ({ pk, sk }: RowKey): string => `${pk}\u0000${sk}`;
  return {
    ...table,
    async getMany(keys) {
      const fresh = keys.filter((key) => !known.has(nameOf(key)));
      if (fresh.length > 0) {
        const read = table.getMany(fresh).then((rows) => new Map(rows.map((row) => [nameOf(row), row])));
        for (const key of fresh) {
          const row = read.then((rows) => rows.get(nameOf(key)));
          // Whoever asked hears of a failure below.
          row.catch(() => undefined);
          known.set(nameOf(key), row);
        }
      }
      const rows = await Promise.all(keys.flatMap((key) => known.get(nameOf(key)) ?? []));
      return rows.filter((row) => row !== undefined);
    },
  };
}
