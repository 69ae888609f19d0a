import type { Platform } from './contracts.ts';

/** Every address of the console, in one place: the URL names what is open, and "back" works. */

export const INBOX_FILTERS = ['all', 'unread', 'waiting', 'handed-over', 'with-contact'] as const;
export type InboxFilter = (typeof INBOX_FILTERS)[number];

/** What the inbox lists. Absent fields do not narrow. */
export interface InboxQuery {
  readonly filter: InboxFilter;
  readonly accountId?: string;
  readonly platform?: Platform;
  readonly q?: string;
}

const isFilter = (value: string | null): value is InboxFilter => INBOX_FILTERS.some((filter) => filter === value);
const isPlatform = (value: string | null): value is Platform => value === 'douyin' || value === 'xiaohongshu';

/** Reads the list's query off an address; what is unknown there is ignored. */
export function inboxQueryOf(params: URLSearchParams): InboxQuery {
  const filter = params.get('filter');
  const accountId = params.get('account');
  const platform = params.get('platform');
  const q = params.get('q')?.trim().slice(0, 60);
  return {
    filter: isFilter(filter) ? filter : 'all',
    ...(accountId ? { accountId } : {}),
    ...(isPlatform(platform) ? { platform } : {}),
    ...(q ? { q } : {}),
  };
}

const inboxSearch = (query: InboxQuery): string => {
  const params = new URLSearchParams();
  if (query.filter !== 'all') params.set('filter', query.filter);
  if (query.accountId) params.set('account', query.accountId);
  if (query.platform) params.set('platform', query.platform);
  if (query.q) params.set('q', query.q);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
};

/** The address of an agent that is not there yet. */
export const NEW_AGENT = 'new';

const segment = (id: string | undefined): string => (id === undefined ? '' : `/${encodeURIComponent(id)}`);

export const urls = {
  home: () => '/',
  inbox: (conversationId?: string, query: InboxQuery = { filter: 'all' }) =>
    `/inbox${segment(conversationId)}${inboxSearch(query)}`,
  leads: (accountId?: string) =>
    accountId === undefined ? '/leads' : `/leads?${new URLSearchParams({ account: accountId })}`,
  accounts: (accountId?: string) => `/accounts${segment(accountId)}`,
  agents: (agentId?: string) => `/agents${segment(agentId)}`,
  usage: () => '/usage',
  settings: () => '/settings',
  signedIn: () => '/signed-in',
} as const;

/** Only an address of our own may be gone back to after signing in. */
export const safeReturnTo = (value: unknown): string =>
  typeof value === 'string' && value.startsWith('/') && !value.startsWith('//') && !value.startsWith('/\\')
    ? value
    : urls.inbox();
