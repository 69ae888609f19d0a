import { expect, test } from 'vitest';
import type { CustomerEvent } from '../conversations/model.ts';
import type { Customer } from '../conversations/model-customers.ts';
import type { Conversation } from '../conversations/model-head.ts';
import type { ThreadRow } from '../conversations/model-items.ts';
import { seenName } from '../conversations/model-keys.ts';
import type { Message } from '../conversations/model-messages.ts';
import { newHead } from '../conversations/rules-apply.ts';
import { eventItem } from '../conversations/store-event-rows.ts';
import { updatesOf } from './updates.ts';

const SAID_MS = 1_790_000_000_000;
const said: CustomerEvent = {
  kind: 'message',
  platform: 'douyin',
  accountPlatformId: 'open-id-1',
  customerPlatformId: 'customer-1',
  eventId: 'p1',
  occurredAtMs: SAID_MS,
  body: { type: 'text', text: '在吗' },
};
const { body: _, ...bare } = said;
const message: ThreadRow = { row: 'event', key: `m#${SAID_MS}#e_message0001`, event: said };
const recall: ThreadRow = {
  row: 'event',
  key: 'm#0000000000000#e_recall00001',
  event: { ...bare, kind: 'recalled', eventId: 'r1', refersTo: 'p1' },
};

/** What a console hears when the message is applied, in a conversation where something was taken back or nothing ever was. */
async function heard(hasRecalls: boolean) {
  const key = { tenantId: 't1', conversationId: 'c1' };
  const stored = { ...key, accountId: 'dy_1', key: message.key, event: said, receivedAtMs: SAID_MS + 800 };
  const before = newHead(key, 'dy_1', 'douyin', stored);
  const after: Conversation = {
    ...before,
    seen: [seenName(message.key)],
    receivedToMs: stored.receivedAtMs,
    ...(hasRecalls ? { hasRecalls } : {}),
    version: 2,
  };
  let asked = 0;
  const deps = {
    accounts: { load: async () => undefined },
    newestRows: async () => [message],
    customerOf: async () => undefined,
    rowsWithoutTime: async () => {
      asked += 1;
      return [recall];
    },
    nameItems: async (_tenant: string, items: Parameters<Parameters<typeof updatesOf>[0]['nameItems']>[1]) => [
      ...items,
    ],
  };
  const told = await updatesOf(deps, [{ entity: 'conversation', before, after }]);
  const items = told.flatMap((one) => (one.type === 'items' ? one.items : []));
  return { recalled: items.map((item) => item.recalled ?? false), asked };
}

test('INV17: a message that its recall overtook is told as recalled', async () => {
  expect(await heard(true)).toEqual({ recalled: [true], asked: 1 });
});

test('where nothing was ever taken back a message costs no second look', async () => {
  expect(await heard(false)).toEqual({ recalled: [false], asked: 0 });
});

test('INV17: what is taken back far up in the thread is told as well', async () => {
  const key = { tenantId: 't1', conversationId: 'c1' };
  const stored = { ...key, accountId: 'dy_1', key: recall.key, event: said, receivedAtMs: SAID_MS };
  const before = newHead(key, 'dy_1', 'douyin', stored);
  const after: Conversation = { ...before, seen: [seenName(recall.key)], receivedToMs: SAID_MS, version: 2 };
  const newer = Array.from(
    { length: 80 },
    (_, at): ThreadRow => ({
      row: 'event',
      key: `m#${SAID_MS + 80 - at}#e_later${100 + at}`,
      event: { ...said, eventId: `later-${at}` },
    }),
  );
  const deps = {
    accounts: { load: async () => undefined },
    newestRows: async (_key: unknown, limit: number) => [...newer, message].slice(0, limit),
    customerOf: async () => undefined,
    rowsWithoutTime: async () => [recall],
    nameItems: async (_tenant: string, items: Parameters<Parameters<typeof updatesOf>[0]['nameItems']>[1]) => [
      ...items,
    ],
  };
  const told = await updatesOf(deps, [{ entity: 'conversation', before, after }]);
  const items = told.flatMap((one) => (one.type === 'items' ? one.items : []));
  expect(items.map(({ key: name, recalled }) => [name, recalled])).toEqual([[message.key, true]]);
});

