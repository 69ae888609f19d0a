import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { LiveMessage } from '../../shared/contracts/live.ts';
import { MemberView } from '../../shared/contracts/member-routes.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { conversationIdOf } from '../../shared/conversations/conversation-id.ts';
import { findLeaks } from '../harness/leaks.ts';
import { type ApiClient, signIn } from '../harness/sign-in.ts';
import { createSimulator, type Simulator } from '../harness/simulator.ts';
import { type Stack, startStack } from '../harness/stack.ts';
import { type HostedTenant, hostTenant } from '../harness/tenant.ts';

/** People and their limits (X1, SEC7, SEC30–SEC32), over the whole local stack. */

const Ticket = z.object({ ticket: z.string() });
const INVITED = { email: 'canary.ning@example.com', name: '金丝雀阿宁', role: 'operator' };

let stack: Stack;
let tenant: HostedTenant;
let simulator: Simulator;
let owner: ApiClient;
let limited: ApiClient;

beforeAll(async () => {
  stack = await startStack();
  tenant = await hostTenant(stack, { knowledge: [], welcome: { douyin: [], xiaohongshu: [] } });
  simulator = createSimulator(stack);
  [owner, limited] = await Promise.all([signIn(stack.origin, 'demo-owner'), signIn(stack.origin, 'demo-limited')]);
});
afterAll(() => stack.stop());

/** What a member may do is remembered for a minute. */
const minuteLater = () => stack.clock.advance(61);

async function openLive(member: ApiClient) {
  const { ticket } = Ticket.parse((await member.call('POST', '/live-tickets')).body);
  const socket = new WebSocket(`${stack.origin.replace('http', 'ws')}/live?ticket=${encodeURIComponent(ticket)}`);
  const heard: LiveMessage[] = [];
  let isClosed = false;
  socket.addEventListener('message', ({ data }) => heard.push(LiveMessage.parse(JSON.parse(String(data)))));
  socket.addEventListener('close', () => {
    isClosed = true;
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error('the live socket did not open')));
  });
  return {
    heard,
    isClosed: () => isClosed,
    ping: () => socket.send(JSON.stringify({ type: 'ping' })),
    close: () => socket.close(),
  };
}

let customers = 0;
async function spoken(text: string) {
  const customerId = `people-customer-${++customers}`;
  const who = { accountId: tenant.platformIds.douyin, customerId };
  await simulator.customer('douyin', { id: customerId, name: `小荷${customers}` });
  await simulator.enter('douyin', who);
  await simulator.say('douyin', who, text);
  const id = conversationIdOf(tenant.accountIds.douyin, customerId);
  await stack.waitFor(async () => (await owner.call('GET', `/conversations/${id}`)).status === 200, 'it is there');
  await stack.waitForIdle();
  return { id, say: (more: string) => simulator.say('douyin', who, more) };
}

const tells = (messages: readonly LiveMessage[], id: string): boolean => JSON.stringify(messages).includes(id);

test('X1: a limited operator hears and reads of own conversations only, from the moment they are theirs', async () => {
  const consoles = { owner: await openLive(owner), limited: await openLive(limited) };
  // A console that opens is told after at most two seconds (INV17).
  await stack.clock.advance(3);
  const { id, say } = await spoken('在吗');
  await stack.waitFor(() => tells(consoles.owner.heard, id), 'the owner hears of it');
  expect(tells(consoles.limited.heard, id)).toBe(false);
  expect((await limited.call('GET', `/conversations/${id}`)).status).toBe(404);
  const { items } = await limited.get('/conversations?limit=200', routes.listConversations.response);
  expect(items).toEqual([]);

  const assign = (memberId: string) => owner.call('POST', `/conversations/${id}/assign`, { memberId });
  expect((await assign('demo-limited')).status).toBe(200);
  await say('还在吗');
  await stack.waitFor(() => tells(consoles.limited.heard, id), 'it is theirs now');
  expect((await limited.call('GET', `/conversations/${id}`)).status).toBe(200);

  expect((await assign('demo-operator')).status).toBe(200);
  const isGone = (message: LiveMessage) => message.type === 'conversation-gone' && message.conversationId === id;
  await stack.waitFor(() => consoles.limited.heard.some(isGone), 'it is somebody else’s');
  expect((await limited.call('GET', `/conversations/${id}`)).status).toBe(404);
  expect(consoles.owner.heard.some(isGone)).toBe(false);
  consoles.owner.close();
  consoles.limited.close();
});

test('SEC30: who is deactivated hears nothing more at once, is closed with the next ping and refused within a minute', async () => {
  const console_ = await openLive(limited);
  const left = await owner.call('POST', '/members/demo-limited/deactivate');
  expect(left).toMatchObject({ status: 200, body: { state: 'deactivated' } });
  await minuteLater();
  console_.ping();
  await stack.waitFor(console_.isClosed, 'the socket is closed');
  expect((await limited.call('GET', '/me')).status).toBe(403);
  await expect(signIn(stack.origin, 'demo-limited')).rejects.toThrow();
  const back = await owner.call('POST', '/members/demo-limited/reactivate');
  expect(back.status).toBe(200);
  expect((await (await signIn(stack.origin, 'demo-limited')).call('GET', '/me')).status).toBe(200);
});

test('SEC7: while one source posts thousands of forgeries, genuine webhooks are taken and people are served', async () => {
  const forge = () =>
    fetch(`${stack.origin}/webhooks/douyin`, {
      method: 'POST',
      headers: { 'x-douyin-signature': '0'.repeat(40), 'x-forwarded-for': '198.51.100.9' },
      body: '{}',
    }).then(async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    });
  const counts = new Map<number, number>();
  const flood = Promise.all(
    Array.from({ length: 20 }, async () => {
      for (let sent = 0; sent < 150; sent += 1) {
        const status = await forge();
        counts.set(status, (counts.get(status) ?? 0) + 1);
      }
    }),
  );
  await spoken('想了解一下报价');
  expect((await owner.call('GET', '/me')).status).toBe(200);
  await flood;
  expect([...counts.keys()].sort()).toEqual([401, 429]);
  expect(counts.get(429) ?? 0).toBeGreaterThan(counts.get(401) ?? 0);
});

test('SEC31: what people did is in the log, sealed after minutes, and verifies', async () => {
  const invited = await owner.call('POST', '/members/invitations', INVITED);
  expect(invited.status).toBe(201);
  const member = MemberView.parse(invited.body);
  expect((await owner.call('POST', `/members/${member.id}/invitation/revoke`)).status).toBe(200);
  const log = await owner.get('/audit?action=member', routes.listAudit.response);
  expect(log.items.slice(0, 2).map(({ action, actorId }) => [action, actorId])).toEqual([
    ['member.invitation-revoked', 'demo-owner'],
    ['member.invited', 'demo-owner'],
  ]);
  await stack.clock.advance(600);
  const verified = async () => owner.get('/audit/verification', routes.verifyAudit.response);
  await stack.waitAsTimePasses(async () => (await verified()).pending === 0, 'the log is sealed');
  expect(await verified()).toMatchObject({ isIntact: true });
});

test('SEC32: neither logs nor what the runtime prints hold a name, an address, a password or a token of people', async () => {
  const secrets = [INVITED.email, INVITED.name, owner.token, limited.token, 'miaohong.example'];
  const kept = ['dynamo', 'runtime.db', 'front.sqlite', 'simulators'];
  expect(findLeaks(stack.stateDir, secrets, kept)).toEqual([]);
  expect(secrets.filter((secret) => stack.said().includes(secret))).toEqual([]);
});
