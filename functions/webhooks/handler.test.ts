import { readFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { evidenceOf, openContact, openSecrets, parseEventItem } from '../../shared/conversations/store-event-items.ts';
import {
  ACCOUNT,
  CUSTOMER,
  echo,
  entry,
  envelope,
  filledCard,
  MESSAGE,
  SECRETS,
  sign,
  signedRequest,
  textMessage,
} from '../../shared/platforms/douyin/fixtures.ts';
import { sealContent } from '../../shared/platforms/xiaohongshu/cipher.ts';
import {
  ENTERPRISE,
  jsonRequest,
  leadRecord,
  MESSAGE_PATH,
  message,
  STAFF,
  signedLeadRequest,
} from '../../shared/platforms/xiaohongshu/fixtures.ts';
import { UNSET, UNSET_MESSAGE_KEY } from '../../shared/runtime/secrets.ts';
import { harness, httpEvent, NOW_MS } from './harness.ts';

const DOUYIN = '/webhooks/douyin';
const XIAOHONGSHU = '/webhooks/xiaohongshu';
let app: ReturnType<typeof harness>;
const post = (body: unknown) => {
  const request = signedRequest(body);
  return app.handle(httpEvent(DOUYIN, request.rawBody, request.headers));
};
const postXiaohongshu = (request = jsonRequest(MESSAGE_PATH, message('TEXT', { text: '你好' }))) =>
  app.handle(httpEvent(XIAOHONGSHU + request.path, request.rawBody, request.headers));
const logCodes = () => app.logged.map(({ event, fields }) => fields?.code ?? event);

/** As DynamoDB counts: names and values in UTF-8, numbers at most 21 bytes. */
const sizeOf = (row: Readonly<Record<string, unknown>>): number =>
  Object.entries(row).reduce((sum, [name, value]) => {
    const bytes =
      value instanceof Uint8Array ? value.length : typeof value === 'number' ? 21 : Buffer.byteLength(String(value));
    return sum + Buffer.byteLength(name) + bytes;
  }, 0);

beforeEach(async () => {
  app = harness();
  await app.directory.claim({ platform: 'douyin', platformUserId: ACCOUNT, tenantId: 'demo', accountId: 'dy_1' });
  await app.directory.claim({
    platform: 'xiaohongshu',
    platformUserId: ENTERPRISE,
    tenantId: 'demo',
    accountId: 'xhs_1',
  });
  await app.directory.claim({ platform: 'xiaohongshu', platformUserId: STAFF, tenantId: 'demo', accountId: 'xhs_2' });
  await post(entry());
  app.state.calls = 0;
});

test('INV1: a verified message is stored under its tenant, then acknowledged, with one request', async () => {
  expect(await post(textMessage())).toEqual({
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: '{}',
  });
  expect(app.state.calls).toBe(1);
  const row = app.rows('event').find(({ kind }) => kind === 'message');
  expect(row).toMatchObject({
    pk: 't#demo#c#vUzblfS1-bS8KdN6kDKiEf',
    sk: expect.stringMatching(/^m#1772414130120#e_[\w-]{16}$/),
    tenantId: 'demo',
    accountId: 'dy_1',
    receivedAtMs: NOW_MS,
  });
  const fact = row && parseEventItem(row);
  expect(fact).toMatchObject({ for: 'customer', logged: { event: { eventId: MESSAGE, customerName: '小苗' } } });
  expect(Buffer.from((row && evidenceOf(row)) ?? '').toString()).toBe(JSON.stringify(textMessage()));
});

test('COST1: typical rows cost one write unit', async () => {
  await post(textMessage());
  await post(echo());
  await postXiaohongshu();
  for (const row of app.rows('event')) expect(sizeOf(row)).toBeLessThanOrEqual(1_024);
});

test('SEC3, COST6: 1,000 repeats with fresh Msg-Id headers store nothing more and answer the same', async () => {
  await post(textMessage());
  const before = app.all().length;
  const request = signedRequest(textMessage());
  for (let i = 0; i < 1_000; i++) {
    const answer = await app.handle(httpEvent(DOUYIN, request.rawBody, { ...request.headers, 'msg-id': `m-${i}` }));
    expect(answer).toMatchObject({ statusCode: 200, body: '{}' });
  }
  expect(app.all()).toHaveLength(before);
  expect(app.state.calls).toBe(1_001);
  expect(logCodes().filter((code) => code === 'webhook.duplicate')).toHaveLength(1_000);
});

test('SEC4: a day-old entry is stored with the time it arrived, for the rules to judge', async () => {
  app.state.nowMs = NOW_MS + 86_400_000;
  await post(entry({ server_message_id: '@old' }));
  const row = app.rows('event').find(({ receivedAtMs }) => receivedAtMs === NOW_MS + 86_400_000);
  expect(row && parseEventItem(row)).toMatchObject({ logged: { event: { occurredAtMs: 1772414130120 } } });
});

test('X5, INV16: a contact from a card is sealed, its body too, and opens in its place alone', async () => {
  await post(filledCard());
  const row = app.rows('event').find(({ kind }) => kind === 'contact');
  const fact = row && parseEventItem(row);
  if (fact?.for !== 'customer') throw new Error('no customer event');
  expect(fact.logged.event.contact).toBeUndefined();
  expect(JSON.stringify(fact.logged)).not.toContain('138001');
  expect(row && evidenceOf(row)).toBeUndefined();
  expect(await openContact(app.cipher, fact.logged)).toEqual({
    phone: '13800138000',
    name: '苗女士',
    city: '杭州',
    masked: false,
  });
  const secrets = await openSecrets(app.cipher, fact.logged);
  expect(Buffer.from(secrets?.rawBody ?? '').toString()).toBe(JSON.stringify(filledCard()));
  await expect(openContact(app.cipher, { ...fact.logged, tenantId: 'other' })).rejects.toThrow();
  await expect(openContact(app.cipher, { ...fact.logged, conversationId: 'other' })).rejects.toThrow();
});

test('X5, SEC17: a number that a customer types is masked in the text and sealed', async () => {
  await post(textMessage({ text: '我的电话 138 0013-8000，微信同号', server_message_id: '@typed' }));
  const row = app.rows('event').find(({ kind, sealed }) => kind === 'message' && sealed !== undefined);
  const fact = row && parseEventItem(row);
  if (fact?.for !== 'customer') throw new Error('no customer event');
  expect(fact.logged.event.body).toEqual({ type: 'text', text: '我的电话 138****8000，微信同号' });
  expect(await openSecrets(app.cipher, fact.logged)).toMatchObject({
    contact: { phone: '13800138000', masked: false },
    text: '我的电话 138 0013-8000，微信同号',
  });
});

test('X5, SEC17: a WeChat id that a customer types is masked in the text and sealed, so that nothing built on it has it', async () => {
  const typed = '我微信：xiaoming_88，发下报价';
  await post(textMessage({ text: typed, server_message_id: '@wechat' }));
  const row = app.rows('event').find(({ kind, sealed }) => kind === 'message' && sealed !== undefined);
  const fact = row && parseEventItem(row);
  if (fact?.for !== 'customer') throw new Error('no customer event');
  expect(fact.logged.event.body).toEqual({ type: 'text', text: '我微信：x*********8，发下报价' });
  // Thread, preview, search and notices are made of what the table holds, and it holds the id nowhere, evidence included.
  expect(JSON.stringify(app.all())).not.toContain('xiaoming_88');
  expect(row && evidenceOf(row)).toBeUndefined();
  const secrets = await openSecrets(app.cipher, fact.logged);
  expect(secrets).toMatchObject({ contact: { wechat: 'xiaoming_88', masked: false }, text: typed });
});

test('K6: lead records of both routes are stored under the account that received them, sealed', async () => {
  await postXiaohongshu(signedLeadRequest({ data: leadRecord(), timestamp: 1772414132000, source: '小红书' }));
  const row = app.rows('accountEvent').find(({ kind }) => kind === 'lead-record');
  const fact = row && parseEventItem(row);
  if (fact?.for !== 'account') throw new Error('no account event');
  expect(fact.logged).toMatchObject({
    accountId: 'xhs_2',
    event: { lead: { recordId: '90317722', contact: { masked: false } } },
  });
  expect(JSON.stringify(app.all())).not.toContain('13800138000');
  expect(await openContact(app.cipher, fact.logged)).toMatchObject({ phone: '13800138000' });
});

test('an account that nobody hosts: kept aside for seven days and acknowledged', async () => {
  expect(await post({ ...textMessage(), to_user_id: 'stranger' })).toMatchObject({ statusCode: 200 });
  expect(app.rows('unrouted')).toMatchObject([
    { pk: 'd#unrouted#douyin', accountPlatformId: 'stranger', ttl: Math.floor(NOW_MS / 1000) + 604_800 },
  ]);
  expect(logCodes()).toContain('webhook.unrouted');
  const again = app.state.calls;
  await post({ ...textMessage(), to_user_id: 'stranger' });
  expect(app.state.calls - again).toBe(1);
});

test('an account hosted since is found within five seconds', async () => {
  await post({ ...textMessage(), to_user_id: 'soon' });
  app.state.nowMs += 5_001;
  await app.directory.claim({ platform: 'douyin', platformUserId: 'soon', tenantId: 'demo', accountId: 'dy_2' });
  await post({ ...textMessage({ server_message_id: '@next' }), to_user_id: 'soon' });
  expect(app.rows('event').some(({ accountId }) => accountId === 'dy_2')).toBe(true);
});

test('I2: a recall is stored under the hosted party, whichever it is, and only once', async () => {
  const recall = (from: string, to: string) =>
    envelope('im_recall_msg', JSON.stringify({ server_message_id: MESSAGE }), { from_user_id: from, to_user_id: to });
  await post(recall(CUSTOMER, ACCOUNT));
  await post(recall(ACCOUNT, CUSTOMER));
  await post({ ...recall(ACCOUNT, CUSTOMER), log_id: 'another push' });
  const rows = app.rows('event').filter(({ kind }) => kind === 'recalled');
  expect(rows).toMatchObject([{ accountId: 'dy_1', keyMs: '0000000000000' }]);
  expect(rows.map((row) => parseEventItem(row)?.logged.event.occurredAtMs)).toEqual([NOW_MS]);
});

test('INV1: what cannot be stored is not acknowledged', async () => {
  app.state.failing = true;
  expect(await post(textMessage({ server_message_id: '@x' }))).toMatchObject({
    statusCode: 503,
    headers: { 'retry-after': '1' },
    body: '{"error":{"code":"webhook.unavailable","message":"Not stored; please send it again."}}',
  });
  app.state.failing = false;
  expect(await post(textMessage({ server_message_id: '@x' }))).toMatchObject({ statusCode: 200 });
});

test('SEC1, SEC6: forged, foreign and misaddressed webhooks get one answer, store nothing and leave a trace', async () => {
  const before = app.all().length;
  const rawBody = Buffer.from(JSON.stringify(textMessage()));
  const foreign = Buffer.from(JSON.stringify({ ...textMessage(), client_key: 'other' }));
  const answers = await Promise.all([
    app.handle(httpEvent(DOUYIN, rawBody, {})),
    app.handle(httpEvent(DOUYIN, rawBody, { 'x-douyin-signature': '0'.repeat(40) })),
    app.handle(httpEvent(DOUYIN, foreign, { 'x-douyin-signature': sign(foreign) })),
    app.handle(httpEvent(`${DOUYIN}/guess`, rawBody, { 'x-douyin-signature': sign(rawBody) })),
  ]);
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]).toEqual({
    statusCode: 401,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: '{"error":{"code":"webhook.unauthorized","message":"The webhook is not signed by this platform application."}}',
  });
  expect(app.all()).toHaveLength(before);
  expect(logCodes()).toEqual(expect.arrayContaining(['signature.invalid', 'client-key.unknown', 'path.unknown']));
});

