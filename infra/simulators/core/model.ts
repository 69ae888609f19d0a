import * as z from 'zod';

/** What a twin knows, whichever platform it plays. Times are epoch milliseconds (UTC). */

export const PlatformName = z.enum(['douyin', 'xiaohongshu']);
export type PlatformName = z.infer<typeof PlatformName>;

export const Account = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  /** `ordinary`: neither certified nor staff; the platform lets nobody send for it. */
  kind: z.enum(['enterprise', 'staff', 'ordinary']),
  subject: z.string(),
  /** Staff accounts: the enterprise they belong to. */
  enterpriseId: z.string().optional(),
  /** Xiaohongshu W4: a high weight allows a second message before the customer speaks. */
  highWeight: z.boolean().default(false),
  banned: z.boolean().default(false),
  /** Douyin: an automatic-reply policy of the platform's own workbench is active. */
  autoReplyPolicy: z.boolean().default(false),
});
export type Account = z.infer<typeof Account>;

export const Customer = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  /** The number bound to the customer's platform account: one-tap cards give it. */
  phone: z.string().default(''),
  city: z.string().default(''),
  banned: z.boolean().default(false),
});
export type Customer = z.infer<typeof Customer>;

export const CardKind = z.enum([
  'retain-card',
  'phone-collect-card',
  'name-card',
  'lead-card',
  'landing-page',
  'note',
  'trade-card',
  'web-page',
  'message-card',
]);
export type CardKind = z.infer<typeof CardKind>;

export const Card = z.object({
  id: z.string(),
  accountId: z.string(),
  kind: CardKind,
  title: z.string(),
  subKind: z.string().optional(),
  mediaId: z.string().optional(),
  /** Douyin retain cards: which inputs the form has (1 name, 2 phone, 3 city). */
  components: z.array(z.number().int()).optional(),
  /** Douyin message cards: 1 text link, 2 image link, 3 question list, 4 phone call. */
  componentKind: z.number().int().min(1).max(4).optional(),
  approved: z.boolean().default(true),
  updatedAtMs: z.number().int(),
});
export type Card = z.infer<typeof Card>;

export const Body = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string(), quotedCommentId: z.string().optional() }),
  z.object({
    kind: z.literal('image'),
    url: z.string().optional(),
    mediaId: z.string().optional(),
    local: z.boolean().optional(),
  }),
  z.object({
    kind: z.literal('video'),
    url: z.string().optional(),
    itemId: z.string().optional(),
    local: z.boolean().optional(),
  }),
  z.object({ kind: z.literal('gif'), url: z.string().optional() }),
  z.object({
    kind: z.literal('card'),
    // Nobody can send a message card.
    card: CardKind.exclude(['message-card']),
    cardId: z.string(),
    title: z.string(),
    status: z.enum(['blank', 'filled']).default('blank'),
    values: z.array(z.object({ label: z.string(), value: z.string() })).optional(),
    link: z.string().optional(),
  }),
  z.object({ kind: z.literal('other') }),
]);
export type Body = z.infer<typeof Body>;

export const Message = z.object({
  id: z.string(),
  accountId: z.string(),
  customerId: z.string(),
  atMs: z.number().int(),
  from: z.enum(['customer', 'account']),
  /** `api`: a customer-service tool sent it; `app`: typed by hand on a phone. */
  via: z.enum(['api', 'app']),
  body: Body,
  /** Douyin: the event that granted the right to send. */
  triggerId: z.string().optional(),
  /** Xiaohongshu: the caller's idempotency key. */
  requestId: z.string().optional(),
  recalledAtMs: z.number().int().optional(),
});
export type Message = z.infer<typeof Message>;

export const Source = z.enum(['ad', 'search-ad', 'feed', 'video', 'live-room', 'profile']);
export type Source = z.infer<typeof Source>;

export const Entry = z.object({
  id: z.string(),
  atMs: z.number().int(),
  source: Source,
  /** Whether this entry grants sends (Douyin W1); Xiaohongshu grants by its first entry alone. */
  granted: z.boolean(),
  spent: z.number().int(),
});
export type Entry = z.infer<typeof Entry>;

export const CommentCounts = z.object({ id: z.string(), atMs: z.number().int(), replied: z.boolean() });

/** Douyin W3: the customer lets the account write of its own accord until then; `sentAtMs` of what it wrote so. */
export const Consent = z.object({
  atMs: z.number().int(),
  given: z.boolean(),
  untilMs: z.number().int(),
  sentAtMs: z.array(z.number().int()).default([]),
});
export type Consent = z.infer<typeof Consent>;

export const Conversation = z.object({
  accountId: z.string(),
  customerId: z.string(),
  /** Douyin: conversation_short_id. */
  ref: z.string(),
  follows: z.boolean(),
  mutual: z.boolean(),
  /** Whether the customer has the message page open now. */
  present: z.boolean(),
  entries: z.array(Entry),
  comments: z.array(CommentCounts).default([]),
  consent: Consent.optional(),
  lastCustomerAtMs: z.number().int().optional(),
  /** When the customer last did anything: a repeat after it is not a duplicate. */
  lastActAtMs: z.number().int().optional(),
  acceptedSinceCustomer: z.number().int(),
  counters: z.record(z.string(), z.number().int()),
});
export type Conversation = z.infer<typeof Conversation>;

/** Whose conversation: one hosted account and one customer. */
export const Who = z.object({ accountId: z.string().min(1), customerId: z.string().min(1) });
export type Who = z.infer<typeof Who>;
