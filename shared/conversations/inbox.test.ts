import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { type InboxFilter, listInbox } from './inbox.ts';
import type { Conversation } from './model-items.ts';
import { NO_FACTS } from './rules-facts.ts';
import { commitHead } from './store-conversations.ts';

const START = 1_780_000_020_000;

const head = (index: number, changes: Partial<Conversation> = {}): Conversation => ({
  tenantId: 't1',
  conversationId: `c${String(index).padStart(3, '0')}`,
  accountId: index % 2 === 0 ? 'dy_one' : 'dy_two',
  platform: 'douyin',
  customerPlatformId: `u${index}`,
  customerName: index === 7 ? 'Emma' : `客户${index}`,
  version: 1,
  createdAtMs: START,
  lastActivityAtMs: START + index * 60_000,
  unread: index % 3 === 0 ? 1 : 0,
  facts: NO_FACTS,
  epoch: 0,
  recent: [],
  mutualFollow: false,
  tags: [],
  hasContact: index === 5,
  status: 'open',
  seen: [],
  ...changes,
});

async function inbox(count: number) {
  const table = createMemoryRowTable();
  for (let index = 0; index < count; index++) await commitHead(table, undefined, head(index));
  const list = (filter: InboxFilter, limit: number, more: { cursor?: string; q?: string } = {}) =>
    listInbox({ table }, { tenantId: 't1', accountIds: ['dy_one', 'dy_two'], filter, limit, ...more });
  return { table, list };
}

const names = (conversations: readonly Conversation[]): string[] =>
  conversations.map(({ conversationId }) => conversationId);

test('I1: conversations of all accounts in one list, newest first, page by page without gap or repeat', async () => {
  const { list } = await inbox(11);
  const first = await list('all', 4);
  expect(names(first.conversations)).toEqual(['c010', 'c009', 'c008', 'c007']);
  const second = await list('all', 4, { cursor: first.nextCursor ?? '' });
  expect(names(second.conversations)).toEqual(['c006', 'c005', 'c004', 'c003']);
  const third = await list('all', 4, { cursor: second.nextCursor ?? '' });
  expect(names(third.conversations)).toEqual(['c002', 'c001', 'c000']);
  expect(third.nextCursor).toBeUndefined();
});

test('a filter walks on until the page is full, and its cursor goes on where it stopped', async () => {
  const { list } = await inbox(11);
  const first = await list('unread', 2);
  expect(names(first.conversations)).toEqual(['c009', 'c006']);
  const second = await list('unread', 2, { cursor: first.nextCursor ?? '' });
  expect(names(second.conversations)).toEqual(['c003', 'c000']);
  expect(names((await list('with-contact', 5)).conversations)).toEqual(['c005']);
});

test('a name is found whatever its case', async () => {
  const { list } = await inbox(11);
  expect(names((await list('all', 5, { q: 'emma' })).conversations)).toEqual(['c007']);
  expect(names((await list('all', 5, { q: 'nobody' })).conversations)).toEqual([]);
});

test('another tenant’s conversations are nowhere in it (INV10)', async () => {
  const { table, list } = await inbox(2);
  await commitHead(table, undefined, head(50, { tenantId: 't2' }));
  expect(names((await list('all', 10)).conversations)).toEqual(['c001', 'c000']);
});
