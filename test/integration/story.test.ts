import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { LiveMessage } from '../../shared/contracts/live.ts';
import { ApiError, routes } from '../../shared/contracts/routes.ts';
import { conversationIdOf } from '../../shared/conversations/conversation-id.ts';
import type { Platform } from '../../shared/conversations/model.ts';
import { type ApiClient, signIn } from '../harness/sign-in.ts';
import { accepted, createSimulator, type Simulator, textsOf, type Who } from '../harness/simulator.ts';
import { type Stack, startStack } from '../harness/stack.ts';
import { type HostedTenant, hostTenant, WELCOME } from '../harness/tenant.ts';

/** The main job on both platforms, over HTTP alone: the customer's side by the simulators, the operator's by the API. */

const PHONE = '13800138000';
const HOUR_SECONDS = 3_600;
const Thread = routes.getConversation.response;
const Ticket = z.object({ ticket: z.string() });

let stack: Stack;
let tenant: HostedTenant;
let simulator: Simulator;
let api: ApiClient;

beforeAll(async () => {
  stack = await startStack();
  tenant = await hostTenant(stack, {
    askForContact: true,
    knowledge: [
      ['保修多久？', '基础工程质保5年，隐蔽水电质保10年。'],
      ['半包每平米多少钱？报价', '半包每平米480到620元。'],
      ['装修要多久？', '90平左右整装一般75到90天。'],
    ],
  });
  simulator = createSimulator(stack);
  api = await signIn(stack.origin, 'demo-operator');
});
afterAll(() => stack.stop());

let customers = 0;
/** A new customer of the enterprise account. */
async function newcomer(platform: Platform) {
  const customerId = platform === 'douyin' ? `customer-${++customers}` : String(++customers).padStart(24, '0');
  const who: Who = { accountId: tenant.platformIds[platform], customerId };
  await simulator.customer(platform, { id: customerId, name: `小苗${customers}`, phone: PHONE });
  const id = conversationIdOf(tenant.accountIds[platform], customerId);
  return {
    who,
    id,
    thread: () => api.get(`/conversations/${id}`, Thread),
    /** Texts that the platform accepted from the product, once there are so many. */
    sent: async (count: number) => {
      const texts = async () => textsOf(accepted(await simulator.conversation(platform, who)));
      await stack.waitFor(async () => (await texts()).length >= count, `${count} messages reach the customer`);
      return texts();
    },
    send: (messageId: string, text: string) =>
      api.call('POST', `/conversations/${id}/messages`, { messageId, body: { type: 'text', text } }),
  };
}

/** Lets every delay pass that an agent or a sender may wait for. */
async function letTimePass(seconds: number): Promise<void> {
  await stack.waitForIdle();
  await stack.clock.advance(seconds);
  await stack.waitForIdle();
}

/** A console's live socket, with what it was told so far. */
async function openLive(member: ApiClient) {
  const { ticket } = Ticket.parse((await member.call('POST', '/live-tickets')).body);
  const socket = new WebSocket(`${stack.origin.replace('http', 'ws')}/live?ticket=${encodeURIComponent(ticket)}`);
  const heard: LiveMessage[] = [];
  socket.addEventListener('message', ({ data }) => heard.push(LiveMessage.parse(JSON.parse(String(data)))));
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error('the live socket did not open')));
  });
  return { heard, close: () => socket.close() };
}