test('SEC1, INV1: with the credentials of a fresh deployment, which anybody can read, nothing is trusted', async () => {
  const fresh = harness({
    douyin: { clientKey: UNSET, clientSecret: UNSET, webhookKey: '' },
    xiaohongshu: { appId: 0, secret: UNSET, messageKey: UNSET_MESSAGE_KEY, leadToken: '', webhookKey: '' },
  });
  const rawBody = Buffer.from(JSON.stringify({ ...textMessage(), client_key: UNSET }));
  const signature = sign(rawBody, UNSET);
  const handshake = Buffer.from('{"event":"verify_webhook","client_key":"unset","content":{"challenge":1}}');
  const content = sealContent(UNSET_MESSAGE_KEY, {}, Buffer.alloc(16, 7));
  const answers = await Promise.all([
    fresh.handle(httpEvent(DOUYIN, rawBody, { 'x-douyin-signature': signature })),
    fresh.handle(httpEvent(DOUYIN, handshake, {})),
    fresh.handle(httpEvent(`${XIAOHONGSHU}/api/open/im/send`, Buffer.from(JSON.stringify({ content })), {})),
  ]);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401]);
  expect(fresh.logged.map(({ fields }) => fields?.code)).toEqual(Array(3).fill('credentials.unset'));
  expect(fresh.all()).toEqual([]);
});

