import * as z from 'zod';
import type { CardType, NameCardKind } from '../../conversations/model.ts';
import { CARDS } from './wire.ts';

/** Xiaohongshu's outgoing wire contract: hosts, paths, fields and answers. "ASSUMED A-nn" marks guesses, as in wire.ts. */

export const CALLS = {
  token: '/api/open/oauth2/access_token',
  refresh: '/api/open/oauth2/refresh_token',
  send: '/api/open/im/third/send',
  /** ASSUMED A-20. */
  recall: '/api/open/im/third/recall',
  staff: '/api/open/im/auth/bind_users',
  /** ASSUMED A-24: these three. */
  materials: '/api/open/im/material/list',
  pages: '/api/open/im/page/list',
  notes: '/api/open/im/note/list',
} as const;

export const TOKEN_HEADER = 'access-token';

/** The real platform has three hosts; another base URL (a simulator) serves all paths itself. */
const REAL_API = 'https://adapi.xiaohongshu.com';
const CONSENT = { real: 'https://ad-market.xiaohongshu.com/auth', path: '/auth' } as const;
const BIND = {
  real: 'https://ad.xiaohongshu.com/api/leona/three/im/account/add',
  path: '/api/leona/three/im/account/add',
} as const;
const pageOf = (page: { readonly real: string; readonly path: string }, baseUrl: string): string =>
  baseUrl === REAL_API ? page.real : baseUrl + page.path;
export const consentPage = (baseUrl: string): string => pageOf(CONSENT, baseUrl);
export const bindPage = (baseUrl: string): string => pageOf(BIND, baseUrl);

/** ASSUMED A-01: the platform tells the true codes when it approves an application. */
export const SCOPES = ['im_third_service', 'im_leads_data'] as const;

/** ASSUMED A-09: the key of the sealed content in a send (`content-encrypted` in one public source). */
export const SEALED_FIELD = 'content';
/** ASSUMED A-07: a random IV is accepted; with 16 zero bytes otherwise. */
export const IV_BYTES = 16;
/** ASSUMED A-19. */
export const MAX_TEXT_UTF16_UNITS = 1_000;
/** ASSUMED A-05. */
export const PAGE_SIZE = 50;
export const MAX_PAGES = 20;
/** 3 = 私信三方: a token of another kind of application cannot send. */
export const MESSAGING_PLATFORM = 3;
/** ASSUMED A-25: 2 = passed. */
export const AUDIT_PASSED = 2;
/** ASSUMED A-25: numbers of the material list. */
export const MATERIALS: readonly { readonly type: number; readonly card: CardType }[] = [
  { type: 1, card: 'name-card' },
  { type: 2, card: 'lead-card' },
  { type: 3, card: 'trade-card' },
];
/** ASSUMED A-25: what a name card holds. */
export const NAME_CARDS: ReadonlyMap<string, NameCardKind> = new Map([
  ['WECOM', 'wecom'],
  ['DINGTALK', 'dingtalk'],
  ['WECHAT', 'wechat'],
  ['PHONE', 'phone'],
]);
/** ASSUMED A-10. */
export const CARD_NAMES: Readonly<Partial<Record<CardType, string>>> = {
  'name-card': CARDS.name,
  'lead-card': CARDS.lead,
  'landing-page': CARDS.landing,
  note: CARDS.note,
  'trade-card': CARDS.trade,
};

export const CALL_TIMEOUT_MS = 10_000;

const Text = z.string().optional().catch(undefined);
const Id = z.union([z.string(), z.number().int()]).transform(String);

/** Some calls of the gateway answer with `errorCode` and `errorMsg` instead. */
export const Answer = z.object({
  code: z.coerce.number().optional().catch(undefined),
  success: z.boolean().optional().catch(undefined),
  msg: Text,
  errorCode: z.coerce.number().optional().catch(undefined),
  errorMsg: Text,
  data: z.unknown().optional(),
});
export type Answer = z.infer<typeof Answer>;

/** ASSUMED A-20. */
export const SendData = z.object({ message_id: z.string().min(1) });

export const TokenData = z.object({
  access_token: z.string().min(1),
  access_token_expires_in: z.coerce.number().int().positive(),
  refresh_token: z.string().min(1),
  refresh_token_expires_in: z.coerce.number().int().positive(),
  user_id: z.string().min(1),
  platform_type: z.coerce.number().optional().catch(undefined),
  corporation_name: Text,
});

export const MaterialsData = z.object({
  list: z.array(
    z.object({
      material_id: Id.optional().catch(undefined),
      note_id: Id.optional().catch(undefined),
      title: z.string().catch(''),
      cover_url: z.string().optional().catch(undefined),
      sub_type: z.string().optional().catch(undefined),
      audit_status: z.coerce.number().optional().catch(undefined),
    }),
  ),
});

export const StaffData = z.object({
  kos_user_list: z.array(z.object({ user_id: z.string().min(1), nick_name: z.string().catch('') })),
});