describe.each(['douyin', 'xiaohongshu'] as const)('%s', (platform) => {
  test('W1, W4, T1: who enters is welcomed within 30 s, and the welcome counts against the grant', async () => {
    const { who, sent, thread } = await newcomer(platform);
    await simulator.enter(platform, who);
    expect(await sent(2)).toEqual(WELCOME[platform]);
    const { entries, messages } = await simulator.conversation(platform, who);
    const waitedMs = messages.map(({ atMs }) => atMs - (entries[0]?.atMs ?? 0));
    expect(Math.max(...waitedMs)).toBeLessThan(30_000);

    await stack.waitForIdle();
    const { conversation, items } = await thread();
    expect(items.map(({ kind, sender, state }) => [kind, sender, state])).toEqual([
      ['entered', undefined, undefined],
      ['message', 'welcome', 'sent'],
      ['message', 'welcome', 'sent'],
    ]);
    const { entries: granted, beforeSpeech } = conversation.window;
    if (platform === 'douyin') {
      expect(entries[0]?.spent).toBe(2);
      expect(granted.map(({ spent }) => spent)).toEqual([2]);
    } else expect(beforeSpeech.map(({ kind }) => kind)).toEqual(['text', 'text']);
  });

  test('G3, K5, I4: the agent answers, its card is filled in, the lead is there once and masked, live and loaded', async () => {
    const { who, id, sent, thread } = await newcomer(platform);
    const live = await openLive(api);
    // From here on whoever tells consoles knows of this one.
    await stack.clock.advance(3);
    await simulator.enter(platform, who);
    await sent(2);
    await simulator.say(platform, who, '保修多久？');
    expect((await sent(3))[2]).toContain('基础工程质保5年');
    await simulator.say(platform, who, '半包每平米多少钱？给个报价');
    const [, , , price, card] = await sent(5);
    expect(price).toContain('半包每平米480到620元');
    expect(card).toBe(platform === 'douyin' ? 'retain-card' : 'lead-card');

    const shown = accepted(await simulator.conversation(platform, who)).at(-1);
    const values = { name: '苗女士', city: '杭州', phone: PHONE };
    await simulator.act(platform, 'fill-card', { ...who, messageId: shown?.id, values });
    const leads = async () => {
      const { items } = await api.get('/leads', routes.listLeads.response);
      return items.filter((lead) => lead.conversationId === id);
    };
    // Xiaohongshu tells the number apart from the conversation, a moment later (K6).
    await stack.clock.advance(3);
    await stack.waitFor(async () => (await leads()).length > 0, 'the lead is there');
    await letTimePass(60);
    const masked = { phone: '138****8000' };
    expect(await leads()).toMatchObject([{ contact: masked, state: 'new' }]);
    const loaded = await thread();
    expect(loaded.customer.contact).toMatchObject(masked);
    expect(loaded.conversation.hasContact).toBe(true);
    expect(JSON.stringify(loaded)).not.toContain(PHONE);

    await stack.waitFor(() => live.heard.some(({ type }) => type === 'notice'), 'the console is told of the lead');
    // INV17: what the socket told last is what a fresh load shows, once the answer to the number has left as well.
    await vi.waitFor(async () => {
      const fresh = await thread();
      expect(lastConversation(live.heard, id)).toEqual(fresh.conversation);
      expect(itemsHeard(live.heard, id)).toEqual(fresh.items);
    }, 20_000);
    expect(live.heard.filter((one) => one.type === 'lead').map(({ lead }) => lead.conversationId)).toContain(id);
    live.close();
  });

  test('G8: once an operator has answered by hand the agent is silent, and speaks again when handed back', async () => {
    const { who, id, sent, send, thread } = await newcomer(platform);
    await simulator.say(platform, who, '保修多久？');
    await sent(1);
    const answer = await send('operator-0001', '您好，我是顾问小陈，我来跟进。');
    expect(answer.status).toBe(202);
    expect((await sent(2))[1]).toBe('您好，我是顾问小陈，我来跟进。');
    expect((await send('operator-0001', '您好，我是顾问小陈，我来跟进。')).status).toBe(202);

    await simulator.say(platform, who, '装修要多久？');
    await letTimePass(60);
    expect(await sent(2)).toHaveLength(2);
    const paused = await thread();
    expect(paused.conversation.agentPausedUntilMs).toBeGreaterThan(await stack.clock.now());
    expect(paused.items.findLast(({ direction }) => direction === 'out')).toMatchObject({
      sender: 'operator',
      senderName: '小陈',
      state: 'sent',
    });

    expect((await api.call('POST', `/conversations/${id}/handback`)).status).toBe(200);
    expect((await sent(3))[2]).toContain('75到90天');
  });

  test('W11, G2: what the merchant types on the phone shows in the thread and pauses the agent', async () => {
    const { who, sent, thread } = await newcomer(platform);
    await simulator.say(platform, who, '保修多久？');
    await sent(1);
    await simulator.act(platform, 'merchant-say', { ...who, text: '我是店长，稍后给您回电' });
    await stack.waitFor(async () => (await thread()).items.at(-1)?.sender === 'phone-app', 'the echo shows');
    await simulator.say(platform, who, '装修要多久？');
    await letTimePass(60);
    expect(await sent(1)).toHaveLength(1);
    const { conversation, items } = await thread();
    expect(conversation.agentPausedUntilMs).toBeGreaterThan(await stack.clock.now());
    expect(items.map(({ direction, sender }) => sender ?? direction)).toEqual(['in', 'agent', 'phone-app', 'in']);
  });

  test('I2: a recalled message is marked, whoever recalled it', async () => {
    const { who, sent, thread } = await newcomer(platform);
    const said = await simulator.say(platform, who, '保修多久？');
    await sent(1);
    const [answer] = accepted(await simulator.conversation(platform, who));
    await simulator.act(platform, 'recall', { ...who, messageId: said.id });
    await simulator.act(platform, 'merchant-recall', { ...who, messageId: answer?.id });
    await stack.waitForIdle();
    expect((await thread()).items.map(({ recalled }) => recalled)).toEqual([true, true]);
  });

  test('A2, F40: a token that died is renewed and the message goes out', async () => {
    const { who, sent, send, thread } = await newcomer(platform);
    await simulator.say(platform, who, '保修多久？');
    await sent(1);
    await simulator.act(platform, `accounts/${who.accountId}/expire-token`, {});
    expect((await send('operator-0002', '令牌过期后仍然送达')).status).toBe(202);
    expect((await sent(2))[1]).toBe('令牌过期后仍然送达');
    await stack.waitForIdle();
    const { items } = await thread();
    expect(items.at(-1)).toMatchObject({ sender: 'operator', state: 'sent' });
    const lines = (await stack.invocations('function=SendingWorker&limit=5000')).flatMap(({ log }) => log);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'token.refreshed', platform }));
  });
});