test('SEC5: an unsigned handshake is answered only while no account is hosted', async () => {
  const body = { event: 'verify_webhook', client_key: SECRETS.clientKey, content: { challenge: 12345 } };
  const rawBody = Buffer.from(JSON.stringify(body));
  expect(await app.handle(httpEvent(DOUYIN, rawBody, {}))).toMatchObject({ statusCode: 401 });
  expect(logCodes()).toContain('handshake.live');
  expect(await app.handle(httpEvent(DOUYIN, rawBody, { 'x-douyin-signature': sign(rawBody) }))).toMatchObject({
    statusCode: 200,
    body: '{"challenge":12345}',
  });
  expect(await harness().handle(httpEvent(DOUYIN, rawBody, {}))).toMatchObject({
    statusCode: 200,
    body: '{"challenge":12345}',
  });
});

test('SEC7: 10 MB and nesting of 10,000 are refused cheaply, also when signed', async () => {
  const before = app.all().length;
  const huge = Buffer.alloc(10 * 1024 * 1024, 0x20);
  expect(await app.handle(httpEvent(DOUYIN, huge, {}))).toMatchObject({ statusCode: 413 });
  const text = { body: 'x'.repeat(300_000), isBase64Encoded: false };
  expect(await app.handle(httpEvent(DOUYIN, Buffer.alloc(0), {}, text))).toMatchObject({ statusCode: 413 });
  const deep = Buffer.from('['.repeat(10_000));
  expect(await app.handle(httpEvent(DOUYIN, deep, { 'x-douyin-signature': sign(deep) }))).toMatchObject({
    statusCode: 400,
  });
  expect(app.all()).toHaveLength(before);
  expect(logCodes()).toEqual(expect.arrayContaining(['body.too-large', 'body.too-deep']));
});

