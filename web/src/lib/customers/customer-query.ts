import { instantIn } from '../../../../shared/customers/rules-due.ts';
import type { CustomerFilter, Platform, Source, Stage } from '../contracts.ts';

/** What the customer list shows, as its address says it. Empty lists and absent fields do not narrow. */
export interface CustomerQuery {
  readonly q?: string;
  readonly accountId?: string;
  readonly platform?: Platform;
  readonly tags: readonly string[];
  /** With `tags`; absent = any of them. */
  readonly tagMode?: 'all' | 'none';
  readonly channels: readonly Source['channel'][];
  readonly stages: readonly (Stage | 'none')[];
  readonly contact?: 'yes' | 'no';
  readonly activity?: 'spoke' | 'entered';
  /** Who has the conversation: a member, `me` or `nobody`. */
  readonly assignee?: string;
  /** First seen on these days (YYYY-MM-DD), both included. */
  readonly from?: string;
  readonly to?: string;
}

export const EVERYBODY: CustomerQuery = { tags: [], channels: [], stages: [] };

export const STAGES = ['new-friend', 'trust', 'deal', 'repurchase', 'referral'] as const satisfies readonly Stage[];
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

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 24 * 3_600_000;

const listOf = (text: string | null): readonly string[] => (text ?? '').split(',').filter((part) => part !== '');
const oneOf = <T extends string>(values: readonly T[], text: string | null): T | undefined =>
  values.find((value) => value === text);
const dayOf = (text: string | null): string | undefined => (text !== null && DAY.test(text) ? text : undefined);

/** Leaves out what is not there, so that two queries that mean the same are the same. */
function query(parts: { readonly [K in keyof CustomerQuery]: CustomerQuery[K] | undefined }): CustomerQuery {
  const { tags = [], channels = [], stages = [], ...rest } = parts;
  const kept = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined && value !== ''));
  return { ...kept, tags, channels, stages };
}

/** The query with one of its fields set, or taken out. */
export const withField = <K extends keyof CustomerQuery>(
  asked: CustomerQuery,
  name: K,
  value: CustomerQuery[K] | undefined,
): CustomerQuery => query({ ...asked, [name]: value });

/** Reads a query off an address; what is unknown there is ignored. */
export const customerQueryOf = (params: URLSearchParams): CustomerQuery =>
  query({
    q: params.get('q')?.trim().slice(0, 60),
    accountId: params.get('account') ?? undefined,
    platform: oneOf(['douyin', 'xiaohongshu'], params.get('platform')),
    tags: listOf(params.get('tags')).slice(0, 30),
    tagMode: oneOf(['all', 'none'], params.get('tagMode')),
    channels: listOf(params.get('channels')).flatMap((one) => oneOf(CHANNELS, one) ?? []),
    stages: listOf(params.get('stages')).flatMap((one) => oneOf<Stage | 'none'>([...STAGES, 'none'], one) ?? []),
    contact: oneOf(['yes', 'no'], params.get('contact')),
    activity: oneOf(['spoke', 'entered'], params.get('activity')),
    assignee: params.get('who') ?? undefined,
    from: dayOf(params.get('from')),
    to: dayOf(params.get('to')),
  });

/** The address's part that says it: the other way round. */
export function customerSearch(asked: CustomerQuery): string {
  const { accountId, assignee, tags, channels, stages, ...rest } = asked;
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) if (value) params.set(name, value);
  if (accountId) params.set('account', accountId);
  if (assignee) params.set('who', assignee);
  for (const [name, values] of Object.entries({ tags, channels, stages })) {
    if (values.length > 0) params.set(name, values.join(','));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** How many things narrow it, search apart. */
export const narrowings = ({ q: _, tagMode: _mode, ...asked }: CustomerQuery): number =>
  Object.values(asked).filter((value) => value !== undefined && value.length > 0).length;

/** The filter as batches name it: days are the tenant's, `me` is who asks. */
export function filterOf(asked: CustomerQuery, timeZone: string, memberId?: string): CustomerFilter {
  const { accountId, platform, tags, tagMode, channels, stages, contact, activity, from, to, q } = asked;
  const assignee = asked.assignee === 'me' ? memberId : asked.assignee;
  const fromMs = from === undefined ? undefined : instantIn(timeZone, `${from}T00:00`);
  const lastMs = to === undefined ? undefined : instantIn(timeZone, `${to}T00:00`);
  return {
    ...(accountId ? { accountIds: [accountId] } : {}),
    ...(platform ? { platform } : {}),
    ...(tags.length > 0 ? { tags: [...tags], ...(tagMode ? { tagMode } : {}) } : {}),
    ...(channels.length > 0 ? { channels: [...channels] } : {}),
    ...(stages.length > 0 ? { stages: [...stages] } : {}),
    ...(contact ? { contact } : {}),
    ...(activity ? { activity } : {}),
    ...(assignee ? { assignee } : {}),
    ...(fromMs === undefined ? {} : { firstSeenFromMs: fromMs }),
    ...(lastMs === undefined ? {} : { firstSeenToMs: lastMs + DAY_MS }),
    ...(q ? { q } : {}),
  };
}

/** The same for an address of the API: lists with commas between. */
export const asQuery = ({ accountIds, tags, channels, stages, ...rest }: CustomerFilter) => ({
  ...rest,
  accountIds: accountIds?.join(','),
  tags: tags?.join(','),
  channels: channels?.join(','),
  stages: stages?.join(','),
});
