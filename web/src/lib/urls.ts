import {
  INBOX_FILTERS,
  type InboxFilter,
  type InboxOrder,
  type InboxStatus,
} from '../../../shared/conversations/rules-inbox.ts';
import type { LeadView, Platform, Source } from './contracts.ts';

/** Every address of the console, in one place: the URL names what is open, and "back" works. */

/** What the inbox lists: dimensions that combine. Absent fields do not narrow; absent `status` = open. */
export interface InboxQuery {
  readonly filters: readonly InboxFilter[];
  readonly status?: InboxStatus;
  /** `me`, `nobody` or a member's id. */
  readonly assignee?: string;
  readonly tags?: readonly string[];
  /** Absent = newest activity first. */
  readonly order?: Exclude<InboxOrder, 'activity'>;
  readonly accountId?: string;
  readonly platform?: Platform;
  readonly q?: string;
}

export const LEAD_STATES = ['new', 'contacted', 'friend', 'lost'] as const satisfies readonly LeadView['state'][];
export const CHANNELS = [
  'native-ad-anchor',
  'feed-swipe',
  'search-ad',
  'video-anchor',
  'live-room-widget',
  'profile-page',
  'intent-comment',
  'unknown',
] as const satisfies readonly Source['channel'][];

/** Which leads are listed (K5). Absent fields do not narrow. */
export interface LeadQuery {
  readonly accountId?: string;
  readonly states?: readonly LeadView['state'][];
  /** A member, `me` or `nobody`. */
  readonly owner?: string;
  readonly channel?: Source['channel'];
  readonly q?: string;
}

/** Reads the lead list's query off an address; what is unknown there is ignored. */
export function leadQueryOf(params: URLSearchParams): LeadQuery {
  const accountId = params.get('account');
  const states = LEAD_STATES.filter((state) => listOf(params.get('state')).includes(state));
  const owner = params.get('owner');
  const channel = CHANNELS.find((known) => known === params.get('channel'));
  const q = params.get('q')?.trim().slice(0, 60);
  return {
    ...(accountId ? { accountId } : {}),
    ...(states.length > 0 ? { states } : {}),
    ...(owner ? { owner } : {}),
    ...(channel ? { channel } : {}),
    ...(q ? { q } : {}),
  };
}

function leadSearch({ accountId, states, owner, channel, q }: LeadQuery): string {
  const params = new URLSearchParams();
  if (accountId) params.set('account', accountId);
  if (states && states.length > 0) params.set('state', states.join(','));
  if (owner) params.set('owner', owner);
  if (channel) params.set('channel', channel);
  if (q) params.set('q', q);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** Everything that is open. */
export const EVERYTHING: InboxQuery = { filters: [] };

const isFilter = (value: string): value is InboxFilter => INBOX_FILTERS.some((filter) => filter === value);
const isStatus = (value: string | null): value is InboxStatus =>
  value === 'snoozed' || value === 'closed' || value === 'any';
const isOrder = (value: string | null): value is 'waiting' | 'closing' => value === 'waiting' || value === 'closing';
const isPlatform = (value: string | null): value is Platform => value === 'douyin' || value === 'xiaohongshu';
const listOf = (text: string | null): readonly string[] => (text ?? '').split(',').filter((part) => part !== '');

/** Reads the list's query off an address; what is unknown there is ignored. */
export function inboxQueryOf(params: URLSearchParams): InboxQuery {
  const status = params.get('status');
  const assignee = params.get('who');
  const tags = listOf(params.get('tags')).slice(0, 10);
  const order = params.get('order');
  const accountId = params.get('account');
  const platform = params.get('platform');
  const q = params.get('q')?.trim().slice(0, 60);
  return {
    filters: listOf(params.get('filter')).filter(isFilter),
    ...(isStatus(status) ? { status } : {}),
    ...(assignee ? { assignee } : {}),
    ...(tags.length > 0 ? { tags } : {}),
    ...(isOrder(order) ? { order } : {}),
    ...(accountId ? { accountId } : {}),
    ...(isPlatform(platform) ? { platform } : {}),
    ...(q ? { q } : {}),
  };
}

const inboxSearch = (query: InboxQuery): string => {
  const params = new URLSearchParams();
  if (query.filters.length > 0) params.set('filter', query.filters.join(','));
  if (query.status && query.status !== 'open') params.set('status', query.status);
  if (query.assignee) params.set('who', query.assignee);
  if (query.tags && query.tags.length > 0) params.set('tags', query.tags.join(','));
  if (query.order) params.set('order', query.order);
  if (query.accountId) params.set('account', query.accountId);
  if (query.platform) params.set('platform', query.platform);
  if (query.q) params.set('q', query.q);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
};

/** The address of a material that is not there yet, and of what the platforms hold. */
export const NEW_MATERIAL = 'new';
export const PLATFORM_MATERIALS = 'platform';

/** The address of an agent that is not there yet. */
export const NEW_AGENT = 'new';

const segment = (id: string | undefined): string => (id === undefined ? '' : `/${encodeURIComponent(id)}`);

export const urls = {
  home: () => '/',
  /** `at`: the key of the line to open the thread at. */
  inbox: (conversationId?: string, query: InboxQuery = EVERYTHING, at?: string) => {
    const search = inboxSearch(query);
    const place = at === undefined ? '' : `${search === '' ? '?' : '&'}${new URLSearchParams({ at })}`;
    return `/inbox${segment(conversationId)}${search}${place}`;
  },
  leads: (query: LeadQuery = {}) => `/leads${leadSearch(query)}`,
  waitingLeads: () => '/leads?view=waiting',
  /** `search`: what the list shows (customers/customer-query.ts). */
  customers: (conversationId?: string, search = '') => `/customers${segment(conversationId)}${search}`,
  followUps: () => '/follow-ups',
  accounts: (accountId?: string) => `/accounts${segment(accountId)}`,
  agents: (agentId?: string) => `/agents${segment(agentId)}`,
  materials: (materialId?: string) => `/materials${segment(materialId)}`,
  newMaterial: (kind: string) => `/materials/${NEW_MATERIAL}?kind=${kind}`,
  sources: () => '/sources',
  usage: () => '/usage',
  settings: () => '/settings',
  members: () => '/settings/members',
  audit: () => '/settings/audit',
  rules: () => '/settings/rules',
  signedIn: () => '/signed-in',
} as const;

/** Only an address of our own may be gone back to after signing in. */
export const safeReturnTo = (value: unknown): string =>
  typeof value === 'string' && value.startsWith('/') && !value.startsWith('//') && !value.startsWith('/\\')
    ? value
    : urls.inbox();