test.each([
  ['GET', DOUYIN, 405],
  ['PUT', `${XIAOHONGSHU}/api/open/im/send`, 405],
  ['POST', '/webhooks/weibo', 404],
  ['POST', '/webhooks/', 404],
])('a %s to %s is answered with %i', async (method, path, status) => {
  const over = { requestContext: { http: { method }, requestId: 'r' } };
  expect(await app.handle(httpEvent(path, Buffer.from('{}'), {}, over))).toMatchObject({ statusCode: status });
});

test('F9: what is no HTTP event at all is answered, not thrown', async () => {
  expect(await app.handle(undefined)).toMatchObject({ statusCode: 404 });
  expect(await app.handle({ rawPath: DOUYIN })).toMatchObject({ statusCode: 404 });
});

test('SEC32: no log line carries text, names, phones or platform ids of people', async () => {
  await post(filledCard());
  await post(textMessage());
  const lines = JSON.stringify(app.logged);
  for (const secret of ['13800138000', '苗女士', '小苗', '这款多少钱', CUSTOMER]) expect(lines).not.toContain(secret);
});

test('SEC1: signatures are compared with timingSafeEqual', () => {
  for (const file of ['douyin/signature.ts', 'xiaohongshu/webhook.ts', 'same-key.ts']) {
    const source = readFileSync(new URL(`../../shared/platforms/${file}`, import.meta.url), 'utf8');
    expect(source).toContain('return timingSafeEqual(');
  }
});

test('what is addressed to nobody, or no POST, leaves a line in the log as well', async () => {
  const at = (rawPath: string, method: string) =>
    app.handle({
      ...httpEvent(rawPath, Buffer.from('{}'), {}),
      requestContext: { http: { method }, requestId: 'r-1' },
    });
  app.logged.length = 0;
  expect((await at('/webhooks/weibo', 'POST')).statusCode).toBe(404);
  expect((await at(DOUYIN, 'GET')).statusCode).toBe(405);
  expect(app.logged.map(({ event, fields }) => [event, fields?.status, fields?.code])).toEqual([
    ['webhook.rejected', 404, 'path.unknown'],
    ['webhook.rejected', 405, 'method.unknown'],
  ]);
});
