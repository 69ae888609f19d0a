import * as z from 'zod';
import { Platform, Source } from '../conversations/model.ts';
import { CustomerFilter } from '../customers/rules-filter.ts';
import { MAX_FOLLOW_UP_CHARS } from '../customers/rules-follow-ups.ts';
import { Stage } from '../customers/rules-stage.ts';
import { Cursor, conversationParams, Id, Limit, page, type Route } from './route.ts';
import { ContactView } from './views.ts';

/** A customer as a row of the list (K1): what is known of the person, and where the conversation stands. */
export const CustomerRow = z.object({
  conversationId: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  platform: Platform,
  name: z.string(),
  avatarUrl: z.string().optional(),
  tags: z.array(z.string()),
  stage: Stage.optional(),
  source: Source.optional(),
  contact: ContactView.optional(),
  remark: z.string(),
  firstSeenAtMs: z.number().int(),
  lastActivityAtMs: z.number().int(),
  /** When the customer spoke last; absent = entered and never spoke. */
  spokeAtMs: z.number().int().optional(),
  assigneeId: z.string().optional(),
});
export type CustomerRow = z.infer<typeof CustomerRow>;

export const FollowUpView = z.object({
  id: z.string(),
  conversationId: z.string(),
  text: z.string(),
  authorName: z.string().optional(),
  memberId: z.string(),
  createdAtMs: z.number().int(),
  dueAtMs: z.number().int().optional(),
  doneAtMs: z.number().int().optional(),
});
export type FollowUpView = z.infer<typeof FollowUpView>;

/** A follow-up with whom it is about, for a list over all customers. */
export const OpenFollowUpView = FollowUpView.extend({
  accountName: z.string(),
  platform: Platform,
  /** Empty = the platform never told. */
  customerName: z.string(),
  avatarUrl: z.string().optional(),
});
export type OpenFollowUpView = z.infer<typeof OpenFollowUpView>;

/** One line of everything that happened with a customer (K1). */
export const TimelineItemView = z.object({
  key: z.string(),
  atMs: z.number().int(),
  kind: z.enum([
    'entered',
    'messages',
    'contact',
    'card-submitted',
    'card-copied',
    'comment',
    'consent',
    'handed-over',
    'desk',
    'note',
    'changed',
    'follow-up',
  ]),
  actorName: z.string().optional(),
  isAgent: z.boolean().optional(),
  /** `entered`: with the ad's identifiers (K4). */
  source: Source.optional(),
  /** `automatic`: how many of ours nobody wrote at that moment. */
  messages: z
    .object({
      customer: z.number().int(),
      us: z.number().int(),
      automatic: z.number().int(),
      fromMs: z.number().int(),
    })
    .optional(),
  reason: z.string().optional(),
  note: z.string().optional(),
  /** `consent` (W3): given, or taken back. */
  given: z.boolean().optional(),
  /** `card-copied`: the platform's id of the name card. */
  cardId: z.string().optional(),
  change: z
    .object({
      tagsAdded: z.array(z.string()).optional(),
      tagsRemoved: z.array(z.string()).optional(),
      remark: z.object({ before: z.string(), after: z.string() }).optional(),
      stage: z.object({ before: Stage.optional(), after: Stage.optional() }).optional(),
      mutualFollow: z.boolean().optional(),
      /** Names of who was to come back to a follow-up, and of who is now. */
      followUp: z.object({ before: z.string().optional(), after: z.string().optional() }).optional(),
    })
    .optional(),
  desk: z
    .object({ what: z.string(), memberName: z.string().optional(), untilMs: z.number().int().optional() })
    .optional(),
  jobId: z.string().optional(),
  followUp: FollowUpView.optional(),
});
export type TimelineItemView = z.infer<typeof TimelineItemView>;

/** In an address, lists are written with commas between. */
const list = <T extends z.ZodType<unknown, string>>(items: z.ZodArray<T>) =>
  z
    .string()
    .max(4096)
    .transform((text) => text.split(',').filter((one) => one !== ''))
    .pipe(items);
const ms = z.coerce.number<string>().int().min(0);
const { accountIds, platform, tags, tagMode, channels, contact, stages, activity, assignee, q } = CustomerFilter.shape;

const filterQuery = {
  accountIds: list(accountIds.unwrap()).optional(),
  platform,
  tags: list(tags.unwrap()).optional(),
  tagMode,
  channels: list(channels.unwrap()).optional(),
  contact,
  stages: list(stages.unwrap()).optional(),
  activity,
  assignee,
  firstSeenFromMs: ms.optional(),
  firstSeenToMs: ms.optional(),
  q,
};

const followUpParams = z.object({ conversationId: Id, followUpId: Id });
const text = z.string().trim().min(1).max(MAX_FOLLOW_UP_CHARS);
/** Wall-clock time in the tenant's zone. */
const due = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/);

export const customerListRoutes = {
  listCustomers: {
    method: 'GET',
    path: '/customers',
    permission: 'conversations.read',
    summary: 'Customers of all hosted accounts, newest activity first (K1)',
    query: z.object({ ...filterQuery, cursor: Cursor, limit: Limit(200, 50) }),
    response: page(CustomerRow),
  },
  countCustomers: {
    method: 'GET',
    path: '/customers/count',
    permission: 'conversations.read',
    summary: 'How many a filter holds, in pieces: ask on while there is a cursor',
    query: z.object({ ...filterQuery, cursor: Cursor }),
    response: z.object({ count: z.number().int(), examined: z.number().int(), nextCursor: z.string().optional() }),
  },
  getTimeline: {
    method: 'GET',
    path: '/conversations/{conversationId}/timeline',
    permission: 'conversations.read',
    summary: 'Everything that happened with a customer, newest first (K1)',
    params: conversationParams,
    query: z.object({ cursor: Cursor }),
    response: page(TimelineItemView),
  },
  listFollowUps: {
    method: 'GET',
    path: '/conversations/{conversationId}/follow-ups',
    permission: 'conversations.read',
    summary: 'Follow-up records of a customer, newest first (I4)',
    params: conversationParams,
    response: page(FollowUpView),
  },
  addFollowUp: {
    method: 'POST',
    path: '/conversations/{conversationId}/follow-ups',
    permission: 'conversations.write',
    summary: 'Write down a follow-up, with a reminder where a time is named',
    params: conversationParams,
    body: z.strictObject({
      id: Id,
      text,
      due: due.optional(),
      /** Who is reminded; absent = who writes it. */
      memberId: Id.optional(),
    }),
    response: FollowUpView,
    status: 201,
  },
  updateFollowUp: {
    method: 'PATCH',
    path: '/conversations/{conversationId}/follow-ups/{followUpId}',
    permission: 'conversations.write',
    summary: 'Change a follow-up, its reminder or whose it is, or say that it is done',
    params: followUpParams,
    body: z.strictObject({
      text: text.optional(),
      due: due.nullable().optional(),
      done: z.boolean().optional(),
      memberId: Id.optional(),
    }),
    response: FollowUpView,
  },
  myFollowUps: {
    method: 'GET',
    path: '/follow-ups',
    permission: 'conversations.read',
    summary:
      'What the member still has to come back to over all customers, the earliest first; for those who manage members also a colleague’s',
    query: z.object({ memberId: Id.optional(), cursor: Cursor, limit: Limit(100, 50) }),
    response: page(OpenFollowUpView),
  },
} as const satisfies Record<string, Route>;
