import { expect, test } from 'vitest';
import { type Scripted, scriptedHttp, sendRequest } from '../client-harness.ts';
import { GatePass, type PassedMessage } from '../gate-pass.ts';
import type { SendRequest } from '../platform.ts';
import { openContent } from './cipher.ts';
import { createXiaohongshuClient } from './client.ts';
import { ENTERPRISE, KEY, STAFF } from './fixtures.ts';

const NOW_MS = 1767579661000;
const issue = (message: PassedMessage) => new GatePass(message);
const access = {
  accessToken: 'tok',
  accountPlatformId: STAFF,
  enterprisePlatformId: ENTERPRISE,
  accountCode: 'acme-auto-001',
};
const IV = Buffer.from('0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'hex');
const client = (...script: Scripted[]) => {
  const { http, requests } = scriptedHttp(...script);
  const secrets = { appId: 1187, secret: 'app-secret', messageKey: KEY };
  const ids = { bytes: () => IV };
  const api = createXiaohongshuClient({
    http,
    clock: { now: () => NOW_MS },
    ids,
    baseUrl: 'http://sim/xiaohongshu',
    secrets,
  });
  return { api, requests };
};
const send = async (request: Partial<SendRequest>, ...script: Scripted[]) => {
  const { api, requests } = client(...script);
  const outcome = await api.send(sendRequest(issue, { access, ...request }));
  const body = JSON.parse(requests[0]?.body ?? '{}') as Record<string, unknown>;
  return { outcome, requests, body, content: openContent(KEY, String(body.content)) };
};
const ok = { code: 0, success: true, msg: '成功', data: { message_id: 'im-31' } };

test('W6: a text of a staff account travels sealed, with the enterprise as binding', async () => {
  const { outcome, requests, body, content } = await send({ body: { type: 'text', text: '您好' } }, ok);
  expect(outcome).toEqual({ kind: 'sent', platformMessageId: 'im-31' });
  expect(requests[0]).toMatchObject({
    method: 'POST',
    url: 'http://sim/xiaohongshu/api/open/im/third/send',
    headers: { 'access-token': 'tok', 'content-type': 'application/json' },
    timeoutMs: 10_000,
  });
  expect(body).toEqual({
    user_id: ENTERPRISE,
    from_user_id: STAFF,
    third_account_id: 'acme-auto-001',
    request_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    message_type: 'TEXT',
    to_user_id: 'customer-1',
    timestamp: NOW_MS,
    content: expect.stringMatching(/^Dx4tPEtaaXiHlqW0w9Lh8A==~split~/),
  });
  expect(content).toEqual({ ok: true, value: { text: '您好' } });
});

test('W9: every attempt of a message carries the same request id', async () => {
  const first = await send({}, 'cut');
  const second = await send({}, ok);
  const other = await send({ requestId: 'another' }, ok);
  expect(first.body.request_id).toBe(second.body.request_id);
  expect(other.body.request_id).not.toBe(first.body.request_id);
});

test('an enterprise account speaks for itself; without a code its id stands in', async () => {
  const { body } = await send({ access: { accessToken: 't', accountPlatformId: ENTERPRISE } }, ok);
  expect(body).toMatchObject({ user_id: ENTERPRISE, from_user_id: ENTERPRISE, third_account_id: ENTERPRISE });
});

test.each<[SendRequest['body'], string, object]>([
  [{ type: 'image', url: 'https://cdn.example/a.jpg' }, 'IMAGE', { image_url: 'https://cdn.example/a.jpg' }],
  [
    { type: 'video', url: 'https://cdn.example/v.mp4', coverUrl: 'https://cdn.example/v.jpg' },
    'VIDEO',
    { video_url: 'https://cdn.example/v.mp4', cover_url: 'https://cdn.example/v.jpg' },
  ],
  [{ type: 'card', card: 'name-card', cardId: '60021' }, 'CARD', { card_type: 'SOCIAL_CARD', material_id: '60021' }],
  [{ type: 'card', card: 'lead-card', cardId: '70044' }, 'CARD', { card_type: 'LEAD_CARD', material_id: '70044' }],
  [
    { type: 'card', card: 'landing-page', cardId: '5518820' },
    'CARD',
    { card_type: 'LANDING_PAGE', material_id: '5518820' },
  ],
  [{ type: 'card', card: 'note', cardId: '66a1' }, 'CARD', { card_type: 'NOTE', material_id: '66a1' }],
])('C1: %o is sent as %s', async (body, type, plain) => {
  const sent = await send({ body }, ok);
  expect(sent.body.message_type).toBe(type);
  expect(sent.content).toEqual({ ok: true, value: plain });
});

test.each<[string, SendRequest['body'], string]>([
  ['a web page', { type: 'link', url: 'https://a.example' }, 'content.unsupported'],
  ['a gif', { type: 'gif-emoji' }, 'content.unsupported'],
  ['a Douyin card', { type: 'card', card: 'phone-collect-card', cardId: '1' }, 'content.unsupported'],
  ['an image without address', { type: 'image', mediaId: 'x' }, 'image.no-address'],
  ['an address in the text', { type: 'text', text: '看 www.a.com' }, 'text.link'],
  ['a phone number in the text', { type: 'text', text: '电话 13800138000' }, 'text.phone'],
  ['1,001 units', { type: 'text', text: 'a'.repeat(1_001) }, 'text.too-long'],
])('C1: %s is refused before the call', async (_name, body, code) => {
  const { outcome, requests } = await send({ body });
  expect(outcome).toEqual({ kind: 'failed', class: 'rejected', code });
  expect(requests).toHaveLength(0);
});

const refused = (code: number, msg: string) => ({ code, success: false, msg, data: null });
test.each<[string, Scripted, object]>([
  [
    'a dead token',
    refused(410019, 'access_token错误'),
    { class: 'authorization', code: '410019', detail: 'access_token错误' },
  ],
  ['a withdrawn consent', refused(990001, '授权失效'), { class: 'revoked' }],
  ['an unbound account', refused(990002, '账号未绑定'), { class: 'account' }],
  ['a used-up first contact (W4)', refused(990003, '用户未回复，已达上限'), { class: 'window' }],
  ['refused content', refused(990004, '内容违规'), { class: 'rejected' }],
  ['a banned account', refused(990014, '账号已被封禁'), { class: 'account' }],
  ['haste', refused(990005, '操作频繁'), { class: 'throttled', retryAfterMs: 1_000 }],
  ['the other answer shape', { errorCode: 990006, errorMsg: '素材不存在' }, { class: 'rejected', code: '990006' }],
  ['success that is not true', { code: 0, msg: 'ok' }, { class: 'rejected', code: '0' }],
  ['a wrong path', { status: 404, text: 'page not found' }, { class: 'rejected', code: 'http.404' }],
  ['429', { status: 429, text: '' }, { class: 'throttled', code: 'http.429' }],
  ['a connection never made', 'not-sent', { class: 'throttled', code: 'http.not-sent' }],
])('%s fails with its class', async (_name, scripted, expected) => {
  const { outcome, requests } = await send({}, scripted);
  expect(outcome).toMatchObject({ kind: 'failed', ...expected });
  expect(requests).toHaveLength(1);
});

test.each<[string, Scripted, string]>([
  ['a reset', 'cut', 'http.cut'],
  ['503', { status: 503, text: '' }, 'http.503'],
  ['an unreadable answer', 'oops', 'answer.unreadable'],
  ['a system error', refused(2, '系统异常，请稍后重试'), '2'],
  ['a repeated request id', refused(990007, '请求重复'), '990007'],
])('W9: after %s the outcome is unknown and nothing is repeated', async (_name, scripted, code) => {
  const { outcome, requests } = await send({}, scripted);
  expect(outcome).toEqual({ kind: 'unknown', code });
  expect(requests).toHaveLength(1);
});

test('W11: accepted without a message id, the request id names the message', async () => {
  const { outcome, body } = await send({}, { code: 0, success: true, msg: '成功', data: null });
  expect(outcome).toEqual({ kind: 'sent', platformMessageId: body.request_id });
});

test('W9: a repeated request id that names its message proves that the first attempt was accepted', async () => {
  const { outcome } = await send(
    {},
    { code: 990009, success: false, msg: 'request_id重复', data: { message_id: 'im-30' } },
  );
  expect(outcome).toEqual({ kind: 'sent', platformMessageId: 'im-30' });
});

test('recall names receiver and message', async () => {
  const { api, requests } = client(ok, refused(990008, '超时不可撤回'));
  const request = { platformMessageId: 'im-31', customerPlatformId: 'customer-1' };
  expect(await api.recall(access, request)).toEqual({ kind: 'recalled' });
  expect(requests[0]?.url).toBe('http://sim/xiaohongshu/api/open/im/third/recall');
  expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({
    user_id: ENTERPRISE,
    from_user_id: STAFF,
    to_user_id: 'customer-1',
    message_id: 'im-31',
  });
  expect(await api.recall(access, request)).toEqual({ kind: 'failed', code: '990008' });
});

test('A1: consent page, exchange of its code and the binding page', async () => {
  const data = {
    access_token: 'a1',
    access_token_expires_in: 86399,
    refresh_token: 'r1',
    refresh_token_expires_in: 2591999,
    user_id: ENTERPRISE,
    platform_type: 3,
    corporation_name: '极光汽车',
  };
  const { api, requests } = client(
    { code: 0, success: true, msg: '成功', data },
    { code: 0, success: true, data: { ...data, platform_type: 1 } },
  );
  expect(api.authorizeUrl({ state: 's', redirectUri: 'https://app/x' })).toBe(
    'http://sim/xiaohongshu/auth?appId=1187&scope=%5B%22im_third_service%22%2C%22im_leads_data%22%5D&redirectUri=https%3A%2F%2Fapp%2Fx&state=s',
  );
  expect(await api.exchangeCode('c1')).toEqual({
    kind: 'authorized',
    authorization: {
      accountPlatformId: ENTERPRISE,
      accountName: '极光汽车',
      subject: '极光汽车',
      accessToken: 'a1',
      refreshToken: 'r1',
      accessExpiresAtMs: NOW_MS + 86_399_000,
      refreshExpiresAtMs: NOW_MS + 2_591_999_000,
    },
  });
  expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ app_id: 1187, secret: 'app-secret', auth_code: 'c1' });
  expect(await api.exchangeCode('c2')).toEqual({ kind: 'failed', code: 'application.no-messaging', permanent: true });
  const url = new URL(api.bindUrl({ accountCode: 'acme-auto-001', nonce: 'n', expiresAtMs: 5 }));
  expect(url.pathname).toBe('/xiaohongshu/api/leona/three/im/account/add');
  expect(openContent(KEY, url.searchParams.get('token') ?? '')).toEqual({
    ok: true,
    value: { account_code: 'acme-auto-001', nonce: 'n', exp: 5 },
  });
});

