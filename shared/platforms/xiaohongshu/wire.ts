import * as z from 'zod';

/**
 * Xiaohongshu's webhook wire contract: every path, field, type name and number of what it posts. The outgoing side is
 * wire-calls.ts. "ASSUMED A-nn" marks guesses; the numbers are those of the platform reference's list, and each guess
 * lives only here.
 */

/** Last parts of the paths on our host. The first four are known from code, the others ASSUMED A-08, with aliases. */
export const PATHS = {
  message: ['api/open/im/send', 'enter_conversation'],
  bind: ['api/open/im/third/bind_account'],
  unbind: ['api/open/im/third/unbind_account'],
  staff: ['api/open/im/auth/bind_user/event'],
  comment: ['api/open/im/intent/comment', 'intent_comment'],
  lead: ['api/open/im/third/data', 'push_lead'],
} as const;
export type PushKind = keyof typeof PATHS | 'signed-lead';

/** Family B posts plain JSON with this signature: `sha1=` and the HMAC-SHA1 of the raw body. Where it is there, it counts. */
export const LEAD_SIGNATURE_HEADER = 'x-red-signature';

/** ASSUMED A-07: a random IV is accepted. */
export const CIPHER = { algorithm: 'aes-128-cbc', separator: '~split~' } as const;

/** ASSUMED A-16: what the platform reads as "delivered". */
export const ACK = { code: 0, success: true, msg: 'success' } as const;

/** 1 is known; the others are ASSUMED A-11. */
export const SOURCES = { customer: 1, business: 2 } as const;

/** `TEXT` is known; the others are ASSUMED. */
export const TYPES = {
  text: 'TEXT',
  image: 'IMAGE',
  video: 'VIDEO',
  card: 'CARD',
  sticker: 'SMILES',
  hint: 'HINT',
  revoke: 'REVOKE',
} as const;

/** ASSUMED A-08. */
export const HINTS = {
  entered: 'ENTER_CONVERSATION',
  copied: 'CARD_COPIED',
  submitted: 'LEAD_CARD_SUBMITTED',
} as const;

/** ASSUMED A-10: names of cards in both directions. */
export const CARDS = {
  web: 'WEB',
  note: 'NOTE',
  name: 'SOCIAL_CARD',
  lead: 'LEAD_CARD',
  landing: 'LANDING_PAGE',
  trade: 'TRADE_CARD',
} as const;

export const STAFF_BOUND = 2;
export const STAFF_CANCELLED = 4;

/** ASSUMED A-15: times of lead records are Beijing time. */
export const LEAD_TIME_ZONE = '+08:00';

/** Captions of a landing page's form are what the merchant typed. */
export const FORM_LABELS = {
  phone: ['手机', '电话'],
  wechat: ['微信'],
  name: ['姓名', '称呼'],
  city: ['城市', '地区'],
} as const;

const Id = z.union([z.string().max(512), z.number().int()]).transform(String);
const Text = z.string().optional().catch(undefined);
const Millis = z.coerce.number().int().nonnegative().max(9_999_999_999_999);
const OptionalId = Id.optional().catch(undefined);

export const Sealed = z.object({ content: z.string().min(1) });

export const Message = Sealed.extend({
  message_id: z.string().min(1).max(128),
  message_type: z.string().min(1).max(64),
  message_source: z.coerce.number(),
  from_user_id: z.string().min(1).max(512),
  to_user_id: z.string().min(1).max(512),
  timestamp: Millis,
  user_info: z.object({ nickname: Text, avatar: Text, header_image: Text }).optional().catch(undefined),
});
export type Message = z.infer<typeof Message>;

/** ASSUMED: what a message's content may hold, of whatever type. */
export const MessageContent = z.object({
  text: Text,
  image_url: Text,
  video_url: Text,
  cover_url: Text,
  link: Text,
  title: Text,
  card_type: Text,
  card_id: OptionalId,
  material_id: OptionalId,
  note_id: OptionalId,
  hint_type: Text,
  is_follow: z.boolean().optional().catch(undefined),
  ref_message_id: Text,
  revoked_message_id: Text,
});
export type MessageContent = z.infer<typeof MessageContent>;

export const Bound = z.object({
  user_id: z.string().min(1).max(512),
  nick_name: Text,
  app_id: Id,
  /** Our own bind token, sealed with the same key. */
  token: Text,
});
export const BindToken = z.object({ account_code: z.string() });

export const Unbound = z.object({ user_id: z.string().min(1).max(512), app_id: Id, account_code: Text });

export const Staff = z.object({
  user_id: z.string().min(1).max(512),
  auth_status: z.coerce.number(),
  kos_user_id: z.string().min(1).max(512),
  kos_nick_name: Text,
});

/** ASSUMED A-14: the whole shape. Of the note only title and picture are told. */
export const IntentComment = z.object({
  user_id: Text,
  hosted_user_id: Text,
  comment_id: OptionalId,
  comment_content: Text,
  comment_time: Millis.optional().catch(undefined),
  note_id: OptionalId,
  note_title: Text,
  note_image: Text,
  user_info: z.object({ user_id: OptionalId, nickname: Text, avatar: Text }).optional().catch(undefined),
});
export type IntentComment = z.infer<typeof IntentComment>;

/** A lead record of a private message (fields from public code) or, with `leads_id`, of a landing page's form. */
export const Lead = z.object({
  id: OptionalId,
  leads_id: OptionalId,
  type: z.coerce.number().catch(0),
  time: Text,
  submitted_time: Text,
  nick_name: Text,
  area: Text,
  phone_num: Text,
  wechat: Text,
  campaign_id: OptionalId,
  campaign_name: Text,
  creativity_id: OptionalId,
  creative_id: OptionalId,
  msg_receive_id: Text,
  account_id: OptionalId,
  data: z
    .array(z.object({ label: z.string().catch(''), value: z.string().catch('') }))
    .optional()
    .catch(undefined),
});
export type Lead = z.infer<typeof Lead>;

/** Family B's wrapper. */
export const LeadPush = z.object({ data: z.unknown().optional(), timestamp: Millis.optional().catch(undefined) });
