import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { LiveMessage } from '../../shared/contracts/live.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { conversationIdOf } from '../../shared/conversations/conversation-id.ts';
import { type ApiClient, signIn } from '../harness/sign-in.ts';
import { accepted, createSimulator, type Simulator, textsOf, type Who } from '../harness/simulator.ts';
import { type Stack, startStack } from '../harness/stack.ts';
import { type HostedTenant, hostTenant } from '../harness/tenant.ts';

/** How people share the inbox (I1, I5, I7), over the whole local stack and a clock that is moved. */

const HOUR_MS = 3_600_000;
const Ticket = z.object({ ticket: z.string() });
const Thread = routes.getConversation.response;

let stack: Stack;
let tenant: HostedTenant;
let simulator: Simulator;
let operator: ApiClient;
let supervisor: ApiClient;

beforeAll(async () => {
  stack = await startStack();
  tenant = await hostTenant(stack, { knowledge: [], welcome: { douyin: [], xiaohongshu: [] } });
  simulator = createSimulator(stack);
  [operator, supervisor] = await Promise.all([
    signIn(stack.origin, 'demo-operator'),
    signIn(stack.origin, 'demo-supervisor'),
  ]);
  const agentOff = await supervisor.call('PATCH', `/accounts/${tenant.accountIds.douyin}`, { agentMode: 'off' });
  expect(agentOff.status).toBe(200);
});
afterAll(() => stack.stop());

let customers = 0;
/** A new customer who has said something, whom no agent answers. */
async function spoken() {
  const customerId = `inbox-customer-${++customers}`;
  const who: Who = { accountId: tenant.platformIds.douyin, customerId };
  await simulator.customer('douyin', { id: customerId, name: `小荷${customers}` });
  await simulator.enter('douyin', who);
  await simulator.say('douyin', who, '在吗');
  const id = conversationIdOf(tenant.accountIds.douyin, customerId);
  const head = async () => (await operator.get(`/conversations/${id}`, Thread)).conversation;
  await stack.waitFor(async () => (await operator.call('GET', `/conversations/${id}`)).status === 200, 'it is there');
  await stack.waitForIdle();
  const open = async () => {
    const { items } = await operator.get('/conversations?limit=200', routes.listConversations.response);
    return items.some((one) => one.id === id);
  };
  const post = (path: string, body?: object) => operator.call('POST', `/conversations/${id}${path}`, body);
  const sent = async () => textsOf(accepted(await simulator.conversation('douyin', who)));
  return { who, id, head, open, post, sent };
}

async function openLive(member: ApiClient) {
  const { ticket } = Ticket.parse((await member.call('POST', '/live-tickets')).body);
  const socket = new WebSocket(`${stack.origin.replace('http', 'ws')}/live?ticket=${encodeURIComponent(ticket)}`);
  const heard: LiveMessage[] = [];
  socket.addEventListener('message', ({ data }) => heard.push(LiveMessage.parse(JSON.parse(String(data)))));
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error('the live socket did not open')));
  });
  const say = (type: 'watch' | 'leave' | 'typing', conversationId: string) =>
    socket.send(JSON.stringify({ type, conversationId }));
  return { heard, say, close: () => socket.close() };
}

test('I1: a snoozed conversation is out of the way until its time, and the sweeper brings it back', async () => {
  const { head, open, post } = await spoken();
  const untilMs = (await stack.clock.now()) + 2 * HOUR_MS;
  expect((await post('/snooze', { untilMs })).status).toBe(200);
  expect(await open()).toBe(false);
  await stack.clock.advance(2 * 3_600);
  await stack.waitAsTimePasses(open, 'it is back');
  expect((await head()).snoozedUntilMs).toBeUndefined();
});

test('I1: a closed conversation opens when the customer speaks, and a snoozed one wakes', async () => {
  const one = await spoken();
  await one.post('/close');
  expect(await one.open()).toBe(false);
  await simulator.say('douyin', one.who, '再问一下');
  await stack.waitFor(one.open, 'it is open again');
  await one.post('/snooze', { untilMs: (await stack.clock.now()) + 24 * HOUR_MS });
  await simulator.say('douyin', one.who, '还在吗');
  await stack.waitFor(one.open, 'it is awake');
});

