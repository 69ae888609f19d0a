import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { credentialDefaults } from '../../infra/local/defaults.ts';
import { PRESET } from '../../infra/simulators/preset.ts';
import { startTrial, type Trial } from '../../infra/simulators/trial.ts';
import type { CustomerEvent } from '../../shared/conversations/model.ts';
import { createDouyinClient } from '../../shared/platforms/douyin/client.ts';
import { parseDouyinWebhook } from '../../shared/platforms/douyin/webhook.ts';
import { GatePass } from '../../shared/platforms/gate-pass.ts';
import type { ParsedEvent, SendRequest, WebhookOutcome } from '../../shared/platforms/platform.ts';
import { createXiaohongshuClient } from '../../shared/platforms/xiaohongshu/client.ts';
import { parseXiaohongshuWebhook } from '../../shared/platforms/xiaohongshu/webhook.ts';
import { http, ids } from '../../shared/runtime/system.ts';

/** Both adapters against the platforms' twins, which somebody else wrote from the same reference. */

const {
  DOUYIN_CLIENT_KEY,
  DOUYIN_CLIENT_SECRET,
  XIAOHONGSHU_APP_ID,
  XIAOHONGSHU_APP_SECRET,
  XIAOHONGSHU_MESSAGE_KEY,
  XIAOHONGSHU_LEAD_TOKEN,
} = credentialDefaults;
const douyinSecrets = { clientKey: DOUYIN_CLIENT_KEY, clientSecret: DOUYIN_CLIENT_SECRET, webhookKey: '' };
const xiaohongshuSecrets = {
  appId: Number(XIAOHONGSHU_APP_ID),
  secret: XIAOHONGSHU_APP_SECRET,
  messageKey: XIAOHONGSHU_MESSAGE_KEY,
  leadToken: XIAOHONGSHU_LEAD_TOKEN,
  webhookKey: '',
};
const CUSTOMER = 'customer-1';

let trial: Trial;
beforeEach(async () => {
  trial = await startTrial();
});
afterEach(() => trial.close());

const understand = ({ path, headers, raw }: Trial['received'][number]): WebhookOutcome => {
  const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const [, , platform, ...rest] = path.split('/');
  const request = { path: `/${rest.join('/')}`, headers: plain, rawBody: raw };
  return platform === 'douyin'
    ? parseDouyinWebhook(request, douyinSecrets)
    : parseXiaohongshuWebhook(request, xiaohongshuSecrets);
};
const allEvents = (): readonly ParsedEvent[] =>
  trial.received.map(understand).flatMap((outcome) => {
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    return outcome.events;
  });
/** Waits until an event of that kind arrived. */
const eventOf = async (kind: string): Promise<ParsedEvent> => {
  await vi.waitFor(() => expect(allEvents().map(({ event }) => event.kind)).toContain(kind), 20_000);
  const found = allEvents().findLast(({ event }) => event.kind === kind);
  if (!found) throw new Error(kind);
  return found;
};
const customerEventOf = async (kind: CustomerEvent['kind']): Promise<CustomerEvent> => {
  const parsed = await eventOf(kind);
  if (parsed.for !== 'customer') throw new Error(kind);
  return parsed.event;
};
const requestFor = (event: CustomerEvent, accessToken: string, over: Partial<SendRequest>): SendRequest => {
  const { customerPlatformId } = event;
  const request = {
    access: { accessToken, accountPlatformId: event.accountPlatformId },
    customerPlatformId,
    body: { type: 'text', text: '您好，欢迎咨询' },
    replyRef: event.replyRef ?? { messageRef: '' },
    occasion: 'reply',
    requestId: 'm-1',
    ...over,
  } as const;
  const { requestId: messageId, body } = request;
  const message = {
    tenantId: 't',
    conversationId: 'c',
    messageId,
    sender: 'operator',
    customerPlatformId,
    body,
  } as const;
  return { ...request, pass: new GatePass(message) };
};

