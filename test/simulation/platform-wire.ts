import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

/** The platforms' own formats, made from the reference documents and not from the adapters that they test. */

export type PlatformName = 'douyin' | 'xiaohongshu';

export const APP = {
  douyin: { clientKey: 'sim-key', clientSecret: 'sim-secret-0123456789', webhookKey: '' },
  xiaohongshu: {
    appId: 1187,
    secret: 'sim-xhs-secret',
    messageKey: '00112233445566778899aabbccddeeff',
    leadToken: '',
    webhookKey: '',
  },
} as const;

export interface Push {
  readonly platform: PlatformName;
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Told {
  readonly account: string;
  readonly customer: string;
  readonly id: string;
  readonly atMs: number;
}

export const sign = (body: string): string =>
  createHash('sha1').update(APP.douyin.clientSecret, 'utf8').update(body, 'utf8').digest('hex');

function douyin(event: string, from: string, to: string, content: object): Push {
  const envelope = { event, client_key: APP.douyin.clientKey, from_user_id: from, to_user_id: to };
  const body = JSON.stringify({ ...envelope, log_id: '2026', content: JSON.stringify(content) });
  return { platform: 'douyin', path: '', body, headers: { 'x-douyin-signature': sign(body), 'msg-id': 'm-1' } };
}

const threadOf = ({ account, customer }: Told): string => `@${account}/${customer}`;
const douyinContent = (told: Told, more: object): object => ({
  conversation_short_id: threadOf(told),
  server_message_id: told.id,
  conversation_type: 1,
  create_time: told.atMs,
  ...more,
});

function xiaohongshu(told: Told, by: 'customer' | 'account', type: string, content: object): Push {
  const [from, to] = by === 'customer' ? [told.customer, told.account] : [told.account, told.customer];
  const body = JSON.stringify({
    message_id: told.id,
    message_type: type,
    message_source: by === 'customer' ? 1 : 2,
    from_user_id: from,
    to_user_id: to,
    timestamp: told.atMs,
    content: sealed(content),
    user_info: { nickname: '小红' },
  });
  return { platform: 'xiaohongshu', path: '/api/open/im/send', body, headers: {} };
}

const keyBytes = Buffer.from(APP.xiaohongshu.messageKey, 'hex');
const IV = Buffer.alloc(16, 7);

function sealed(content: object): string {
  const cipher = createCipheriv('aes-128-cbc', keyBytes, IV);
  const bytes = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]);
  return `${IV.toString('base64')}~split~${bytes.toString('base64')}`;
}

function opened(text: string): unknown {
  const [iv = '', body = ''] = text.split('~split~');
  const decipher = createDecipheriv('aes-128-cbc', keyBytes, Buffer.from(iv, 'base64'));
  return JSON.parse(Buffer.concat([decipher.update(Buffer.from(body, 'base64')), decipher.final()]).toString('utf8'));
}

export const PUSHES = {
  douyin: {
    entered: (told: Told) => douyin('im_enter_direct_msg', told.customer, told.account, douyinContent(told, {})),
    spoke: (told: Told, text: string) =>
      douyin('im_receive_msg', told.customer, told.account, douyinContent(told, { message_type: 'text', text })),
    filledCard: (told: Told, phone: string) =>
      douyin(
        'im_receive_msg',
        told.customer,
        told.account,
        douyinContent(told, {
          message_type: 'retain_consult_card',
          card_id: 'card-1',
          card_status: 2,
          card_data: [{ label: '手机号', value: phone }],
        }),
      ),
    echo: (told: Told, text: string | undefined, byUs: boolean) =>
      douyin(
        'im_send_msg',
        told.account,
        told.customer,
        douyinContent(told, {
          ...(text === undefined ? { message_type: 'image' } : { message_type: 'text', text }),
          source: byUs ? APP.douyin.clientKey : '',
        }),
      ),
    recalled: (told: Told) =>
      douyin('im_recall_msg', told.customer, told.account, { server_message_id: told.id, conversation_type: 1 }),
  },
  xiaohongshu: {
    entered: (told: Told, follows: boolean) =>
      xiaohongshu(told, 'customer', 'HINT', { hint_type: 'ENTER_CONVERSATION', is_follow: follows }),
    spoke: (told: Told, text: string) => xiaohongshu(told, 'customer', 'TEXT', { text }),
    echo: (told: Told, text: string | undefined) =>
      text === undefined
        ? xiaohongshu(told, 'account', 'IMAGE', { image_url: 'https://i.example/1.jpg' })
        : xiaohongshu(told, 'account', 'TEXT', { text }),
    recalled: (told: Told, id: string) =>
      xiaohongshu({ ...told, id: `r-${told.id}` }, 'customer', 'REVOKE', { revoked_message_id: id }),
  },
} as const;

