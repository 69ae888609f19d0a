import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ConversationView } from '../../shared/contracts/views.ts';
import { agentConversations } from '../../shared/conversations/agent-conversations.ts';
import { account, createWorld, START_MS, TENANT, WITH_AGENT } from '../../shared/conversations/harness.ts';
import { mirrored } from '../../shared/conversations/harness-mirror.ts';
import { listInbox } from '../../shared/conversations/inbox.ts';
import type { MessageBody } from '../../shared/conversations/model.ts';
import { planMessage } from '../../shared/conversations/plan-message.ts';
import { commitHead, loadHead, loadRecord } from '../../shared/conversations/store-conversations.ts';
import { listOwed, workShards } from '../../shared/conversations/store-owed.ts';
import { conversationView } from '../../shared/conversations/views.ts';
import { type MeteredTable, startMeteredTable } from '../harness/metered-table.ts';

/** The conversation's stores and use cases against the emulator, with what each costs in request units. */

let metered: MeteredTable;
beforeAll(async () => {
  metered = await startMeteredTable();
});
afterAll(() => metered.close());

const text = (value: string): MessageBody => ({ type: 'text', text: value });
let accounts = 0;
let accountId: string;
beforeEach(() => {
  accountId = `dy_account${++accounts}`;
});
const world = (changes: Parameters<typeof account>[1] = {}) =>
  createWorld(account('douyin', { accountId, ...changes }), mirrored(metered.table));

test('COST1, COST2: a message answered by the agent costs 11 write and 3.5 read units in 13 requests', async () => {
  const here = world(WITH_AGENT);
  await here.apply(here.event('message', { body: text('你好') }));
  await here.drain();
  await agentConversations(here.deps).settle({ ...here.key, burstKey: here.head().burstKey ?? '' });
  await here.drain();
  here.nowMs += 10 * 60_000;
  // The first message made the conversation; a handled DM is one of those that follow.
  const ref = '@Y7uMFDGdpi4uVyG8a9/k/artLyPhsR8+P7CA6OrsaGR3jrTu+Qnb/zAWeRk0WPI6';
  const { cost } = await metered.measure(async () => {
    await here.apply(
      here.event('message', {
        body: text('九十平的三居室装修多少钱？'),
        replyRef: { messageRef: ref, conversationRef: ref },
      }),
    );
    const agents = agentConversations(here.deps);
    const view = await agents.read(here.key, 32);
    await agents.plan({
      ...here.key,
      accountId,
      burstKey: view?.conversation.burstKey ?? '',
      epoch: 0,
      agentId: 'g1',
      bodies: [text('您好，九十平的三居室，全包价格一般在十二万到十五万之间，看您选的材料。')],
      tags: [],
    });
    here.nowMs += 3_000;
    await here.drain();
    await here.apply(
      here.event('echo', {
        eventId: 'p1',
        sentByUs: true,
        body: text('您好，九十平的三居室，全包价格一般在十二万到十五万之间，看您选的材料。'),
      }),
    );
    await here.drain();
  });
  expect(here.texts()).toHaveLength(1);
  // Two of the reads look up the paces of account and application: once in two seconds, however much is sent.
  expect(cost).toMatchObject({ writeUnits: 11, readUnits: 3.5, requests: 13 });
});

test('W1, T1: an entry is welcomed, and what is stored reads back as it was written', async () => {
  const here = world({ welcome: ['欢迎', '想装什么户型？'] });
  await here.apply(here.event('entered', { source: { channel: 'search-ad', adId: 'ad-1' } }));
  await here.drain();
  expect(here.texts()).toEqual(['欢迎', '想装什么户型？']);
  const record = await loadRecord(here.deps.table, here.key, { rows: 20, consistent: true });
  expect(record?.conversation).toEqual(here.head());
  expect(record?.customer).toMatchObject({ name: '小苗', source: { channel: 'search-ad', adId: 'ad-1' } });
  expect(record?.rows.map((row) => row.row)).toEqual(['event', 'message', 'message']);
  expect(() => ConversationView.parse(conversationView(here.head(), here.account))).not.toThrow();
});

test('a write over another version is refused as a fact, a taken message id cancels the whole transaction', async () => {
  const here = world();
  await here.apply(here.event('message', { body: text('在吗') }));
  const before = here.head();
  expect(await commitHead(here.deps.table, before, { ...before, version: before.version + 1, unread: 0 })).toBe(true);
  expect(await commitHead(here.deps.table, before, { ...before, version: before.version + 1, unread: 9 })).toBe(false);
  expect((await loadHead(here.deps.table, here.key, { consistent: true }))?.unread).toBe(0);
  const command = {
    ...here.key,
    messageId: 'operator-0001',
    body: text('您好'),
    sender: 'operator',
    senderId: 'u1',
  } as const;
  await Promise.all([planMessage(here.deps, command), planMessage(here.deps, command)]);
  await here.drain();
  expect(here.texts()).toEqual(['您好']);
});

test('C5, C6: the inbox lists by minute, the work index holds only what is owed', async () => {
  const here = world(WITH_AGENT);
  await here.apply(here.event('message', { body: text('在吗') }));
  const owed = await Promise.all(workShards.map((shard) => listOwed(here.deps.table, shard, START_MS + 60_000, 10)));
  expect(owed.flat()).toContainEqual(here.key);
  const inbox = await listInbox(here.deps, {
    tenantId: TENANT,
    accountIds: [accountId],
    filters: ['waiting'],
    status: 'open',
    order: 'activity',
    nowMs: 0,
    standingOf: () => undefined,
    limit: 10,
  });
  expect(inbox.conversations.map(({ conversationId }) => conversationId)).toEqual([here.key.conversationId]);
  await agentConversations(here.deps).settle({ ...here.key, burstKey: here.head().burstKey ?? '' });
  const after = await Promise.all(workShards.map((shard) => listOwed(here.deps.table, shard, START_MS + 60_000, 10)));
  expect(after.flat()).not.toContainEqual(here.key);
});
