import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '../../shared/contracts/routes.ts';
import { conversationIdOf } from '../../shared/conversations/conversation-id.ts';
import { type ApiClient, signIn } from '../harness/sign-in.ts';
import { accepted, createSimulator, type Simulator, textsOf, type Who } from '../harness/simulator.ts';
import { type Stack, startStack } from '../harness/stack.ts';
import { type HostedTenant, hostTenant } from '../harness/tenant.ts';

/** W8 and Z1 over the real API: what waits is seen, explained, changed, cancelled, released, and leaves in order. */

const Thread = routes.getConversation.response;
let stack: Stack;
let tenant: HostedTenant;
let simulator: Simulator;
let api: ApiClient;

beforeAll(async () => {
  stack = await startStack();
  tenant = await hostTenant(stack, { knowledge: [], welcome: { douyin: [], xiaohongshu: [] } });
  simulator = createSimulator(stack);
  api = await signIn(stack.origin, 'demo-operator');
  const owner = await signIn(stack.origin, 'demo-owner');
  const agentOff = await owner.call('PATCH', `/accounts/${tenant.accountIds.douyin}`, { agentMode: 'off' });
  expect(agentOff.status).toBe(200);
});
afterAll(() => stack.stop());

async function spoken(customerId: string) {
  const who: Who = { accountId: tenant.platformIds.douyin, customerId };
  const id = conversationIdOf(tenant.accountIds.douyin, customerId);
  const path = `/conversations/${id}`;
  await simulator.customer('douyin', { id: customerId, name: '小荷' });
  await simulator.enter('douyin', who);
  await simulator.say('douyin', who, '在吗');
  await stack.waitFor(async () => (await api.call('GET', path)).status === 200, 'the conversation is there');
  await stack.waitForIdle();
  const items = async () => (await api.get(path, Thread)).items;
  const stateOf = async (messageId: string) => (await items()).find((one) => one.messageId === messageId)?.state;
  return {
    say: (text: string) => simulator.say('douyin', who, text),
    plan: (messageId: string, text: string, more: object = {}) =>
      api.call('POST', `${path}/messages`, { messageId, body: { type: 'text', text }, ...more }),
    act: (method: 'POST' | 'PATCH', messageId: string, act = '', body?: object) =>
      api.call(method, `${path}/messages/${messageId}${act}`, body),
    why: (messageId: string) => api.get(`${path}/messages/${messageId}/trace`, routes.explainMessage.response),
    stateOf,
    reached: async () => textsOf(accepted(await simulator.conversation('douyin', who))),
  };
}

test('W8: held for its window, a message is refused, changed, cancelled, and leaves when the customer speaks', async () => {
  const one = await spoken('held-customer-1');
  await stack.clock.advance(25 * 3_600);
  await stack.waitForIdle();

  // Without being asked to wait it is refused, with rule and reason.
  expect(await one.plan('operator-refused-1', '您好')).toMatchObject({
    status: 409,
    body: { error: { code: 'window.closed', rule: 'W3' } },
  });
  for (const [messageId, text] of [
    ['operator-first-1', '第一条'],
    ['operator-second-1', '第二条'],
    ['operator-third-1', '第三条'],
  ] as const)
    expect(await one.plan(messageId, text, { hold: true })).toMatchObject({
      status: 202,
      body: { item: { state: 'held' } },
    });
  expect(await one.why('operator-first-1')).toMatchObject({
    rule: 'W3',
    verdict: { kind: 'refused', code: 'window.closed' },
    standing: { kind: 'enterprise' },
    reevaluation: { equal: true, intact: true, pack: 'same' },
  });

  expect((await one.act('POST', 'operator-first-1', '/release')).status).toBe(409);
  expect((await one.act('PATCH', 'operator-second-1', '', { text: '改过的第二条' })).status).toBe(200);
  expect((await one.act('POST', 'operator-third-1', '/cancel')).status).toBe(200);
  expect(await one.why('operator-third-1')).toMatchObject({
    rule: 'W8',
    verdict: { code: 'message.cancelled' },
    reevaluation: { equal: true, windows: { code: 'window.closed' } },
  });

  await one.say('还在吗');
  await stack.waitFor(async () => (await one.reached()).length === 2, 'what was held leaves');
  expect(await one.reached()).toEqual(['第一条', '改过的第二条']);
  await stack.waitFor(async () => (await one.stateOf('operator-second-1')) === 'sent', 'it is settled');
  expect(await one.why('operator-second-1')).toMatchObject({ rule: 'W2', reevaluation: { equal: true } });
  expect((await one.act('PATCH', 'operator-second-1', '', { text: '太晚' })).status).toBe(409);
  expect((await simulator.ledger('douyin')).refusals).toEqual([]);
});

test('W8, I7: what is for later is sent at once when a person says so', async () => {
  const one = await spoken('held-customer-2');
  const sendAtMs = (await stack.clock.now()) + 3 * 3_600_000;
  expect(await one.plan('operator-later-1', '明早量房', { sendAtMs })).toMatchObject({ status: 202 });
  expect(await one.why('operator-later-1')).toMatchObject({
    rule: 'I7',
    verdict: { code: 'schedule.later', nextChanceMs: sendAtMs },
    reevaluation: { equal: true, windows: { kind: 'allowed', rule: 'W2' } },
  });
  expect((await one.act('POST', 'operator-later-1', '/release')).status).toBe(202);
  await stack.waitFor(async () => (await one.stateOf('operator-later-1')) === 'sent', 'it leaves');
  expect(await one.reached()).toEqual(['明早量房']);
});
