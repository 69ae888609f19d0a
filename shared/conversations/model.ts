import * as z from 'zod';

/** Words of product.md section 1 as types. Times are epoch milliseconds (UTC) unless a name says otherwise. */

export const Platform = z.enum(['douyin', 'xiaohongshu']);
export type Platform = z.infer<typeof Platform>;

/** Hosted-account kind: 企业号 or 员工号. Douyin never tells it; until recorded an account counts as staff (A3). */
export const AccountKind = z.enum(['enterprise', 'staff']);
export type AccountKind = z.infer<typeof AccountKind>;

/** The rows of the capability matrix (product.md section 3). */
export const ContentType = z.enum([
  'text',
  'image',
  'video',
  'link',
  'gif-emoji',
  'basic-emoji',
  'phone-collect-card',
  'name-card',
  'landing-page',
  'note',
  'lead-card',
  'trade-card',
]);
export type ContentType = z.infer<typeof ContentType>;

export const CardType = ContentType.extract([
  'phone-collect-card',
  'name-card',
  'landing-page',
  'note',
  'lead-card',
  'trade-card',
]);
export type CardType = z.infer<typeof CardType>;

/** M3: Douyin's message cards. They are no content type: nothing sends or receives one. */
export const MessageCardKind = z.enum(['text-link', 'image-link', 'question-list', 'phone-call']);
export type MessageCardKind = z.infer<typeof MessageCardKind>;

/** M3: what the customer copies from a name card. */
export const NameCardKind = z.enum(['wecom', 'dingtalk', 'wechat', 'phone']);
export type NameCardKind = z.infer<typeof NameCardKind>;

/** An image or video of ours: the object in the media bucket (shared/materials), and its size so that nothing jumps. */
const OwnMedia = {
  objectId: z.string().optional(),
  width: z.number().int().optional(),
  height: z.number().int().optional(),
  hasThumbnail: z.boolean().optional(),
};

/** What a message holds. A platform may deliver media without an address (I6): then `url` is absent. */
export const MessageBody = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('text'),
    text: z.string(),
    /** W7: the intent comment that it answers. */
    quote: z.object({ commentId: z.string(), noteId: z.string().optional() }).optional(),
  }),
  z.object({ type: z.literal('image'), url: z.string().optional(), mediaId: z.string().optional(), ...OwnMedia }),
  z.object({
    type: z.literal('video'),
    url: z.string().optional(),
    coverUrl: z.string().optional(),
    itemId: z.string().optional(),
    durationSeconds: z.number().optional(),
    ...OwnMedia,
  }),
  z.object({
    type: z.literal('link'),
    url: z.string().optional(),
    title: z.string().optional(),
    coverUrl: z.string().optional(),
  }),
  z.object({ type: z.literal('gif-emoji'), url: z.string().optional() }),
  z.object({
    type: z.literal('card'),
    card: CardType,
    cardId: z.string(),
    title: z.string().optional(),
    /** `filled` once the customer left a contact through it. */
    status: z.enum(['blank', 'filled']).optional(),
  }),
  z.object({ type: z.literal('unsupported'), platformType: z.string() }),
]);
export type MessageBody = z.infer<typeof MessageBody>;

/** Contact (留资) as a platform delivered it. A masked number stays masked and is never dialled or merged on. */
export const Contact = z.object({
  phone: z.string().optional(),
  wechat: z.string().optional(),
  name: z.string().optional(),
  city: z.string().optional(),
  masked: z.boolean(),
});
export type Contact = z.infer<typeof Contact>;

/** K4: where the customer came from, as far as the entry event tells. */
export const Source = z.object({
  channel: z.enum([
    'native-ad-anchor',
    'feed-swipe',
    'search-ad',
    'video-anchor',
    'live-room-widget',
    'profile-page',
    'intent-comment',
    'unknown',
  ]),
  adId: z.string().optional(),
  adName: z.string().optional(),
  creativeId: z.string().optional(),
  videoId: z.string().optional(),
});
export type Source = z.infer<typeof Source>;

/** What a platform needs back to answer an event (Douyin: msg_id and conversation_id). Opaque outside the adapter. */
export const ReplyRef = z.object({ messageRef: z.string(), conversationRef: z.string().optional() });
export type ReplyRef = z.infer<typeof ReplyRef>;

/** One thing that happened between a customer and a hosted account, in our words. Made by a platform's adapter. */
export const CustomerEvent = z.object({
  kind: z.enum([
    'entered',
    'message',
    'echo',
    'recalled',
    'read',
    'card-copied',
    'card-submitted',
    'contact',
    'comment',
    'consent',
  ]),
  platform: Platform,
  /** The hosted account's id on the platform. */
  accountPlatformId: z.string(),
  /** The customer's id on the platform. */
  customerPlatformId: z.string(),
  /** Unique per account and kind; taken from signed content, never from headers (SEC3). */
  eventId: z.string(),
  occurredAtMs: z.number().int(),
  replyRef: ReplyRef.optional(),
  customerName: z.string().optional(),
  customerAvatarUrl: z.string().optional(),
  body: MessageBody.optional(),
  contact: Contact.optional(),
  source: Source.optional(),
  /** Whether the customer follows the account; absent = the platform did not tell = not following. */
  follows: z.boolean().optional(),
  /** Echo only: this platform's id of the message, and whether our own application sent it. */
  sentByUs: z.boolean().optional(),
  /** `recalled` and `card-*`: the platform id of the message concerned. */
  refersTo: z.string().optional(),
  /** `comment` (W7; `eventId` is its id, `body` its words): the work it was left under. */
  work: z
    .object({ id: z.string().optional(), title: z.string().optional(), coverUrl: z.string().optional() })
    .optional(),
  /** `consent` (W3): whether the account may write of its own accord, and the first instant at which it may not. */
  consent: z.object({ given: z.boolean(), untilMs: z.number().int().optional() }).optional(),
});
export type CustomerEvent = z.infer<typeof CustomerEvent>;

/** Who asked for a message (W10: all of them pass the one gate). */
export const Sender = z.enum([
  'operator',
  'agent',
  'welcome',
  'api',
  'broadcast',
  'sop',
  'flow',
  'comment-reply',
  'phone-app',
  'platform',
]);
export type Sender = z.infer<typeof Sender>;

/** Who may be behind a message of ours: what the phone app and the platform send never passes us. */
export const GatedSender = Sender.exclude(['phone-app', 'platform']);
export type GatedSender = z.infer<typeof GatedSender>;

/**
 * States of an outbound message. `planned` → (`held`) → `sending` → `sent` | `failed` | `unknown`;
 * `unknown` is settled by an echo or by a person, never resent blindly (W9); `recalled` follows `sent`.
 */
export const MessageState = z.enum([
  'planned',
  'held',
  'sending',
  'sent',
  'failed',
  'unknown',
  'expired',
  'cancelled',
  'refused',
  'recalled',
]);
export type MessageState = z.infer<typeof MessageState>;

/** Agent's rule on an account or conversation (G2). `paused`: a person took over until `pausedUntilMs`. */
export const AgentMode = z.enum(['full-auto', 'assist', 'off']);
export type AgentMode = z.infer<typeof AgentMode>;
