import { expect, test } from 'vitest';
import { type Scripted, scriptedHttp, sendRequest } from '../client-harness.ts';
import { GatePass, type PassedMessage } from '../gate-pass.ts';
import type { SendRequest } from '../platform.ts';
import { createDouyinClient } from './client.ts';

const NOW_MS = Date.UTC(2026, 2, 1, 2, 0, 0);
const issue = (message: PassedMessage) => new GatePass(message);
const client = (...script: Scripted[]) => clientWith({}, ...script);
const clientWith = (more: { readonly leadComponents?: boolean }, ...script: Scripted[]) => {
  const { http, requests } = scriptedHttp(...script);
  const secrets = { clientKey: 'awfk2x7example01', clientSecret: 'secret' };
  const deps = { http, clock: { now: () => NOW_MS }, baseUrl: 'http://sim/douyin', secrets, ...more };
  const douyin = createDouyinClient(deps);
  return { douyin, requests };
};
const send = async (request: Partial<SendRequest>, ...script: Scripted[]) => {
  const { douyin, requests } = client(...script);
  const outcome = await douyin.send(sendRequest(issue, request));
  return {
    outcome,
    requests,
    body: requests[0]?.body === undefined ? undefined : (JSON.parse(requests[0].body) as unknown),
  };
};
const ok = { extra: { error_code: 0, logid: 'x' }, data: { error_code: 0 }, msg_id: '@sent' };

test('W2: a reply names the message that grants it and no scene', async () => {
  const { outcome, requests, body } = await send({}, ok);
  expect(outcome).toEqual({ kind: 'sent', platformMessageId: '@sent' });
  expect(requests).toEqual([
    {
      method: 'POST',
      url: 'http://sim/douyin/im/send/msg/?open_id=account-1',
      headers: { 'access-token': 'act.fake', 'content-type': 'application/json' },
      body: expect.any(String),
      timeoutMs: 10_000,
      maxBytes: 1_048_576,
    },
  ]);
  expect(body).toEqual({
    msg_id: '@msg',
    conversation_id: '@conv',
    to_user_id: 'customer-1',
    content: { msg_type: 1, text: { text: '您好,稍等为您查询。' } },
  });
});

test('W1: a welcome uses the entry scene', async () => {
  expect((await send({ occasion: 'entry' }, ok)).body).toMatchObject({ scene: 'im_enter_direct_msg' });
});

test('C1: images and the phone-collect card', async () => {
  const image = await send({ body: { type: 'image', mediaId: '@img' } }, ok);
  expect(image.body).toMatchObject({ content: { msg_type: 2, image: { media_id: '@img' } } });
  const card = await send({ body: { type: 'card', card: 'phone-collect-card', cardId: '@card' } }, ok);
  expect(card.body).toMatchObject({ content: { msg_type: 8, retain_consult_card: { card_id: '@card' } } });
});

const long = '好'.repeat(1_001);
test.each<[string, Partial<SendRequest>, string]>([
  ['video (C2)', { body: { type: 'video', itemId: '@v' } }, 'content.unsupported'],
  ['another card', { body: { type: 'card', card: 'lead-card', cardId: '1' } }, 'content.unsupported'],
  ['a link', { body: { type: 'link', url: 'https://example.com' } }, 'content.unsupported'],
  ['a gif', { body: { type: 'gif-emoji' } }, 'content.unsupported'],
  ['an image that was not uploaded', { body: { type: 'image', url: 'https://x/y.png' } }, 'image.not-uploaded'],
  ['an address in the text', { body: { type: 'text', text: '详见https://a.cn/x' } }, 'text.link'],
  ['a bare domain', { body: { type: 'text', text: '官网 miaohong.com 有' } }, 'text.link'],
  ['a text of 1,001 characters', { body: { type: 'text', text: long } }, 'text.too-long'],
  ['nothing', { body: { type: 'text', text: ' ' } }, 'text.empty'],
  ['a first contact', { occasion: 'first-contact' }, 'occasion.unsupported'],
  ['a reply to no conversation', { replyRef: { messageRef: '@m' } }, 'reply.no-conversation'],
])('C1: %s is refused before the call', async (_name, request, code) => {
  const { outcome, requests } = await send(request);
  expect(outcome).toEqual({ kind: 'failed', class: 'rejected', code });
  expect(requests).toHaveLength(0);
});

test('a text of 1,000 characters counts characters, not units; prices and versions are no domains', async () => {
  expect((await send({ body: { type: 'text', text: '😀'.repeat(1_000) } }, ok)).outcome.kind).toBe('sent');
  expect((await send({ body: { type: 'text', text: '15.98万起，v2.0版，3.5米' } }, ok)).outcome.kind).toBe('sent');
});

