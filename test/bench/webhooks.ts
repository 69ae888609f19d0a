import { createHash } from 'node:crypto';
import { credential } from '../../infra/local/defaults.ts';
import { PRESET } from '../../infra/simulators/preset.ts';

/** What Douyin posts, in the shape and size of its documented samples, signed. */

const ACCOUNT = PRESET.douyin.enterprise;
const CLIENT_KEY = credential('DOUYIN_CLIENT_KEY');
const CLIENT_SECRET = credential('DOUYIN_CLIENT_SECRET');
const AVATAR = 'https://p3.example.com/aweme/720x720';

export interface Customer {
  readonly id: string;
  readonly name: string;
  /** The platform's name of the conversation. */
  readonly ref: string;
}

export interface Said {
  readonly messageId: string;
  /** Epoch milliseconds on the stack's clock. */
  readonly atMs: number;
  readonly text: string;
}

const hash = (text: string) => createHash('sha512').update(text);

/** As long as the platform's own opaque ids. */
export const opaqueId = (name: string): string => `@${hash(name).digest('base64').slice(0, 64)}`;

export function customer(name: string): Customer {
  const hex = hash(name).digest('hex');
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
  return { id, name: `客户${name}`, ref: opaqueId(`conversation ${name}`) };
}

export const customers = (prefix: string, count: number): readonly Customer[] =>
  Array.from({ length: count }, (_, index) => customer(`${prefix}${index}`));

const content = (from: Customer, said: Said, source: string) => ({
  conversation_short_id: from.ref,
  server_message_id: said.messageId,
  conversation_type: 1,
  create_time: said.atMs,
  message_type: 'text',
  source,
  scene_type: 100,
  text: said.text,
  user_infos: [
    { open_id: from.id, nick_name: from.name, avatar: `${AVATAR}/${from.id}.jpeg` },
    { open_id: ACCOUNT.id, nick_name: ACCOUNT.name, avatar: `${AVATAR}/account.jpeg` },
  ],
});

const envelope = (event: string, from: string, to: string, body: object, name: string): Buffer =>
  Buffer.from(
    JSON.stringify({
      event,
      client_key: CLIENT_KEY,
      from_user_id: from,
      to_user_id: to,
      log_id: hash(name).digest('hex').slice(0, 34).toUpperCase(),
      content: body,
    }),
  );

export const messageBody = (from: Customer, said: Said): Buffer =>
  envelope('im_receive_msg', from.id, ACCOUNT.id, content(from, said, ''), said.messageId);

export const echoBody = (to: Customer, said: Said): Buffer =>
  envelope('im_send_msg', ACCOUNT.id, to.id, content(to, said, CLIENT_KEY), said.messageId);

export const signature = (body: Uint8Array): string =>
  createHash('sha1').update(CLIENT_SECRET).update(body).digest('hex');

/** A whole HTTP/1.1 request, ready for the wire. */
export function signedRequest(port: number, body: Buffer): Buffer {
  const head = [
    'POST /webhooks/douyin HTTP/1.1',
    `host: 127.0.0.1:${port}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
    `x-douyin-signature: ${signature(body)}`,
    `msg-id: ${hash(body.toString('latin1')).digest('hex').slice(0, 32)}`,
    'user-agent: bytedance',
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

/** The same as API Gateway hands it to the function. */
export const httpEvent = (body: Buffer) => ({
  version: '2.0',
  routeKey: 'ANY /webhooks/{proxy+}',
  rawPath: '/webhooks/douyin',
  rawQueryString: '',
  headers: { 'content-type': 'application/json', 'x-douyin-signature': signature(body) },
  requestContext: { http: { method: 'POST', path: '/webhooks/douyin' }, requestId: 'bench', stage: '$default' },
  isBase64Encoded: false,
  body: body.toString('utf8'),
});