test('W2: 24 hours after the customer spoke sending is refused with its rule until they act again', async () => {
  const { who, sent, send } = await newcomer('douyin');
  await simulator.say('douyin', who, '保修多久？');
  await sent(1);
  await letTimePass(24 * HOUR_SECONDS);
  const { status, body } = await send('operator-0003', '还在考虑吗？');
  expect(status).toBe(409);
  expect(ApiError.parse(body).error).toMatchObject({ code: 'window.closed', rule: 'W3' });
  await simulator.say('douyin', who, '在的');
  await stack.waitFor(async () => (await send('operator-0004', '您好')).status === 202, 'the window is open again');
});

test('W4: a third message before the customer spoke is refused and names the next chance, which holds', async () => {
  const { who, sent, send, thread } = await newcomer('xiaohongshu');
  await simulator.enter('xiaohongshu', who);
  await sent(2);
  await stack.waitForIdle();
  const { status, body } = await send('operator-0005', '需要报价吗？');
  expect(status).toBe(409);
  const enteredAtMs = (await thread()).conversation.window.firstEnteredAtMs ?? 0;
  const nextChanceMs = enteredAtMs + 24 * HOUR_SECONDS * 1000;
  expect(ApiError.parse(body).error).toMatchObject({ code: 'window.quota-used', rule: 'W4', nextChanceMs });

  await letTimePass(24 * HOUR_SECONDS);
  expect((await send('operator-0006', '需要报价吗？')).status).toBe(202);
  expect((await sent(3))[2]).toBe('需要报价吗？');
});

test('INV3, INV5: over the whole story the platforms refused nothing as illegal and saw no duplicate', async () => {
  await stack.waitForIdle();
  for (const platform of ['douyin', 'xiaohongshu'] as const) {
    const { counters, refusals } = await simulator.ledger(platform);
    expect(refusals.filter(({ illegal }) => illegal)).toEqual([]);
    expect(counters).toMatchObject({ refusedIllegal: 0, duplicates: 0, webhookGivenUp: 0 });
  }
});

const lastConversation = (heard: readonly LiveMessage[], id: string) =>
  heard.flatMap((one) => (one.type === 'conversation' && one.conversation.id === id ? [one.conversation] : [])).at(-1);

/** As a console keeps them: the newest of each key, in the order of keys. */
function itemsHeard(heard: readonly LiveMessage[], id: string) {
  const items = heard.flatMap((one) => (one.type === 'items' && one.conversationId === id ? one.items : []));
  const byKey = new Map(items.map((item) => [item.key, item]));
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