const failure = (code: number | string) => ({
  data: { error_code: code, description: 'why' },
  extra: { error_code: code },
});
test.each<[string, Scripted, object]>([
  ['an expired token', failure(28001008), { kind: 'failed', class: 'authorization', code: '28001008', detail: 'why' }],
  ['a withdrawn authorisation', failure('28001012'), { class: 'revoked' }],
  [
    'a used-up window (W3a)',
    { err_no: 28003070, err_msg: 'limit' },
    { class: 'window', code: '28003070', detail: 'limit' },
  ],
  ['a grant older than 24 h', failure(28003080), { class: 'window' }],
  ['risk control', failure(28001052), { class: 'throttled', retryAfterMs: 60_000 }],
  ['a barred account', failure(28029004), { class: 'account' }],
  ['refused content', failure(28001038), { class: 'rejected' }],
  ['a code nobody knows', failure(2119003), { class: 'rejected', code: '2119003' }],
  ['a code in the last place', { extra: { error_code: 0, sub_error_code: 28003070 } }, { class: 'window' }],
  ['429', { status: 429, text: 'slow' }, { class: 'throttled', code: 'http.429' }],
  ['a refusal without JSON', { status: 404, text: 'page not found' }, { class: 'rejected', code: 'http.404' }],
  ['a connection never made', 'not-sent', { class: 'throttled', code: 'http.not-sent' }],
])('%s fails with its class', async (_name, scripted, expected) => {
  const { outcome, requests } = await send({}, scripted);
  expect(outcome).toMatchObject({ kind: 'failed', ...expected });
  expect(requests).toHaveLength(1);
});

test.each<[string, Scripted, string]>([
  ['a reset', 'cut', 'http.cut'],
  ['500', { status: 500, text: '{}' }, 'http.500'],
  ['a redirect', { status: 302, text: '' }, 'http.302'],
  ['an answer that is no JSON', '<html>', 'answer.unreadable'],
  ['success without an id', { data: { error_code: 0 } }, 'answer.no-message-id'],
  ['a busy platform', failure(28001005), '28001005'],
])('W9: after %s the outcome is unknown and nothing is repeated', async (_name, scripted, code) => {
  const { outcome, requests } = await send({}, scripted);
  expect(outcome).toEqual({ kind: 'unknown', code });
  expect(requests).toHaveLength(1);
});

test('W10: a send without a pass of the gate neither compiles nor reaches the platform', async () => {
  const { douyin, requests } = client();
  const { pass, ...rest } = sendRequest(issue);
  // @ts-expect-error the pass is missing
  await expect(douyin.send(rest)).rejects.toThrow(TypeError);
  const copy: object = Object.assign({}, pass);
  // @ts-expect-error a pass cannot be copied
  const forged: GatePass = copy;
  await expect(douyin.send({ ...rest, pass: forged })).rejects.toThrow('past the gate (W10)');
  expect(requests).toEqual([]);
});

test('W3: a proactive message names its scene and no event', async () => {
  const { douyin, requests } = client({ err_no: 0, msg_id: '@sent' });
  expect(await douyin.send(sendRequest(issue, { occasion: 'proactive', replyRef: undefined }))).toMatchObject({
    kind: 'sent',
  });
  expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
    to_user_id: 'customer-1',
    scene: 'im_authorize_message',
    content_list: [{ msg_type: 1, text: { text: '您好,稍等为您查询。' } }],
  });
});

test('recall names conversation and message; a refusal comes back with its code', async () => {
  const { douyin, requests } = client({ err_no: 0 }, { err_no: 28001007, err_msg: 'late' });
  const access = { accessToken: 'act.fake', accountPlatformId: 'account-1' };
  const request = { platformMessageId: '@sent', replyRef: { messageRef: '@msg', conversationRef: '@conv' } };
  expect(await douyin.recall(access, request)).toEqual({ kind: 'recalled' });
  expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
    conversation_id: '@conv',
    conversation_type: 1,
    msg_id: '@sent',
  });
  expect(await douyin.recall(access, request)).toEqual({ kind: 'failed', code: '28001007' });
});

test('M3, A2: only cards that passed review are listed; a refusal tells whether the token is to blame', async () => {
  const cards = [
    { card_id: '@a', title: '留下电话', status: 0 },
    { card_id: '@b', title: '审核中', status: 1 },
  ];
  const { douyin } = client({ cards, data: { error_code: 0 } }, failure(28001007), failure(28001008));
  const access = { accessToken: 'act.fake', accountPlatformId: 'account-1' };
  expect(await douyin.listCards(access)).toEqual({
    cards: [{ id: '@a', card: 'phone-collect-card', title: '留下电话' }],
    complete: true,
  });
  await expect(douyin.listCards(access)).rejects.toMatchObject({ code: 'douyin.cards' });
  await expect(douyin.listCards(access)).rejects.toMatchObject({ code: 'platform.token-refused' });
});

