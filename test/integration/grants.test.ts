import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '../../shared/contracts/routes.ts';
import { conversationIdOf } from '../../shared/conversations/conversation-id.ts';
import type { Platform } from '../../shared/conversations/model.ts';
import { type ApiClient, signIn } from '../harness/sign-in.ts';
import { accepted, createSimulator, type Simulator, textsOf, type Who } from '../harness/simulator.ts';
import { type Stack, startStack } from '../harness/stack.ts';
import { type HostedTenant, hostTenant } from '../harness/tenant.ts';

/** W3 and W7 on the local runtime: from the customer's act on the platform to a message that the platform accepts. */

const Thread = routes.getConversation.response;
let stack: Stack;
let tenant: HostedTenant;
let simulator: Simulator;
let api: ApiClient;

beforeAll(async () => {
  stack = await startStack();
  tenant = await hostTenant(stack, { knowledge: [] });
  simulator = createSimulator(stack);
  api = await signIn(stack.origin, 'demo-operator');
});
afterAll(() => stack.stop());

async function newcomer(platform: Platform, customerId: string) {
  const who: Who = { accountId: tenant.platformIds[platform], customerId };
  await simulator.customer(platform, { id: customerId, name: '小苗' });
  const id = conversationIdOf(tenant.accountIds[platform], customerId);
  return {
    who,
    id,
    thread: () => api.get(`/conversations/${id}`, Thread),
    isThere: async () => (await api.call('GET', `/conversations/${id}`)).status === 200,
    send: (messageId: string, text: string, quote?: { commentId: string; noteId: string }) =>
      api.call('POST', `/conversations/${id}/messages`, {
        messageId,
        body: { type: 'text', text, ...(quote ? { quote } : {}) },
      }),
    reached: async () => textsOf(accepted(await simulator.conversation(platform, who))),
  };
}

test('W7: an intent comment shows with its words, and one text that quotes it reaches the customer', async () => {
  const owner = await signIn(stack.origin, 'demo-owner');
  const spend = await owner.call('PATCH', `/accounts/${tenant.accountIds.xiaohongshu}`, { adSpend30dYuan: 3_000 });
  expect(spend.status).toBe(200);
  const { who, thread, isThere, send, reached } = await newcomer('xiaohongshu', '64e7c3f2000000001c01d9ab');
  await simulator.act('xiaohongshu', 'intent-comment', { ...who, text: '这台落地多少钱呀' });
  await stack.waitFor(isThere, 'the comment begins a conversation');
  const { items, conversation } = await thread();
  expect(items).toMatchObject([{ kind: 'comment', body: { text: '这台落地多少钱呀' } }]);
  expect(conversation.lastMessage?.preview).toBe('[意向评论] 这台落地多少钱呀');
  const { id = '', workId = '' } = items[0]?.comment ?? {};
  const quote = { commentId: id, noteId: workId };

  expect((await send('operator-0001', '您好')).status).toBe(409);
  expect((await send('operator-0002', '落地十五万起', quote)).status).toBe(202);
  await stack.waitFor(async () => (await reached()).length === 1, 'the answer reaches the customer');
  expect(await reached()).toEqual(['落地十五万起']);
  const sentItem = async () => (await thread()).items.find(({ messageId }) => messageId === 'operator-0002');
  await stack.waitFor(async () => (await sentItem())?.state === 'sent', 'the answer is settled');
  expect(await sentItem()).toMatchObject({ trace: { rule: 'W7' }, body: { quote } });
  expect((await send('operator-0003', '还有优惠', quote)).status).toBe(409);
});

test('W3: consent lets the account write to who never spoke, three messages a day', async () => {
  const { who, thread, isThere, send, reached } = await newcomer('douyin', 'customer-1');
  await simulator.act('douyin', 'consent', { ...who });
  await stack.waitFor(isThere, 'the consent begins a conversation');
  expect((await thread()).items).toMatchObject([{ kind: 'consent', consent: { given: true } }]);
  for (const [at, text] of ['今天有活动', '满五万减五千', '到周日'].entries()) {
    expect((await send(`operator-000${at}`, text)).status).toBe(202);
    await stack.waitFor(async () => (await reached()).length === at + 1, `${text} reaches the customer`);
  }
  expect((await send('operator-0004', '第四条')).status).toBe(409);
  const rules = async () => (await thread()).items.flatMap(({ trace }) => trace?.rule ?? []);
  expect(await rules()).toEqual(['W3', 'W3', 'W3']);
  expect((await simulator.ledger('douyin')).refusals).toEqual([]);
});