test('Douyin: enter, welcome, question, card, phone, recall, as its twin plays them', async () => {
  const { enterprise, retainCardId } = PRESET.douyin;
  const who = { accountId: enterprise.id, customerId: CUSTOMER };
  const client = createDouyinClient({
    http,
    clock: trial.clock,
    baseUrl: `${trial.origin}/douyin`,
    secrets: douyinSecrets,
  });
  await trial.control('douyin/customers', { id: CUSTOMER, name: '小苗', phone: '13800138000' });

  await trial.control('douyin/enter', { ...who, source: 'ad' });
  const entered = await customerEventOf('entered');
  expect(entered).toMatchObject({ customerName: '小苗', source: { adId: '1798765432109876', adName: '整装线索计划' } });
  const welcome = await client.send(requestFor(entered, enterprise.accessToken, { occasion: 'entry' }));
  expect(welcome.kind).toBe('sent');
  expect(await customerEventOf('echo')).toMatchObject({
    sentByUs: true,
    body: { type: 'text', text: '您好，欢迎咨询' },
  });

  await trial.control('douyin/say', { ...who, text: '这款多少钱?' });
  const asked = await customerEventOf('message');
  const card = await client.send(
    requestFor(asked, enterprise.accessToken, {
      body: { type: 'card', card: 'phone-collect-card', cardId: retainCardId },
    }),
  );
  if (card.kind !== 'sent') throw new Error(JSON.stringify(card));
  await trial.control('douyin/fill-card', { ...who, messageId: card.platformMessageId });
  expect(await customerEventOf('contact')).toMatchObject({
    contact: { phone: '13800138000', masked: false },
    body: { status: 'filled' },
  });

  const request = {
    platformMessageId: card.platformMessageId,
    ...(asked.replyRef ? { replyRef: asked.replyRef } : {}),
  };
  const access = { accessToken: enterprise.accessToken, accountPlatformId: enterprise.id };
  expect(await client.recall(access, request)).toEqual({ kind: 'recalled' });
  const recalled = await eventOf('recalled');
  expect(recalled).toMatchObject({ mirrored: { accountPlatformId: enterprise.id, refersTo: card.platformMessageId } });
  expect((await client.listCards(access)).cards.map(({ id }) => id)).toContain(retainCardId);
});

test('Douyin: refusals of the twin come back in their classes', async () => {
  const { enterprise } = PRESET.douyin;
  const who = { accountId: enterprise.id, customerId: CUSTOMER };
  const client = createDouyinClient({
    http,
    clock: trial.clock,
    baseUrl: `${trial.origin}/douyin`,
    secrets: douyinSecrets,
  });
  await trial.control('douyin/customers', { id: CUSTOMER, name: '小苗' });
  await trial.control('douyin/enter', who);
  const entered = await customerEventOf('entered');
  const welcome = (token: string) => client.send(requestFor(entered, token, { occasion: 'entry' }));
  expect(await welcome('act.nobody')).toMatchObject({ kind: 'failed', class: 'authorization' });
  for (let i = 0; i < 3; i++) expect((await welcome(enterprise.accessToken)).kind).toBe('sent');
  expect(await welcome(enterprise.accessToken)).toMatchObject({ kind: 'failed', class: 'window', code: '28003070' });
});

