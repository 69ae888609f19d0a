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

export const sign = (body: string, secret: string = APP.douyin.clientSecret): string =>
  createHash('sha1').update(secret, 'utf8').update(body, 'utf8').digest('hex');

/** The same push under this secret. */
export const signedWith = (push: Push, secret: string): Push => ({
  ...push,
  headers: { ...push.headers, 'x-douyin-signature': sign(push.body, secret) },
});

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

/** Seconds of the platform's clock. */
const seconds = (atMs: number): number => Math.floor(atMs / 1_000);

export function consentContent(
  { atMs }: Pick<Told, 'atMs'>,
  { untilMs, given, isNew }: { readonly untilMs: number; readonly given: boolean; readonly isNew: boolean },
): object {
  return {
    create_time: seconds(atMs),
    expire_time: seconds(untilMs),
    update_time: seconds(atMs),
    operation_type: isNew ? 1 : 2,
    auth_status: given ? 1 : 2,
    source: 'im.direct_message.bind',
  };
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
    /** In seconds. Its content is all that names it. */
    consented: (told: Told, consent: { readonly untilMs: number; readonly given: boolean; readonly isNew: boolean }) =>
      douyin('im_authorize', told.customer, told.account, consentContent(told, consent)),
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
    commented: (told: Told, text: string): Push => {
      const comment = {
        event_id: `ev-${told.id}`,
        comment_id: told.id,
        comment_content: text,
        comment_time: told.atMs,
      };
      const note = { note_id: 'note1', note_title: '新车到店', note_image: 'https://i.example/note.jpg' };
      const who = { user_id: told.account, hosted_user_id: told.account, user_info: { user_id: told.customer } };
      const body = JSON.stringify({ content: sealed({ ...who, ...comment, ...note }) });
      return { platform: 'xiaohongshu', path: '/api/open/im/intent/comment', body, headers: {} };
    },
    recalled: (told: Told, id: string) =>
      xiaohongshu({ ...told, id: `r-${told.id}` }, 'customer', 'REVOKE', { revoked_message_id: id }),
  },
} as const;

export interface Incoming {
  readonly account: string;
  readonly customer: string;
  readonly scene: 'entry' | 'reply' | 'proactive' | 'comment';
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
    const isProactive = call.scene === 'im_authorize_message';
    const content = record(isProactive && Array.isArray(call.content_list) ? call.content_list[0] : call.content);
    return {
      account: decodeURIComponent(/open_id=([^&]+)/.exec(url)?.[1] ?? ''),
      customer: text(call.to_user_id),
      scene: isProactive ? 'proactive' : call.scene === 'im_enter_direct_msg' ? 'entry' : 'reply',
      ref: text(call.msg_id),
      text: content.msg_type === 1 ? text(record(content.text).text) : undefined,
    };
  }
  const content = record(opened(text(call.content)));
  const quote = record(content.quote);
  return {
    account: text(call.from_user_id),
    customer: text(call.to_user_id),
    scene: quote.type === 'COMMENT' ? 'comment' : 'reply',
    ref: text(quote.comment_id),
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
