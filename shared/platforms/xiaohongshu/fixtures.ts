import { createHmac } from 'node:crypto';
import type { WebhookRequest } from '../platform.ts';
import { sealContent } from './cipher.ts';

/** Builders of what Xiaohongshu posts, for tests. */

export const KEY = '8f3a1c5e7b9d0246a1b2c3d4e5f60718';
export const XIAOHONGSHU = { appId: 1187, messageKey: KEY, leadToken: 'local-lead-token', webhookKey: '' };
export const ENTERPRISE = '5b8f2c1e000000000100a1c2';
export const STAFF = '61d0a9b70000000002023f4e';
export const XHS_CUSTOMER = '64e7c3f2000000001c01d9ab';
/** Not random in tests, so that bodies repeat exactly. */
const IV = Buffer.from('0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'hex');

export const seal = (value: unknown, key: string = KEY): string => sealContent(key, value, IV);

type Fields = Readonly<Record<string, unknown>>;

export const message = (type: string, content: unknown, over: Fields = {}) => ({
  message_id: 'im-741209883011',
  message_type: type,
  message_source: 1,
  from_user_id: XHS_CUSTOMER,
  to_user_id: ENTERPRISE,
  timestamp: 1772414131000,
  content: seal(content),
  user_info: { nickname: '小鹿想换车', avatar: 'https://sns-avatar.example/u/64e7c3f2.jpg' },
  ...over,
});

export const jsonRequest = (path: string, body: unknown, over: Partial<WebhookRequest> = {}): WebhookRequest => ({
  path,
  headers: {},
  rawBody: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8'),
  ...over,
});

export const MESSAGE_PATH = '/api/open/im/send';

export const leadRecord = (over: Fields = {}) => ({
  id: 90317722,
  type: 0,
  time: '2026-03-02 09:15:31',
  red_id: '94820177315',
  nick_name: '小鹿想换车',
  area: '浙江 杭州',
  leads_tag: '留客资',
  phone_num: '13800138000',
  wechat: '',
  source: '留资组件',
  campaign_id: 10438821,
  campaign_name: 'E5-客资-信息流',
  creativity_id: -1,
  creativity_name: '',
  msg_receive_name: '极光汽车-小林顾问',
  msg_receive_id: STAFF,
  ...over,
});

export const signLead = (rawBody: Uint8Array, token: string = XIAOHONGSHU.leadToken): string =>
  `sha1=${createHmac('sha1', token).update(rawBody).digest('hex')}`;

export function signedLeadRequest(body: unknown, path = '/leads'): WebhookRequest {
  const request = jsonRequest(path, body);
  return { ...request, headers: { 'x-red-signature': signLead(request.rawBody) } };
}