test('I7: a message for later leaves in its minute and not before; another is called off', async () => {
  const { post, sent } = await spoken();
  const nowMs = await stack.clock.now();
  const later = (messageId: string, text: string, sendAtMs: number) =>
    post('/messages', { messageId, body: { type: 'text', text }, sendAtMs });
  expect((await later('later-message-01', '下午好', nowMs + 2 * HOUR_MS)).status).toBe(202);
  expect((await later('later-message-02', '取消的', nowMs + 2 * HOUR_MS)).status).toBe(202);
  expect((await later('later-message-03', '太晚了', nowMs + 30 * HOUR_MS)).status).toBe(409);
  expect((await post('/messages/later-message-02/cancel')).status).toBe(200);
  await stack.clock.advance(3_600);
  await stack.waitForIdle();
  expect(await sent()).toEqual([]);
  await stack.clock.advance(3_600);
  await stack.waitAsTimePasses(async () => (await sent()).length > 0, 'it left');
  expect(await sent()).toEqual(['下午好']);
});

test('I5: work is given in turn to whoever is there, and goes back when they are gone', async () => {
  const rule = { mode: 'round-robin', memberIds: ['demo-operator', 'demo-supervisor'], onlineOnly: true };
  const rules = { tenant: { ...rule, returnAfterMinutes: 5 }, accounts: {} };
  expect((await supervisor.call('PUT', '/assignment-rules', rules)).status).toBe(200);
  const consoles = [await openLive(operator), await openLive(supervisor)];
  const assignees: (string | undefined)[] = [];
  for (let count = 0; count < 2; count++) {
    const one = await spoken();
    await stack.waitFor(async () => (await one.head()).assigneeId !== undefined, 'somebody has it');
    assignees.push((await one.head()).assigneeId);
  }
  expect(assignees.sort()).toEqual(['demo-operator', 'demo-supervisor']);

  const { items } = await operator.get('/conversations?assignee=demo-operator', routes.listConversations.response);
  const [mine] = items;
  expect(mine).toBeDefined();
  consoles[0]?.close();
  const hasOther = async () =>
    (await operator.get(`/conversations/${mine?.id}`, Thread)).conversation.assigneeId === 'demo-supervisor';
  // Patience runs from the minute in which the sweeper first found nobody there, whenever the socket's end arrived.
  await stack.waitAsTimePasses(hasOther, 'somebody who is there has it');
  consoles[1]?.close();
  await supervisor.call('PUT', '/assignment-rules', { tenant: { ...rule, mode: 'by-hand' }, accounts: {} });
});

test('I5: two consoles at one conversation see each other, and who writes', async () => {
  const { id } = await spoken();
  const [mine, theirs] = [await openLive(operator), await openLive(supervisor)];
  mine.say('watch', id);
  await stack.waitFor(() => mine.heard.some(({ type }) => type === 'presence'), 'the first is alone');
  theirs.say('watch', id);
  const names = () => {
    const last = mine.heard.findLast((one) => one.type === 'presence');
    return last?.members.map(({ memberId }) => memberId).sort();
  };
  await stack.waitFor(() => names()?.length === 2, 'the first hears of the second');
  expect(names()).toEqual(['demo-operator', 'demo-supervisor']);
  theirs.say('typing', id);
  await stack.waitFor(
    () => mine.heard.some((one) => one.type === 'typing' && one.memberId === 'demo-supervisor'),
    'typing',
  );
  expect(theirs.heard.some(({ type }) => type === 'typing')).toBe(false);
  theirs.say('leave', id);
  await stack.waitFor(() => names()?.length === 1, 'the first is alone again');
  mine.close();
  theirs.close();
});

test('SEC28: the picture of a customer whom the simulators play shows from our own bucket', async () => {
  const { head } = await spoken();
  const { customerAvatarUrl = '' } = await head();
  expect(customerAvatarUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/avatar\/.+\.png$/);
  const answer = await operator.call('POST', '/pictures', { of: [customerAvatarUrl] });
  const [found] = routes.findPictures.response.parse(answer.body).items;
  expect(found?.url).toMatch(/\/pictures\//);
  const shown = await fetch(found?.url ?? '');
  expect(shown.headers.get('content-type')).toBe('image/png');
});