test('INV17: a send that has its id by now takes back the line that its echo may have been', async () => {
  const at = { tenantId: 't1', conversationId: 'c1', accountId: 'dy_1' };
  const planned: Message = {
    ...at,
    messageId: 'o1',
    kind: 'message',
    sender: 'agent',
    atMs: SAID_MS,
    deadlineMs: SAID_MS + 60_000,
    epoch: 0,
    state: 'planned',
    body: { type: 'text', text: '您好' },
  };
  const deps = {
    accounts: { load: async () => undefined },
    newestRows: async () => [],
    customerOf: async () => undefined,
    rowsWithoutTime: async () => [],
    nameItems: async (_tenant: string, items: Parameters<Parameters<typeof updatesOf>[0]['nameItems']>[1]) => [
      ...items,
    ],
  };
  const sent: Message = { ...planned, state: 'sent', platformMessageId: 'p9' };
  const told = (before: Message, after: Message) => updatesOf(deps, [{ entity: 'message', before, after }]);
  const goneOf = async (before: Message, after: Message) =>
    (await told(before, after)).flatMap((one) => (one.type === 'items' ? (one.gone ?? []) : []));
  const echo: CustomerEvent = { ...bare, kind: 'echo', eventId: 'p9' };
  const { sk } = eventItem(at, { event: echo, receivedAtMs: SAID_MS, keyMs: SAID_MS });
  expect(await goneOf(planned, sent)).toEqual([sk.slice(sk.indexOf('#e_'))]);
  expect(await goneOf(sent, { ...sent, recalledAtMs: SAID_MS })).toEqual([]);
});

/** What a console hears, with what was looked for on the way. */
async function hears(rows: readonly ThreadRow[], changes: Parameters<typeof updatesOf>[1], customer?: Customer) {
  const asked: string[] = [];
  const deps = {
    accounts: { load: async () => undefined },
    newestRows: async () => rows,
    customerOf: async () => {
      asked.push('customer');
      return customer;
    },
    rowsWithoutTime: async () => [],
    nameItems: async (_tenant: string, items: Parameters<Parameters<typeof updatesOf>[0]['nameItems']>[1]) => [
      ...items,
    ],
  };
  const told = await updatesOf(deps, changes);
  const items = told.flatMap((one) => (one.type === 'items' ? one.items : []));
  return { texts: items.flatMap(({ body }) => (body?.type === 'text' ? [body.text] : [])), asked };
}

const typed = (text: string): ThreadRow => ({
  row: 'event',
  key: message.key,
  event: { ...said, body: { type: 'text', text } },
});
const appliedTo = (hasContact: boolean) => {
  const stored = { tenantId: 't1', conversationId: 'c1', accountId: 'dy_1', key: message.key, event: said };
  const before = { ...newHead(stored, 'dy_1', 'douyin', { ...stored, receivedAtMs: SAID_MS }), hasContact };
  const after: Conversation = { ...before, seen: [seenName(message.key)], receivedToMs: SAID_MS, version: 2 };
  return { entity: 'conversation', before, after } as const;
};
const customer: Customer = {
  tenantId: 't1',
  conversationId: 'c1',
  accountId: 'dy_1',
  platform: 'douyin',
  customerPlatformId: 'customer-1',
  name: '小苗',
  firstSeenAtMs: 1,
  remark: '',
  tags: [],
  mutualFollow: false,
  contact: { wechatMasked: 'a******5' },
};

test('X5: a known WeChat id is hidden in what consoles are told; nobody is asked who the customer is for other words', async () => {
  expect(await hears([typed('abc12345')], [appliedTo(true)], customer)).toEqual({
    texts: ['a******5'],
    asked: ['customer'],
  });
  expect(await hears([typed('在吗')], [appliedTo(true)], customer)).toEqual({ texts: ['在吗'], asked: [] });
  expect(await hears([typed('abc12345')], [appliedTo(false)])).toEqual({ texts: ['abc12345'], asked: [] });
});

test('INV17: an id that becomes known is hidden in what consoles were told before', async () => {
  const { contact: _contact, ...before } = customer;
  const learnt = { entity: 'customer', before, after: customer } as const;
  expect(await hears([typed('加abc12345')], [learnt])).toEqual({ texts: ['加a******5'], asked: [] });
  const tagged = { entity: 'customer', before: customer, after: { ...customer, tags: ['x'] } } as const;
  expect(await hears([typed('加abc12345')], [tagged])).toEqual({ texts: [], asked: [] });
});
