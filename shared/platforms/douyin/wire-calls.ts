import * as z from 'zod';

/** Douyin's outgoing wire contract: paths, fields and answers of the calls we make. ASSUMED marks guesses. */

export const CALLS = {
  consent: '/platform/oauth/connect/',
  token: '/oauth/access_token/',
  refresh: '/oauth/refresh_token/',
  renew: '/oauth/renew_refresh_token/',
  userInfo: '/oauth/userinfo/',
  send: '/im/send/msg/',
  recall: '/im/recall/msg/',
  cards: '/im/get/retain_consult_card/',
  /** The same token for every instance during its life. */
  clientToken: '/oauth/stable_client_token/',
  upload: '/tool/imagex/client_upload/',
} as const;

/** Hyphen, not underscore. */
export const TOKEN_HEADER = 'access-token';

export const SCOPES = ['user_info', 'im.direct_message', 'im.recall_message', 'im.message_card'] as const;

/** The reply scene has two spellings in the wild and is the default: it is left out. ASSUMED. */
export const ENTRY_SCENE = 'im_enter_direct_msg';
/** W3. ASSUMED: one page tells to pass the event's own source instead, and that the list holds a mini-app's card. */
export const PROACTIVE_SCENE = 'im_authorize_message';

export const MSG_TYPES = { text: 1, image: 2, retainCard: 8 } as const;

/** Code points; from integrators, not from an official page. ASSUMED. */
export const MAX_TEXT_CODE_POINTS = 1_000;

export const CONVERSATION_TYPE_PRIVATE = 1;

/** Of cards: 0 passed, 1 under review, 2 rejected. From SDK comments. ASSUMED. */
export const CARD_PASSED = 0;

/** A refresh token lives 30 days and is renewed at most this often. */
export const MAX_RENEWALS = 5;
/** Renewing early wastes life: there are only five. */
export const RENEW_BELOW_MS = 3 * 86_400_000;

export const CALL_TIMEOUT_MS = 10_000;

/** Token, upload and send together must end before a claimed send is taken for dead (CLAIM_LEASE_MS). */
export const IMAGE_TIMEOUT_MS = 4_500;
/** The one field of an image upload. */
export const IMAGE_FIELD = 'image';
/** ASSUMED: how long an uploaded image's id is good for is not stated. Older ones are uploaded again. */
export const IMAGE_ID_LIFE_MS = 24 * 3_600_000;
/** A client token lives two hours. */
export const CLIENT_TOKEN_LIFE_MS = 3_600_000;

const Code = z.coerce.number().catch(0);
const Text = z.string().optional().catch(undefined);
const Seconds = z.coerce.number().int().positive();
const Part = z.object({ error_code: Code, description: Text, sub_error_code: Code }).partial();

/** A failure answers 200 with a code in one of four places; numbers come as text sometimes. */
export const Answer = z.object({
  err_no: Code.optional(),
  err_msg: Text,
  data: Part.optional().catch(undefined),
  extra: Part.optional().catch(undefined),
});

export const SendAnswer = z.object({
  msg_id: Text,
  msg_list: z.array(z.string()).optional().catch(undefined),
});

/** The id stands at the top by the SDK, in `data` by other integrations. */
const ImageId = z.object({ image_id: z.string().min(1).optional().catch(undefined) });
export const UploadAnswer = ImageId.extend({ data: ImageId.optional().catch(undefined) });

export const ClientTokenAnswer = z.object({ data: z.object({ access_token: z.string().min(1) }) });

export const CardsAnswer = z.object({
  cards: z.array(
    z.object({ card_id: z.string(), title: z.string().catch(''), status: z.coerce.number().catch(CARD_PASSED) }),
  ),
});

export const TokenAnswer = z.object({
  data: z.object({
    access_token: z.string().min(1),
    expires_in: Seconds,
    open_id: z.string().min(1),
    refresh_token: z.string().min(1),
    refresh_expires_in: Seconds,
  }),
});

/** Refreshing repeats the shape of the exchange, but what does not change may be missing. */
export const RefreshAnswer = z.object({
  data: z.object({
    access_token: z.string().min(1),
    expires_in: Seconds,
    refresh_token: Text,
    refresh_expires_in: Seconds.optional().catch(undefined),
  }),
});

export const RenewAnswer = z.object({ data: z.object({ refresh_token: z.string().min(1), expires_in: Seconds }) });

export const UserInfoAnswer = z.object({ data: z.object({ nickname: Text, avatar: Text }) });
