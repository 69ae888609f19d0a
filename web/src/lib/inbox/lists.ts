import { m } from '../paraglide/messages.js';
import type { InboxQuery } from '../urls.ts';
import type { CountedList } from './counts.svelte.ts';

/** What of a query makes a list; account, platform, tags and search narrow any of them. */
type ListPart = Pick<InboxQuery, 'filters' | 'status' | 'assignee' | 'order'>;

export interface MainList {
  readonly name: () => string;
  readonly part: ListPart;
  readonly counted?: CountedList;
}

/** The lists that people work through all day, in this order (I1). */
export const MAIN_LISTS: readonly MainList[] = [
  { name: m.filter_all, part: { filters: [] } },
  { name: m.list_mine, part: { filters: [], assignee: 'me' }, counted: 'mine' },
  { name: m.list_unassigned, part: { filters: [], assignee: 'nobody' }, counted: 'unassigned' },
  { name: m.filter_unread, part: { filters: ['unread'] }, counted: 'unread' },
  { name: m.filter_waiting, part: { filters: ['waiting'], order: 'waiting' }, counted: 'waiting' },
  { name: m.list_closing, part: { filters: ['closing-soon'], order: 'closing' }, counted: 'closing-soon' },
  { name: m.filter_handed_over, part: { filters: ['handed-over'] } },
  { name: m.filter_with_contact, part: { filters: ['with-contact'] } },
  { name: m.list_snoozed, part: { filters: [], status: 'snoozed' }, counted: 'snoozed' },
  { name: m.list_closed, part: { filters: [], status: 'closed' } },
];

const partOf = ({ filters, status, assignee, order }: ListPart) => [
  [...filters].sort().join(),
  status ?? 'open',
  assignee ?? '',
  order ?? '',
];

/** Whether a query shows this list, however narrowed. */
export const isList = (query: InboxQuery, list: MainList): boolean =>
  JSON.stringify(partOf(query)) === JSON.stringify(partOf(list.part));

/** Another list, narrowed as the one before. */
export function toList({ accountId, platform, tags, q }: InboxQuery, { part }: MainList): InboxQuery {
  return {
    ...part,
    ...(accountId ? { accountId } : {}),
    ...(platform ? { platform } : {}),
    ...(tags ? { tags } : {}),
    ...(q ? { q } : {}),
  };
}

/** A query as a saved view keeps it: texts alone, without the search. */
export const settingsOf = (query: InboxQuery): Record<string, string | string[]> => ({
  filters: [...query.filters],
  status: query.status ?? 'open',
  ...(query.assignee ? { assignee: query.assignee } : {}),
  ...(query.tags ? { tags: [...query.tags] } : {}),
  ...(query.order ? { order: query.order } : {}),
  ...(query.accountId ? { accountId: query.accountId } : {}),
  ...(query.platform ? { platform: query.platform } : {}),
});
