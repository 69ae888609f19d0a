import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CustomerEvent } from '../../shared/conversations/model.ts';
import { passed } from '../../shared/platforms/client-harness.ts';
import { GatePass } from '../../shared/platforms/gate-pass.ts';
import type { SendRequest } from '../../shared/platforms/platform.ts';
import { meetTwins } from './adapters-harness.ts';
import { PRESET } from './preset.ts';

/** Both adapters against the platforms' twins, which somebody else wrote from the same reference. */

const CUSTOMER = 'customer-1';

let twins: Awaited<ReturnType<typeof meetTwins>>;
beforeEach(async () => {
  twins = await meetTwins();
});
afterEach(() => twins.trial.close());

/** A send that answers this event: a text of ours unless `over` says another. */
const answerTo = (event: CustomerEvent, accessToken: string, over: Partial<SendRequest> = {}): SendRequest =>
  passed((message) => new GatePass(message), {
    access: { accessToken, accountPlatformId: event.accountPlatformId },
    customerPlatformId: event.customerPlatformId,
    body: { type: 'text', text: '您好，欢迎咨询' },
    replyRef: event.replyRef ?? { messageRef: '' },
    occasion: 'reply',
    requestId: 'm-1',
    ...over,
  });

test('Z2: Douyin: enter, welcome, question, card, phone, recall, as its twin plays them', async () => {
  const { trial, douyin, customerEventOf, eventOf } = twins;
  const { enterprise, retainCardId } = PRESET.douyin;
  const who = { accountId: enterprise.id, customerId: CUSTOMER };
  await trial.control('douyin/customers', { id: CUSTOMER, name: '小苗', phone: '13800138000' });

  await trial.control('douyin/enter', { ...who, source: 'ad' });
  const entered = await customerEventOf('entered');
  expect(entered).toMatchObject({ customerName: '小苗', source: { adId: '1798765432109876', adName: '整装线索计划' } });
  const welcome = await douyin.send(answerTo(entered, enterprise.accessToken, { occasion: 'entry' }));
  if (welcome.kind !== 'sent') throw new Error(JSON.stringify(welcome));
  expect(await customerEventOf('echo')).toMatchObject({
    eventId: welcome.platformMessageId,
    sentByUs: true,
    body: { type: 'text', text: '您好，欢迎咨询' },
  });

  await trial.control('douyin/say', { ...who, text: '这款多少钱?' });
  const asked = await customerEventOf('message');
  const card = await douyin.send(
    answerTo(asked, enterprise.accessToken, {
      body: { type: 'card', card: 'phone-collect-card', cardId: retainCardId },
    }),
  );
  if (card.kind !== 'sent') throw new Error(JSON.stringify(card));
  const values = { name: '苗女士', phone: '13800138000' };
  await trial.control('douyin/fill-card', { ...who, messageId: card.platformMessageId, values });
  expect(await customerEventOf('contact')).toMatchObject({
    contact: { ...values, masked: false },
    body: { status: 'filled' },
  });

  const request = {
    platformMessageId: card.platformMessageId,
    ...(asked.replyRef ? { replyRef: asked.replyRef } : {}),
  };
  const access = { accessToken: enterprise.accessToken, accountPlatformId: enterprise.id };
  expect(await douyin.recall(access, request)).toEqual({ kind: 'recalled' });
  const recalled = await eventOf('recalled');
  expect(recalled).toMatchObject({ mirrored: { accountPlatformId: enterprise.id, refersTo: card.platformMessageId } });
  expect((await douyin.listCards(access)).cards.map(({ id }) => id)).toContain(retainCardId);
});

test('Douyin: refusals of the twin come back in their classes', async () => {
  const { trial, douyin, customerEventOf } = twins;
  const { enterprise } = PRESET.douyin;
  const who = { accountId: enterprise.id, customerId: CUSTOMER };
  await trial.control('douyin/customers', { id: CUSTOMER, name: '小苗' });
  await trial.control('douyin/enter', who);
  const entered = await customerEventOf('entered');
  const welcome = (token: string) => douyin.send(answerTo(entered, token, { occasion: 'entry' }));
  expect(await welcome('act.nobody')).toMatchObject({ kind: 'failed', class: 'authorization' });
  for (let i = 0; i < 3; i++) expect((await welcome(enterprise.accessToken)).kind).toBe('sent');
  expect(await welcome(enterprise.accessToken)).toMatchObject({ kind: 'failed', class: 'window', code: '28003070' });
});

test('Z2: Xiaohongshu: enter, welcome, question, card, lead record, recall, as its twin plays them', async () => {
  const { trial, xiaohongshu, customerEventOf, eventOf } = twins;
  const { enterprise, leadCardId } = PRESET.xiaohongshu;
  const who = { accountId: enterprise.id, customerId: CUSTOMER };
  const access = {
    accessToken: enterprise.accessToken,
    accountPlatformId: enterprise.id,
    accountCode: enterprise.accountCode,
  };
  await trial.control('xiaohongshu/customers', { id: CUSTOMER, name: '小鹿', phone: '13800138000' });

  await trial.control('xiaohongshu/enter', who);
  const entered = await customerEventOf('entered');
  expect(entered).toMatchObject({ customerName: '小鹿', follows: false });
  const welcome = await xiaohongshu.send(answerTo(entered, '', { access, occasion: 'first-contact' }));
  if (welcome.kind !== 'sent') throw new Error(JSON.stringify(welcome));
  expect(await customerEventOf('echo')).toMatchObject({ eventId: welcome.platformMessageId });

  await trial.control('xiaohongshu/say', { ...who, text: '落地多少钱' });
  const asked = await customerEventOf('message');
  const card = await xiaohongshu.send(
    answerTo(asked, '', { access, requestId: 'm-2', body: { type: 'card', card: 'lead-card', cardId: leadCardId } }),
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

  const repeated = await xiaohongshu.send(answerTo(asked, '', { access, requestId: 'm-2' }));
  expect(repeated).toEqual({ kind: 'sent', platformMessageId: card.platformMessageId });
  expect(
    await xiaohongshu.send(answerTo(asked, '', { access: { ...access, accountCode: 'wrong' }, requestId: 'm-3' })),
  ).toMatchObject({
    kind: 'failed',
    class: 'account',
  });
  const { cards } = await xiaohongshu.listCards(access);
  expect(cards).toContainEqual({ id: leadCardId, card: 'lead-card', title: expect.any(String) });
});

test('A1, A2: both consent flows and refreshes, as the twins play them', async () => {
  const { trial, douyin, xiaohongshu } = twins;
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
