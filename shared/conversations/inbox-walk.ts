import type { RowTable } from '../runtime/row-table.ts';
import { type InboxKey, listInboxKeys } from './store-inbox.ts';

/** The inbox of several accounts as one, newest first or, from a place on, oldest first; read as far as somebody goes. */
export interface InboxWalk {
  /** The next keys; fewer than asked = the end. */
  next(count: number): Promise<readonly InboxKey[]>;
}

interface Lane {
  readonly accountId: string;
  keys: readonly InboxKey[];
  /** Where its next page begins. */
  from: string | undefined;
  isDone: boolean;
  page: number;
}

/** Keys of an account that were read before, in the walk's order. */
export interface KnownKeys {
  readonly keys: readonly InboxKey[];
  /** There are no others. */
  readonly isAll: boolean;
}

/** Few of many accounts are on a page more than once: what is read of each and not shown is read in vain. */
const LEAST = 3;

/**
 * Begins below a place of the inbox, or above one. Each account is asked once, for a few keys; again only when those are used up, for
 * twice as many. Costs 0.5 read units an account, however far one goes, and 0.5 for each further page of an account; of
 * what is known already nothing is read again.
 */
export function createInboxWalk(
  table: RowTable,
  of: {
    readonly tenantId: string;
    readonly accountIds: readonly string[];
    readonly before?: string;
    readonly after?: string;
    /** By account; of the others nothing was read yet. */
    readonly known?: ReadonlyMap<string, KnownKeys>;
  },
): InboxWalk {
  const isUp = of.after !== undefined;
  const lanes: Lane[] = of.accountIds.map((accountId) => {
    const { keys, isAll } = of.known?.get(accountId) ?? NOTHING_KNOWN;
    return { accountId, keys, from: keys.at(-1)?.order ?? of.after ?? of.before, isDone: isAll, page: keys.length };
  });

  const fill = async (lane: Lane, first: number): Promise<void> => {
    lane.page = lane.page === 0 ? first : lane.page * 2;
    const page = {
      limit: lane.page,
      ...(lane.from === undefined ? {} : isUp ? { after: lane.from } : { before: lane.from }),
    };
    lane.keys = await listInboxKeys(table, { tenantId: of.tenantId, accountId: lane.accountId }, page);
    lane.from = lane.keys.at(-1)?.order ?? lane.from;
    lane.isDone = lane.keys.length < lane.page;
  };

  return {
    async next(count) {
      const first = Math.min(count + 1, Math.max(LEAST, Math.ceil((4 * count) / Math.max(1, lanes.length))));
      const taken: InboxKey[] = [];
      while (taken.length < count) {
        await Promise.all(lanes.filter(isEmpty).map((lane) => fill(lane, first)));
        const merged = lanes.flatMap((lane) => lane.keys.map((key) => ({ lane, key })));
        merged.sort((a, b) => (a.key.order < b.key.order === isUp ? -1 : 1));
        if (merged.length === 0) break;
        for (const { lane, key } of merged) {
          taken.push(key);
          lane.keys = lane.keys.slice(1);
          // What comes next in this account may stand before what the others have: look first.
          if (taken.length === count || isEmpty(lane)) break;
        }
      }
      return taken;
    },
  };
}

const NOTHING_KNOWN: KnownKeys = { keys: [], isAll: false };

const isEmpty = (lane: Lane): boolean => lane.keys.length === 0 && !lane.isDone;