test('M3: message cards are asked for where that is turned on, page by page; only valid ones of known kinds are listed', async () => {
  const card = (at: number, changes: object = {}) => ({
    component_id: `m${at}`,
    card_kind: (at % 4) + 1,
    name: `卡片${at}`,
    status: 1,
    ...changes,
  });
  const first = Array.from({ length: 50 }, (_, at) => card(at));
  const last = [card(50, { status: 0 }), card(51, { card_kind: 5 }), card(52, { card_kind: 9 }), card(53)];
  const answers = [
    { cards: [] },
    { total: 54, cards: first },
    { total: 54, cards: last },
    { cards: [] },
    failure(28001008),
  ];
  const { douyin, requests } = clientWith({ leadComponents: true }, ...answers);
  const access = { accessToken: 'act.fake', accountPlatformId: 'account-1' };
  const listed = await douyin.listCards(access);
  expect(listed.complete).toBe(true);
  expect(listed.messageCards?.map(({ id }) => id)).toEqual([...first.map((one) => one.component_id), 'm53']);
  expect(listed.messageCards?.slice(0, 4).map(({ kind }) => kind)).toEqual([
    'text-link',
    'image-link',
    'question-list',
    'phone-call',
  ]);
  expect(requests.slice(1).map(({ body }): unknown => JSON.parse(body ?? ''))).toEqual([
    { page: 1, page_size: 50 },
    { page: 2, page_size: 50 },
  ]);
  await expect(douyin.listCards(access)).rejects.toMatchObject({ code: 'platform.token-refused' });
});

test('A1: the consent page and the exchange of its code', async () => {
  const token = {
    data: {
      access_token: 'act.1',
      expires_in: '1296000',
      open_id: 'o-1',
      refresh_token: 'rft.1',
      refresh_expires_in: 2592000,
      error_code: 0,
    },
  };
  const { douyin, requests } = client(token, {
    data: { nickname: '示例门店', avatar: 'https://p/x.jpg', error_code: 0 },
  });
  expect(douyin.authorizeUrl({ state: 's 1', redirectUri: 'https://app/oauth/douyin' })).toBe(
    'http://sim/douyin/platform/oauth/connect/?client_key=awfk2x7example01&response_type=code&scope=user_info%2Cim.direct_message%2Cim.recall_message%2Cim.message_card&redirect_uri=https%3A%2F%2Fapp%2Foauth%2Fdouyin&state=s+1',
  );
  expect(await douyin.exchangeCode('code1')).toEqual({
    kind: 'authorized',
    authorization: {
      accountPlatformId: 'o-1',
      accountName: '示例门店',
      avatarUrl: 'https://p/x.jpg',
      accessToken: 'act.1',
      refreshToken: 'rft.1',
      accessExpiresAtMs: Date.UTC(2026, 2, 16, 2, 0, 0),
      refreshExpiresAtMs: Date.UTC(2026, 2, 31, 2, 0, 0),
      renewals: 0,
    },
  });
  expect(requests[0]?.body).toBe(
    'client_key=awfk2x7example01&client_secret=secret&code=code1&grant_type=authorization_code',
  );
});

test('A2: a failure inside a 200 answer is a failure; a used code is permanent, a busy platform is not', async () => {
  const refused = (code: number) => ({ data: { error_code: code, description: 'x' }, message: 'error' });
  const { douyin } = client(refused(10007), refused(2100004), 'cut');
  expect(await douyin.exchangeCode('x')).toEqual({ kind: 'failed', code: '10007', permanent: true });
  expect(await douyin.exchangeCode('x')).toEqual({ kind: 'failed', code: '2100004', permanent: false });
  expect(await douyin.exchangeCode('x')).toEqual({ kind: 'failed', code: 'http.cut', permanent: false });
});

const DAY_MS = 86_400_000;
const authorization = {
  accountPlatformId: 'o-1',
  accessToken: 'act.1',
  refreshToken: 'rft.1',
  accessExpiresAtMs: NOW_MS,
  refreshExpiresAtMs: NOW_MS + 4 * DAY_MS,
  renewals: 4,
};

test('A2: refreshing keeps the refresh token until its last three days', async () => {
  const refreshed = { data: { access_token: 'act.2', expires_in: 1296000, error_code: 0 } };
  const { douyin, requests } = client(refreshed);
  expect(await douyin.refresh(authorization)).toEqual({
    kind: 'authorized',
    authorization: { ...authorization, accessToken: 'act.2', accessExpiresAtMs: NOW_MS + 15 * DAY_MS },
  });
  expect(requests).toHaveLength(1);
});

test('A2: then it is renewed and counted, at most five times', async () => {
  const refreshed = { data: { access_token: 'act.2', expires_in: 1296000, error_code: 0 } };
  const renewed = { data: { refresh_token: 'rft.2', expires_in: 2592000, error_code: 0 } };
  const dying = { ...authorization, refreshExpiresAtMs: NOW_MS + 2 * DAY_MS };
  expect(await client(refreshed, renewed).douyin.refresh(dying)).toMatchObject({
    authorization: { refreshToken: 'rft.2', refreshExpiresAtMs: NOW_MS + 30 * DAY_MS, renewals: 5 },
  });
  const last = client(refreshed, renewed);
  expect(await last.douyin.refresh({ ...dying, renewals: 5 })).toMatchObject({
    authorization: { refreshToken: 'rft.1', renewals: 5 },
  });
  expect(last.requests).toHaveLength(1);
});