test('Xiaohongshu: enter, welcome, question, card, lead record, recall, as its twin plays them', async () => {
  const { enterprise, leadCardId } = PRESET.xiaohongshu;
  const who = { accountId: enterprise.id, customerId: CUSTOMER };
  const access = {
    accessToken: enterprise.accessToken,
    accountPlatformId: enterprise.id,
    accountCode: enterprise.accountCode,
  };
  const client = createXiaohongshuClient({
    http,
    clock: trial.clock,
    ids,
    baseUrl: `${trial.origin}/xiaohongshu`,
    secrets: xiaohongshuSecrets,
  });
  await trial.control('xiaohongshu/customers', { id: CUSTOMER, name: '小鹿', phone: '13800138000' });

  await trial.control('xiaohongshu/enter', who);
  const entered = await customerEventOf('entered');
  expect(entered).toMatchObject({ customerName: '小鹿', follows: false });
  const welcome = await client.send(requestFor(entered, '', { access, occasion: 'first-contact' }));
  if (welcome.kind !== 'sent') throw new Error(JSON.stringify(welcome));
  expect(await customerEventOf('echo')).toMatchObject({ eventId: welcome.platformMessageId });

  await trial.control('xiaohongshu/say', { ...who, text: '落地多少钱' });
  const asked = await customerEventOf('message');
  const card = await client.send(
    requestFor(asked, '', { access, requestId: 'm-2', body: { type: 'card', card: 'lead-card', cardId: leadCardId } }),
  );
  if (card.kind !== 'sent') throw new Error(JSON.stringify(card));
  await trial.control('xiaohongshu/fill-card', { ...who, messageId: card.platformMessageId });
  expect(await customerEventOf('card-submitted')).toMatchObject({ refersTo: card.platformMessageId });
  trial.clock.advance(120_000);
  const record = await eventOf('lead-record');
  expect(record.event).toMatchObject({
    accountPlatformId: enterprise.id,
    lead: { nickName: '小鹿', contact: { phone: '13800138000' } },
  });

  const repeated = await client.send(requestFor(asked, '', { access, requestId: 'm-2' }));
  expect(repeated).toEqual({ kind: 'sent', platformMessageId: card.platformMessageId });
  expect(
    await client.send(requestFor(asked, '', { access: { ...access, accountCode: 'wrong' }, requestId: 'm-3' })),
  ).toMatchObject({
    kind: 'failed',
    class: 'account',
  });
  const { cards } = await client.listCards(access);
  expect(cards).toContainEqual({ id: leadCardId, card: 'lead-card', title: expect.any(String) });
});

test('A1, A2: both consent flows and refreshes, as the twins play them', async () => {
  const douyin = createDouyinClient({
    http,
    clock: trial.clock,
    baseUrl: `${trial.origin}/douyin`,
    secrets: douyinSecrets,
  });
  const page = await fetch(douyin.authorizeUrl({ state: 's', redirectUri: 'http://127.0.0.1:1/back' }));
  expect(page.status).toBe(200);
  expect(await douyin.exchangeCode('nobody')).toMatchObject({ kind: 'failed', code: '10007', permanent: true });
  const { enterprise } = PRESET.douyin;
  const current = {
    accountPlatformId: enterprise.id,
    accessToken: enterprise.accessToken,
    refreshToken: enterprise.refreshToken,
    accessExpiresAtMs: 0,
    refreshExpiresAtMs: trial.clock.now() + 30 * 86_400_000,
  };
  expect(await douyin.refresh(current)).toMatchObject({
    kind: 'authorized',
    authorization: { accountPlatformId: enterprise.id },
  });

  const xiaohongshu = createXiaohongshuClient({
    http,
    clock: trial.clock,
    ids,
    baseUrl: `${trial.origin}/xiaohongshu`,
    secrets: xiaohongshuSecrets,
  });
  const consent = await fetch(xiaohongshu.authorizeUrl({ state: 's', redirectUri: 'http://127.0.0.1:1/back' }));
  expect(consent.status).toBe(200);
  const refreshToken = PRESET.xiaohongshu.enterprise.refreshToken;
  expect(await xiaohongshu.refresh({ ...current, refreshToken })).toMatchObject({
    kind: 'authorized',
    authorization: { accountPlatformId: PRESET.xiaohongshu.enterprise.id },
  });
  expect(await xiaohongshu.refresh({ ...current, refreshToken: 'nobody' })).toMatchObject({
    kind: 'failed',
    permanent: true,
  });
  const bind = await fetch(
    xiaohongshu.bindUrl({ accountCode: 'qingmu-decor', nonce: 'n', expiresAtMs: trial.clock.now() + 60_000 }),
  );
  expect(bind.status).toBe(200);
});
