import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CustomerEvent } from '../../shared/conversations/model.ts';
import { createDouyinClient } from '../../shared/platforms/douyin/client.ts';
import { parseDouyinWebhook } from '../../shared/platforms/douyin/webhook.ts';
import { GatePass } from '../../shared/platforms/gate-pass.ts';
import type { SendRequest, WebhookOutcome } from '../../shared/platforms/platform.ts';
import { createXiaohongshuClient } from '../../shared/platforms/xiaohongshu/client.ts';
import { parseXiaohongshuWebhook } from '../../shared/platforms/xiaohongshu/webhook.ts';
import type { Http } from '../../shared/runtime/ports.ts';
import { PRESET } from './preset.ts';
import { startTrial, type Trial } from './trial.ts';

// The adapters and the twins were written apart from the same reference; here they meet.

let trial: Trial;
beforeEach(async () => {
  trial = await startTrial();
});
afterEach(() => trial.close());

const http: Http = async ({ method, url, headers, body }) => {
  const answer = await fetch(url, { method, headers: { ...headers }, ...(body === undefined ? {} : { body }) });
  return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
};
const ids = { bytes: (length: number) => randomBytes(length) };
const sealed = (request: Omit<SendRequest, 'pass'>): SendRequest => {
  const { requestId: messageId, customerPlatformId, body } = request;
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

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;
function request(index: number, base: string) {
  const push = trial.received[index];
  const headers = Object.fromEntries(Object.entries(push?.headers ?? {}).map(([name, value]) => [name, single(value)]));
  return { path: push?.path.replace(base, '') ?? '', headers, rawBody: push?.raw ?? Buffer.alloc(0) };
}
function customerEvent(outcome: WebhookOutcome): CustomerEvent {
  const [first] = outcome.kind === 'accepted' ? outcome.events : [];
  if (first?.for !== 'customer') throw new Error(`no customer event: ${JSON.stringify(outcome)}`);
  return first.event;
}
const arrived = (count: number) => vi.waitFor(() => expect(trial.received).toHaveLength(count), 20_000);

test('Z2: the Douyin twin under our own adapter: entry, welcome, question, card, lead', async () => {
  const { enterprise, retainCardId } = PRESET.douyin;
  const secrets = { clientKey: 'local-douyin-key', clientSecret: 'local-douyin-secret-0123456789ab' };
  const client = createDouyinClient({ http, clock: trial.clock, baseUrl: `${trial.origin}/douyin`, secrets });
  const event = (i: number) =>
    customerEvent(parseDouyinWebhook(request(i, '/webhooks/douyin'), { ...secrets, webhookKey: '' }));
  const who = { accountId: enterprise.id, customerId: 'customer-1' };
  const send = (body: SendRequest['body'], occasion: SendRequest['occasion'], cause: CustomerEvent) =>
    client.send(
      sealed({
        access: { accessToken: enterprise.accessToken, accountPlatformId: enterprise.id },
        customerPlatformId: who.customerId,
        body,
        replyRef: cause.replyRef ?? { messageRef: '' },
        occasion,
        requestId: randomBytes(8).toString('hex'),
      }),
    );

  await trial.control('douyin/customers', { id: who.customerId, name: '小苗' });
  await trial.control('douyin/enter', { ...who, source: 'ad' });
  await arrived(1);
  expect(event(0)).toMatchObject({ kind: 'entered', customerName: '小苗', source: { adId: '1798765432109876' } });
  const welcome = await send({ type: 'text', text: '欢迎' }, 'entry', event(0));
  await arrived(2);
  expect(event(1)).toMatchObject({ kind: 'echo', sentByUs: true, body: { type: 'text', text: '欢迎' } });
  expect(welcome).toMatchObject({ kind: 'sent', platformMessageId: event(1).eventId });

  await trial.control('douyin/say', { ...who, text: '多少钱' });
  await arrived(3);
  const card = await send({ type: 'card', card: 'phone-collect-card', cardId: retainCardId }, 'reply', event(2));
  const messageId = card.kind === 'sent' ? card.platformMessageId : '';
  await trial.control('douyin/fill-card', { ...who, messageId, values: { name: '苗女士', phone: '13800138000' } });
  await arrived(5);
  expect(event(4)).toMatchObject({ kind: 'contact', contact: { phone: '13800138000', name: '苗女士' } });
});

test('Z2: the Xiaohongshu twin under our own adapter: entry, welcome, question, card, lead record', async () => {
  const { enterprise, leadCardId } = PRESET.xiaohongshu;
  const messageKey = '8f3a1c5e7b9d0246a1b2c3d4e5f60718';
  const client = createXiaohongshuClient({
    http,
    ids,
    clock: trial.clock,
    baseUrl: `${trial.origin}/xiaohongshu`,
    secrets: { appId: 1187, secret: 'local-xiaohongshu-secret', messageKey },
  });
  const outcome = (i: number) =>
    parseXiaohongshuWebhook(request(i, '/webhooks/xiaohongshu'), {
      appId: 1187,
      messageKey,
      leadToken: 'local-lead-token',
      webhookKey: '',
    });
  const who = { accountId: enterprise.id, customerId: '64e7c3f2000000001c01d9ab' };
  const send = (body: SendRequest['body'], occasion: SendRequest['occasion'], requestId: string) =>
    client.send(
      sealed({
        access: {
          accessToken: enterprise.accessToken,
          accountPlatformId: enterprise.id,
          accountCode: enterprise.accountCode,
        },
        customerPlatformId: who.customerId,
        body,
        replyRef: { messageRef: '' },
        occasion,
        requestId,
      }),
    );

  await trial.control('xiaohongshu/customers', { id: who.customerId, name: '小鹿' });
  await trial.control('xiaohongshu/enter', who);
  await arrived(1);
  expect(customerEvent(outcome(0))).toMatchObject({ kind: 'entered', follows: false });
  expect(await send({ type: 'text', text: '欢迎' }, 'first-contact', 'a')).toMatchObject({ kind: 'sent' });
  await arrived(2);
  expect(customerEvent(outcome(1))).toMatchObject({ kind: 'echo', body: { text: '欢迎' } });

  await trial.control('xiaohongshu/say', { ...who, text: '多少钱' });
  const card = await send({ type: 'card', card: 'lead-card', cardId: leadCardId }, 'reply', 'b');
  const messageId = card.kind === 'sent' ? card.platformMessageId : '';
  await trial.control('xiaohongshu/fill-card', { ...who, messageId, values: { phone: '13800000000' } });
  await arrived(6);
  expect(customerEvent(outcome(4))).toMatchObject({ kind: 'card-submitted', refersTo: messageId });
  trial.clock.advance(2_000);
  await arrived(7);
  expect(outcome(6)).toMatchObject({
    events: [{ event: { kind: 'lead-record', lead: { nickName: '小鹿', contact: { phone: '13800000000' } } } }],
  });
});