test('A2: a refused refresh is permanent, a busy gateway is not', async () => {
  const current = {
    accountPlatformId: ENTERPRISE,
    accessToken: 'a',
    refreshToken: 'r',
    accessExpiresAtMs: 0,
    refreshExpiresAtMs: 0,
  };
  const { api } = client(refused(410010, '参数错误'), { status: 502, text: '' }, refused(2, '系统异常'));
  expect(await api.refresh(current)).toEqual({ kind: 'failed', code: '410010', permanent: true });
  expect(await api.refresh(current)).toEqual({ kind: 'failed', code: 'http.502', permanent: false });
  expect(await api.refresh(current)).toEqual({ kind: 'failed', code: '2', permanent: false });
});

test('M3: cards of all kinds that passed review, page after page', async () => {
  const page = (list: object[]) => ({ code: 0, success: true, data: { total: list.length, list } });
  const answers: Record<string, Scripted> = {
    '1:1': page(
      Array.from({ length: 50 }, (_, i) => ({ material_id: i, sub_type: 'WECOM', title: `名片${i}`, audit_status: 2 })),
    ),
    '1:2': page([{ material_id: 'last', title: '热线', audit_status: 1 }]),
    '2:1': page([{ material_id: '70044', title: '留资', audit_status: 2 }]),
    note: page([{ note_id: '66a1', title: '笔记', cover_url: 'https://sns-img.example/n.jpg' }]),
  };
  const api = createXiaohongshuClient({
    http: async ({ url, body }) => {
      const asked = JSON.parse(body ?? '{}') as { type?: number; page_num: number; hosted_user_id: string };
      expect(asked.hosted_user_id).toBe(STAFF);
      const key = url.endsWith('/note/list') ? 'note' : `${asked.type ?? ''}:${asked.page_num}`;
      return { status: 200, headers: {}, text: JSON.stringify(answers[key] ?? page([])) };
    },
    clock: { now: () => NOW_MS },
    ids: { bytes: () => IV },
    baseUrl: 'http://sim/xiaohongshu',
    secrets: { appId: 1, secret: 's', messageKey: KEY },
  });
  const { cards } = await api.listCards(access);
  expect(cards).toHaveLength(52);
  expect(cards[0]).toEqual({ id: '0', card: 'name-card', title: '名片0', holds: 'wecom' });
  expect(cards.slice(50)).toEqual([
    { id: '70044', card: 'lead-card', title: '留资' },
    { id: '66a1', card: 'note', title: '笔记', coverUrl: 'https://sns-img.example/n.jpg' },
  ]);
});

test('A1, A2: staff accounts of an enterprise; a refusal is told, and whether the token is to blame', async () => {
  const data = { total: 1, kos_user_list: [{ user_id: STAFF, nick_name: '小林顾问', avatar_img: 'x' }] };
  const { api } = client({ code: 0, success: true, data }, refused(1, 'x'), refused(410019, 'x'));
  expect(await api.listStaff(access)).toEqual({
    staff: [{ platformId: STAFF, name: '小林顾问' }],
    complete: true,
  });
  await expect(api.listStaff(access)).rejects.toMatchObject({ code: 'xiaohongshu.list' });
  await expect(api.listStaff(access)).rejects.toMatchObject({ code: 'platform.token-refused' });
});
