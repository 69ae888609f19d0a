import { createHash } from 'node:crypto';
import type { WebhookRequest } from '../platform.ts';

/** Builders of what Douyin posts, for tests. */

export const SECRETS = {
  clientKey: 'awfk2x7example01',
  clientSecret: '0123456789abcdef0123456789abcdef',
  webhookKey: '',
};
export const CUSTOMER = 'c0ffee11-4733-4bc2-a0a6-e9d3a96e8665';
export const ACCOUNT = '5e8fabcd-9c3c-432f-a4f5-634831623301';
export const CONVERSATION = '@ALlgV93slA0/jeZtM9LqHsYtys/PaKXMF6CtI7SYci6qNfhK9uxgqvAOJLyKNxAQ';
export const MESSAGE = '@Y7uMFDGdpi4uVyG8a9/k/artLyPhsR8+P7CA6OrsaGR3jrTu+Qnb/zAWeRk0WPI6';

export const sign = (rawBody: Uint8Array, secret: string = SECRETS.clientSecret): string =>
  createHash('sha1').update(secret).update(rawBody).digest('hex');

export function signedRequest(body: unknown, overrides: Partial<WebhookRequest> = {}): WebhookRequest {
  const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8');
  return { path: '', headers: { 'x-douyin-signature': sign(rawBody) }, rawBody, ...overrides };
}

type Fields = Readonly<Record<string, unknown>>;

export const envelope = (event: string, content: unknown, over: Fields = {}) => ({
  event,
  client_key: SECRETS.clientKey,
  from_user_id: CUSTOMER,
  to_user_id: ACCOUNT,
  log_id: '2026030209153012345678901A2B3C4D5E',
  content,
  ...over,
});

export const messageContent = (over: Fields = {}) => ({
  conversation_short_id: CONVERSATION,
  server_message_id: MESSAGE,
  conversation_type: 1,
  create_time: 1772414130120,
  message_type: 'text',
  source: '',
  scene_type: 100,
  text: '这款多少钱?',
  user_infos: [
    { open_id: CUSTOMER, nick_name: '小苗', avatar: 'https://p3.example.com/aweme/720x720/customer.jpeg' },
    { open_id: ACCOUNT, nick_name: '示例门店', avatar: 'https://p6.example.com/aweme/720x720/business.jpeg' },
  ],
  ...over,
});

export const textMessage = (over: Fields = {}) => envelope('im_receive_msg', messageContent(over));
export const entry = (over: Fields = {}) => {
  const { message_type: _type, text: _text, source: _source, ...rest } = messageContent({ scene_type: 4, ...over });
  return envelope('im_enter_direct_msg', JSON.stringify(rest));
};
export const echo = (over: Fields = {}) =>
  envelope('im_send_msg', messageContent({ source: SECRETS.clientKey, ...over }), {
    from_user_id: ACCOUNT,
    to_user_id: CUSTOMER,
  });
export const filledCard = (over: Fields = {}) =>
  textMessage({
    message_type: 'retain_consult_card',
    card_id: '@hjuIeehxKAlBIgSadRdwKLLd3qPIxQH',
    card_status: 2,
    card_data: [
      { label: '姓名', value: '苗女士' },
      { label: '手机号', value: '+86 138-0013-8000' },
      { label: '所在城市', value: '杭州' },
    ],
    ...over,
  });
