import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { quietHead } from './harness-head.ts';
import { listInbox } from './inbox.ts';
import { countInbox } from './inbox-counts.ts';
import type { InboxQuery } from './inbox-query.ts';
import type { Conversation } from './model-head.ts';
import { NO_FACTS } from './rules-facts.ts';
import { waitStep } from './rules-waiting.ts';
import { assignedWrite } from './store-assigned.ts';
import { commitHead, loadHead } from './store-conversations.ts';
import { applyWaits, listWaits } from './store-waiting.ts';

const START = 1_780_000_020_000;

const head = (index: number, changes: Partial<Conversation> = {}): Conversation =>
  quietHead({
    conversationId: `c${String(index).padStart(3, '0')}`,
    accountId: index % 2 === 0 ? 'dy_one' : 'dy_two',
    customerPlatformId: `u${index}`,
    customerName: index === 7 ? 'Emma' : `客户${index}`,
    createdAtMs: START,
    lastActivityAtMs: START + index * 60_000,
    unread: index % 3 === 0 ? 1 : 0,
    hasContact: index === 5,
    ...changes,
  });

async function inbox(count: number) {
  const table = createMemoryRowTable();
  for (let index = 0; index < count; index++) await commitHead(table, undefined, head(index));
  const asked = {
    tenantId: 't1',
    accountIds: ['dy_one', 'dy_two'],
    nowMs: START + 3_600_000,
    standingOf: () => ({ kind: 'enterprise', highWeight: false, adSpend30dYuan: 0 }) as const,
  };
  const list = (filter: InboxQuery['filters'][number] | 'all', limit: number, more: Partial<InboxQuery> = {}) =>
    listInbox(
      { table },
      { ...asked, filters: filter === 'all' ? [] : [filter], status: 'open', order: 'activity', limit, ...more },
    );
  const counts = (memberId: string) => countInbox({ table }, { ...asked, memberId });
  /** As the table's stream does it: a head, and the row of its wait. */
  const put = async (one: Conversation) => {
    await commitHead(table, undefined, one);
    await applyWaits(table, [waitStep(undefined, one, asked.nowMs)]);
  };
  return { table, list, counts, put };
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

test('I1: snoozed and closed conversations are out of the way, and each has a list of its own', async () => {
  const { table, list } = await inbox(1);
  await commitHead(table, undefined, head(20, { snoozedUntilMs: START + 9e6 }));
  await commitHead(table, undefined, head(21, { status: 'closed' }));
  expect(names((await list('all', 10)).conversations)).toEqual(['c000']);
  expect(names((await list('all', 10, { status: 'snoozed' })).conversations)).toEqual(['c020']);
  expect(names((await list('all', 10, { status: 'closed' })).conversations)).toEqual(['c021']);
  expect(names((await list('all', 10, { status: 'any' })).conversations)).toEqual(['c021', 'c020', 'c000']);
});

test('I1: filters combine, and tags suffice one by one', async () => {
  const { table, list } = await inbox(0);
  const waiting = { unread: 1, waitingSinceMs: START };
  await commitHead(table, undefined, head(1, { ...waiting, tags: ['高意向'] }));
  await commitHead(table, undefined, head(2, { ...waiting, tags: ['老客户'] }));
  await commitHead(table, undefined, head(4, { unread: 1, tags: ['高意向'] }));
  expect(names((await list('all', 10, { filters: ['unread', 'waiting'] })).conversations)).toEqual(['c002', 'c001']);
  const either = { filters: ['waiting'], tags: ['高意向', '已成交'] } as const;
  expect(names((await list('all', 10, either)).conversations)).toEqual(['c001']);
  expect(names((await list('all', 10, { assigneeId: null })).conversations)).toEqual(['c004', 'c002', 'c001']);
});

test('I1: who waits longest stands first, and what closes soonest', async () => {
  const { list, put } = await inbox(0);
  const spoke = (agoMs: number) => ({
    waitingSinceMs: START - agoMs,
    facts: { ...NO_FACTS, lastCustomerMessageAtMs: START - agoMs },
  });
  // A Douyin window is open for 24 hours (W2): these end in 30 and 90 minutes, and in 23 hours, an hour from now.
  await put(head(1, spoke(22.5 * 3_600_000)));
  await put(head(2, spoke(0)));
  await put(head(3, spoke(21.5 * 3_600_000)));
  const byWait = await list('waiting', 10, { order: 'waiting' });
  expect(names(byWait.conversations)).toEqual(['c001', 'c003', 'c002']);
  const closing = await list('closing-soon', 10, { order: 'closing' });
  expect(names(closing.conversations)).toEqual(['c001', 'c003']);
});

/** 700 conversations of which the 20 oldest wait, for as long as nobody looked at them. */
async function crowd() {
  const world = await inbox(0);
  const early = START - 22.5 * 3_600_000;
  for (let index = 0; index < 700; index++) {
    const isOld = index < 20;
    const atMs = isOld ? early + index * 60_000 : START;
    const old = { waitingSinceMs: atMs, facts: { ...NO_FACTS, lastCustomerMessageAtMs: atMs } };
    await world.put(head(index, { lastActivityAtMs: atMs, ...(isOld ? old : {}) }));
  }
  return world;
}
const TWENTY = Array.from({ length: 20 }, (_, index) => `c0${String(index).padStart(2, '0')}`);

test('I1: whoever waits stands in the list, however many others moved since, and is counted', async () => {
  const { list, counts } = await crowd();
  const all = await list('waiting', 50, { order: 'waiting' });
  expect(names(all.conversations)).toEqual(TWENTY);
  expect(all.nextCursor).toBeUndefined();
  const { waiting, 'closing-soon': closing } = await counts('m1');
  expect(waiting).toEqual({ ids: TWENTY, more: false });
  expect(closing.ids).toEqual(TWENTY);
});

test('I1: the list of those who wait goes on page by page, without gap or repeat', async () => {
  const { list } = await crowd();
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list('waiting', 7, { order: 'waiting', ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...names(page.conversations));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(seen).toEqual(TWENTY);
});

test('I1: what closes soon is found first, and the list goes on until all were looked at', async () => {
  const { list } = await crowd();
  const first = await list('closing-soon', 50, { order: 'closing' });
  expect(names(first.conversations)).toEqual(TWENTY);
  let looks = 1;
  for (let { nextCursor } = first; nextCursor !== undefined; looks++)
    ({ nextCursor } = await list('closing-soon', 50, { order: 'closing', cursor: nextCursor }));
  expect(looks).toBeLessThan(4);
});

test('I1: a row whose conversation was answered is passed over and taken out, one that still waits is kept', async () => {
  const { table, list, put } = await inbox(0);
  await put(head(1, { waitingSinceMs: START }));
  await put(head(2, { waitingSinceMs: START + 1 }));
  const answered = await loadHead(table, { tenantId: 't1', conversationId: 'c001' });
  if (!answered) throw new Error('it was just written');
  const { waitingSinceMs: _, ...rest } = answered;
  await commitHead(table, answered, { ...rest, version: 2 });
  expect(names((await list('waiting', 10, { order: 'waiting' })).conversations)).toEqual(['c002']);
  expect((await listWaits(table, 't1', { limit: 10 })).map(({ conversationId }) => conversationId)).toEqual(['c002']);
});

test('I1: what is about to be answered stands at the end of those who wait', async () => {
  const { list, put } = await inbox(0);
  const soon = { burstKey: 'b', atMs: START + 5_000, sinceMs: START };
  await put(head(1, { waitingSinceMs: START, agentDue: soon }));
  await put(head(2, { waitingSinceMs: START + 1 }));
  expect(names((await list('waiting', 10, { order: 'waiting' })).conversations)).toEqual(['c002', 'c001']);
});

test('I1: a list by waiting time that holds all goes on with the others, newest first', async () => {
  const { list, put } = await inbox(3);
  await put(head(7, { waitingSinceMs: START }));
  const all = await list('all', 10, { order: 'waiting' });
  expect(names(all.conversations)).toEqual(['c007', 'c002', 'c001', 'c000']);
});

test('I1: no page of those who wait is longer than its limit, and the pages hold each of them once', async () => {
  const { list, put } = await inbox(0);
  // Five have rows, the last of them since ten seconds; four are about to be answered.
  const nowMs = START + 3_600_000;
  for (const index of [1, 2, 3, 4]) await put(head(index, { waitingSinceMs: START + index }));
  await put(head(5, { waitingSinceMs: nowMs - 10_000 }));
  for (const index of [6, 7, 8, 9]) {
    const sinceMs = nowMs - 2_000 * index;
    await put(head(index, { waitingSinceMs: sinceMs, agentDue: { burstKey: 'b', atMs: nowMs, sinceMs } }));
  }
  for (const limit of [1, 2, 3, 5, 7]) {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list('waiting', limit, { order: 'waiting', ...(cursor === undefined ? {} : { cursor }) });
      expect(page.conversations.length).toBeLessThanOrEqual(limit);
      seen.push(...names(page.conversations));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(['c001', 'c002', 'c003', 'c004', 'c005', 'c009', 'c008', 'c007', 'c006']);
  }
});

test('I1: who is left waiting without a row, not mended yet, stands on a page too, and once', async () => {
  const { table, list, put } = await inbox(0);
  for (const index of [1, 2, 9]) await put(head(index, { waitingSinceMs: START + index }));
  for (const index of [3, 4, 5, 6]) await commitHead(table, undefined, head(index, { waitingSinceMs: START + index }));
  for (const limit of [1, 2, 3, 4, 5, 10]) {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list('waiting', limit, { order: 'waiting', ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...names(page.conversations));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(['c001', 'c002', 'c009', 'c003', 'c004', 'c005', 'c006']);
  }
});

test('I1: one’s own that wait go on page by page too', async () => {
  const { table, list } = await inbox(0);
  for (const index of [1, 2, 3]) {
    const mine = head(index, { assigneeId: 'm1', waitingSinceMs: START - index });
    await commitHead(table, undefined, mine);
    await table.put(assignedWrite(mine, 'm1', START));
  }
  const own = { assigneeId: 'm1', order: 'waiting' } as const;
  const first = await list('waiting', 2, own);
  expect(names(first.conversations)).toEqual(['c003', 'c002']);
  expect(names((await list('waiting', 2, { ...own, cursor: first.nextCursor ?? '' })).conversations)).toEqual(['c001']);
});

test('I5: one’s own conversations are found by their own rows, and a row the head does not back is passed over', async () => {
  const { table, list, counts } = await inbox(0);
  for (const index of [1, 2, 3]) {
    const mine = head(index, { assigneeId: 'm1' });
    await commitHead(table, undefined, mine);
    await table.put(assignedWrite(mine, 'm1', START));
  }
  const gone = head(4, { assigneeId: 'm2' });
  await commitHead(table, undefined, gone);
  await table.put(assignedWrite(gone, 'm1', START));
  const first = await list('all', 2, { assigneeId: 'm1' });
  expect(names(first.conversations)).toEqual(['c003', 'c002']);
  const rest = await list('all', 2, { assigneeId: 'm1', cursor: first.nextCursor ?? '' });
  expect(names(rest.conversations)).toEqual(['c001']);
  expect(rest.nextCursor).toBeUndefined();
  expect((await counts('m1')).mine).toEqual({ ids: ['c003', 'c002', 'c001'], more: false });
});

test('counts are honest: past what was looked at they say that there are more', async () => {
  const { counts } = await inbox(301);
  const { unread, unassigned, snoozed } = await counts('m1');
  expect(unread).toMatchObject({ more: true });
  expect(unread.ids).toHaveLength(100);
  expect(unassigned).toMatchObject({ more: true });
  expect(snoozed).toEqual({ ids: [], more: true });
});

test('X1: what a member may not see stands in no list and no count', async () => {
  const { table } = await inbox(4);
  const accountIds = ['dy_one', 'dy_two'];
  const isVisible = ({ conversationId }: Conversation) => conversationId === 'c002';
  const asked = { tenantId: 't1', accountIds, nowMs: START, standingOf: () => undefined, isVisible };
  const page = await listInbox({ table }, { ...asked, filters: [], status: 'open', order: 'activity', limit: 10 });
  expect(names(page.conversations)).toEqual(['c002']);
  expect((await countInbox({ table }, { ...asked, memberId: 'm1' })).unassigned).toEqual({
    ids: ['c002'],
    more: false,
  });
});
