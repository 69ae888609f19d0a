import type { Conversation } from './model-head.ts';
import type { Standing } from './model-rules.ts';
import { packFor } from './packs.ts';
import { belongs, type InboxNarrowing, type InboxOrder, type Narrowed, orderKey, saysText } from './rules-inbox.ts';
import { windowState } from './rules-windows.ts';
import { inboxKey } from './store-inbox.ts';

/** What is asked of the inbox, and which heads answer it. */

export interface InboxQuery extends InboxNarrowing {
  readonly tenantId: string;
  /** Ids of the accounts to look at: the caller knows which ones the member may see. */
  readonly accountIds: readonly string[];
  readonly order: InboxOrder;
  readonly cursor?: string;
  readonly limit: number;
  readonly nowMs: number;
  /** X1: what the member may see; absent = everything. */
  readonly isVisible?: (head: Conversation) => boolean;
  /** What the windows are judged by, where a list asks for them; absent = the account is gone. */
  readonly standingOf: (accountId: string) => Omit<Standing, 'mutualFollow'> | undefined;
}

export interface InboxPage {
  readonly conversations: readonly Conversation[];
  readonly nextCursor?: string;
}

/** Heads read for one answer at most: a filter that hardly ever holds must not read a whole tenant. */
export const MAX_EXAMINED = 500;

/** The list's order; equals stand as the index has them. */
export const by =
  (query: InboxQuery) =>
  (a: Conversation, b: Conversation): number => {
    if (query.order !== 'activity') {
      const [first, second] = [
        orderKey(narrowedOf(a, query), query.order),
        orderKey(narrowedOf(b, query), query.order),
      ];
      if (first !== second) return first - second;
    }
    return inboxKey(a) < inboxKey(b) ? 1 : -1;
  };

export const matches = (head: Conversation, query: InboxQuery): boolean =>
  (query.isVisible?.(head) ?? true) && saysText(head, query.q) && belongs(narrowedOf(head, query), query, query.nowMs);

/** A head as the lists see it; the window is judged only where a list asks for it. */
function narrowedOf(head: Conversation, query: InboxQuery): Narrowed & Pick<Conversation, 'lastActivityAtMs'> {
  const asksWindow = query.order === 'closing' || query.filters.includes('closing-soon');
  return asksWindow ? { ...head, windowUntilMs: windowUntilMs(head, query) } : head;
}

/** When the open window ends; undefined = none is open, or it has no end. */
export function windowUntilMs(
  head: Conversation,
  { standingOf, nowMs }: Pick<InboxQuery, 'standingOf' | 'nowMs'>,
): number | undefined {
  const account = standingOf(head.accountId);
  if (!account) return undefined;
  const standing = { ...account, mutualFollow: head.mutualFollow };
  const state = windowState(packFor(head.platform, nowMs), standing, head.facts, nowMs);
  return state.kind === 'allowed' ? state.untilMs : undefined;
}