export interface Incoming {
  readonly account: string;
  readonly customer: string;
  readonly scene: 'entry' | 'reply';
  readonly ref: string;
  readonly text: string | undefined;
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A send call as the platform reads it. */
export function readSend(platform: PlatformName, url: string, body: string): Incoming {
  const call = record(JSON.parse(body));
  if (platform === 'douyin') {
    const content = record(call.content);
    return {
      account: decodeURIComponent(/open_id=([^&]+)/.exec(url)?.[1] ?? ''),
      customer: text(call.to_user_id),
      scene: call.scene === 'im_enter_direct_msg' ? 'entry' : 'reply',
      ref: text(call.msg_id),
      text: content.msg_type === 1 ? text(record(content.text).text) : undefined,
    };
  }
  const content = record(opened(text(call.content)));
  return {
    account: text(call.from_user_id),
    customer: text(call.to_user_id),
    scene: 'reply',
    ref: '',
    text: call.message_type === 'TEXT' ? text(content.text) : undefined,
  };
}

/** A recall as the platform reads it: whose message is to go; undefined = the call is none. */
export function readRecall(
  platform: PlatformName,
  url: string,
  body: string,
): { readonly account: string; readonly id: string } | undefined {
  if (!url.includes('recall')) return undefined;
  const call = record(JSON.parse(body));
  if (platform === 'douyin')
    return { account: decodeURIComponent(/open_id=([^&]+)/.exec(url)?.[1] ?? ''), id: text(call.msg_id) };
  return { account: text(call.from_user_id), id: text(call.message_id) };
}

export const ANSWERS = {
  douyin: {
    sent: (id: string) => ({ msg_id: id, err_no: 0, data: { error_code: 0 } }),
    refused: (code: number) => ({ err_no: code, err_msg: 'refused', data: { error_code: code, description: 'no' } }),
    codes: {
      window: 28003070,
      token: 28001008,
      business: 28001007,
      busy: 28003018,
      banned: 28001016,
      unsure: 28001005,
    },
    token: (access: string, refresh: string) => ({
      data: {
        access_token: access,
        expires_in: 1_296_000,
        refresh_token: refresh,
        refresh_expires_in: 2_592_000,
        error_code: 0,
      },
    }),
  },
  xiaohongshu: {
    sent: (id: string) => ({ code: 0, success: true, msg: 'ok', data: { message_id: id } }),
    refused: (code: number) => ({ code, success: false, msg: XIAOHONGSHU_WORDS[code] ?? '参数错误' }),
    codes: { window: 500001, token: 410019, business: 500002, busy: 500003, banned: 500004, unsure: 500005 },
    token: (access: string, refresh: string, account: string) => ({
      code: 0,
      success: true,
      data: {
        access_token: access,
        access_token_expires_in: 604_800,
        refresh_token: refresh,
        refresh_token_expires_in: 2_592_000,
        user_id: account,
        platform_type: 3,
      },
    }),
  },
} as const;

const XIAOHONGSHU_WORDS: Readonly<Record<number, string>> = {
  500001: '用户未回复，发送条数已达上限',
  500003: '操作频繁',
  500004: '账号封禁',
  500005: '系统异常，请稍后',
};
