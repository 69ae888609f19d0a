import * as z from 'zod';

/**
 * Douyin's webhook wire contract: every event name, field and number of an incoming push. The outgoing side is
 * wire-calls.ts, codes are wire-codes.ts. ASSUMED marks what no official page says.
 */

export const HEADERS = { signature: 'x-douyin-signature' } as const;

export const EVENTS = {
  handshake: 'verify_webhook',
  received: 'im_receive_msg',
  sent: 'im_send_msg',
  entered: 'im_enter_direct_msg',
  recalled: 'im_recall_msg',
  read: 'im_message_read',
  consented: 'im_authorize',
  contractAuthorize: 'contract_authorize',
  contractUnauthorize: 'contract_unauthorize',
} as const;

export const MESSAGE_TYPES = {
  text: 'text',
  image: 'image',
  emoji: 'emoji',
  video: 'video',
  localImage: 'user_local_image',
  localVideo: 'user_local_video',
  retainCard: 'retain_consult_card',
} as const;

/** 1 private, 2 group. Groups are no conversations of ours. */
export const PRIVATE_CONVERSATION = 1;
export const CARD_BLANK = 1;
export const CARD_FILLED = 2;

/** A handshake is this small or none (SEC5). Bytes. */
export const MAX_HANDSHAKE_BYTES = 4_096;

/** Values in seconds are smaller than this (reference: the unit of `timestamp` is not stated). ASSUMED. */
export const SECONDS_BELOW = 100_000_000_000;

/** Captions of a filled-in card are what the merchant typed: matched by what they contain. */
export const CARD_LABELS = {
  phone: ['手机', '电话'],
  wechat: ['微信'],
  name: ['姓名', '称呼'],
  city: ['城市', '地区'],
} as const;

const Id = z.union([z.string(), z.number().int()]).transform(String);
const Millis = z.coerce.number().int().nonnegative().max(9_999_999_999_999);
const Text = z.string().optional().catch(undefined);

export const Envelope = z.object({
  event: z.string().min(1).max(128),
  client_key: z.string(),
  from_user_id: z.string().max(512).catch(''),
  to_user_id: z.string().max(512).catch(''),
  /** An object in some official samples, a JSON text in others: both are accepted for every event. */
  content: z.unknown().optional(),
  log_id: Text,
});
export type Envelope = z.infer<typeof Envelope>;

export const Handshake = z.strictObject({
  event: z.literal(EVENTS.handshake),
  client_key: z.string(),
  from_user_id: z.string().optional(),
  to_user_id: z.string().optional(),
  log_id: z.string().optional(),
  content: z.strictObject({ challenge: z.union([z.number(), z.string().max(256)]) }),
});

const UserInfo = z.object({ open_id: Text, nick_name: Text, avatar: Text });

/** Content of messages, echoes and entries. */
export const MessageContent = z.object({
  conversation_short_id: z.string().min(1).max(512),
  server_message_id: z.string().min(1).max(512),
  conversation_type: z.coerce.number().catch(PRIVATE_CONVERSATION),
  create_time: Millis,
  message_type: z.string().max(128).catch('other'),
  source: Text,
  text: Text,
  resource_url: Text,
  item_id: Text,
  card_id: Id.optional().catch(undefined),
  /** ASSUMED: how the newer lead components name their card. */
  component_id: Id.optional().catch(undefined),
  card_status: z.coerce.number().optional().catch(undefined),
  card_data: z
    .array(z.object({ label: z.string().catch(''), value: z.string().catch('') }))
    .optional()
    .catch(undefined),
  user_infos: z.array(UserInfo).catch([]),
  /** Capital I: the video the customer came from. */
  objectId: Text,
  /** A JSON text inside the JSON text. */
  ad_info: z.unknown().optional(),
});
export type MessageContent = z.infer<typeof MessageContent>;

export const AdInfo = z.object({
  ad_id: Id.optional().catch(undefined),
  ad_name: Text,
  creative_id: Id.optional().catch(undefined),
});

export const RecallContent = z.object({ server_message_id: z.string().min(1).max(512) });

export const ReadContent = z.object({
  read_open_id: z.string().min(1).max(512),
  index: Id.optional().catch(undefined),
});

/** `auth_status` of a consent that holds. */
export const CONSENT_GIVEN = 1;

/**
 * Times in seconds. ASSUMED: `from_user_id` names the customer as private messages do, and `auth_status` other than 1 takes
 * the consent back.
 */
export const ConsentContent = z.object({
  create_time: z.coerce.number().int().nonnegative().max(9_999_999_999),
  update_time: z.coerce.number().int().nonnegative().max(9_999_999_999).optional().catch(undefined),
  expire_time: z.coerce.number().int().positive().max(9_999_999_999).optional().catch(undefined),
  auth_status: z.coerce.number().int(),
});

export const ContractContent = z.object({
  scopes: z.array(z.string()).catch([]),
  timestamp: z.coerce.number().int().nonnegative().optional().catch(undefined),
});
