import type { Conversation } from './model-head.ts';

/** What the inbox's lists hold (I1): dimensions that combine, each narrowing the one before. */

export const INBOX_FILTERS = ['unread', 'waiting', 'handed-over', 'with-contact', 'closing-soon'] as const;
export type InboxFilter = (typeof INBOX_FILTERS)[number];
export type InboxStatus = 'open' | 'snoozed' | 'closed' | 'any';
/** `activity`: newest first. The others end: what waits longest, or closes soonest, stands first. */
export type InboxOrder = 'activity' | 'waiting' | 'closing';

/** A window that ends within this long closes soon: time to write one good answer. */
export const CLOSING_SOON_MS = 2 * 3_600_000;

export interface InboxNarrowing {
  readonly status: InboxStatus;
  /** All of them must hold. */
  readonly filters: readonly InboxFilter[];
  /** A member; `null` = nobody's; absent = anybody's. */
  readonly assigneeId?: string | null;
  /** One of them suffices. */
  readonly tags?: readonly string[];
  /** Part of a name or of the last message. */
  readonly q?: string;
}

/** What of a conversation the lists are narrowed by: heads on the server, views in the console. */
export type Narrowed = Pick<
  Conversation,
  'status' | 'snoozedUntilMs' | 'unread' | 'waitingSinceMs' | 'handedOver' | 'hasContact' | 'assigneeId' | 'tags'
> & { readonly windowUntilMs?: number | undefined };

/** Whether a conversation stands in a list; the search text is matched beside it (`saysText`). */
export function belongs(one: Narrowed, by: InboxNarrowing, nowMs: number): boolean {
  if (!hasStatus(one, by.status)) return false;
  if (
    by.assigneeId === null
      ? one.assigneeId !== undefined
      : by.assigneeId !== undefined && one.assigneeId !== by.assigneeId
  )
    return false;
  if (by.tags && by.tags.length > 0 && !by.tags.some((tag) => one.tags.includes(tag))) return false;
  return by.filters.every((filter) => passes(one, filter, nowMs));
}

/** Snoozed is what waits for its time and is not closed. */
function hasStatus({ status, snoozedUntilMs }: Narrowed, wanted: InboxStatus): boolean {
  switch (wanted) {
    case 'any':
      return true;
    case 'closed':
      return status === 'closed';
    case 'snoozed':
      return status === 'open' && snoozedUntilMs !== undefined;
    case 'open':
      return status === 'open' && snoozedUntilMs === undefined;
  }
}

function passes(one: Narrowed, filter: InboxFilter, nowMs: number): boolean {
  switch (filter) {
    case 'unread':
      return one.unread > 0;
    case 'waiting':
      return one.waitingSinceMs !== undefined;
    case 'handed-over':
      return one.handedOver !== undefined;
    case 'with-contact':
      return one.hasContact;
    case 'closing-soon':
      return (
        one.windowUntilMs !== undefined && one.windowUntilMs > nowMs && one.windowUntilMs - nowMs <= CLOSING_SOON_MS
      );
  }
}

/** Part of a name or of the last message, whatever its case. */
export const saysText = (
  { customerName, lastMessage }: Pick<Conversation, 'customerName' | 'lastMessage'>,
  q: string | undefined,
): boolean =>
  q === undefined ||
  q === '' ||
  `${customerName ?? ''}\n${lastMessage?.preview ?? ''}`.toLowerCase().includes(q.toLowerCase());

/** The place of a conversation in an ordered list: small stands first. */
export const orderKey = (one: Narrowed & Pick<Conversation, 'lastActivityAtMs'>, order: InboxOrder): number => {
  switch (order) {
    case 'activity':
      return -one.lastActivityAtMs;
    case 'waiting':
      return one.waitingSinceMs ?? Number.POSITIVE_INFINITY;
    case 'closing':
      return one.windowUntilMs ?? Number.POSITIVE_INFINITY;
  }
};
