import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { quietHead } from './harness-head.ts';
import { countInbox } from './inbox-counts.ts';
import type { Conversation } from './model-head.ts';
import { NO_FACTS } from './rules-facts.ts';
import { waitStep } from './rules-waiting.ts';
import { assignedWrite } from './store-assigned.ts';
import { commitHead } from './store-conversations.ts';
import { applyWaits } from './store-waiting.ts';

const NOW_MS = 1_780_000_020_000;
const HOUR_MS = 3_600_000;
const accountId = (index: number): string => `dy_${String(index).padStart(3, '0')}`;

const head = (index: number, account: number, agoMs: number, changes: Partial<Conversation> = {}): Conversation =>
  quietHead({
    conversationId: `c${String(index).padStart(5, '0')}`,
    accountId: accountId(account),
    customerPlatformId: `u${index}`,
    createdAtMs: NOW_MS - agoMs,
    facts: { ...NO_FACTS, lastCustomerMessageAtMs: NOW_MS - agoMs },
    ...changes,
  });

function world(accounts: number) {
  const table = createMemoryRowTable();
  const read = { queries: 0, heads: [] as string[] };
  const metered: RowTable = {
    ...table,
    query: (query) => {
      read.queries += 1;
      return table.query(query);
    },
    getMany: (keys) => {
      read.heads.push(...keys.map(({ pk }) => pk));
      return table.getMany(keys);
    },
  };
  const put = async (one: Conversation) => {
    await commitHead(table, undefined, one);
    await applyWaits(table, [waitStep(undefined, one, NOW_MS)]);
    if (one.assigneeId !== undefined) await table.put(assignedWrite(one, one.assigneeId, NOW_MS));
  };
  const count = () =>
    countInbox(
      { table: metered },
      {
        tenantId: 't1',
        memberId: 'm1',
        nowMs: NOW_MS,
        accountIds: Array.from({ length: accounts }, (_, index) => accountId(index)),
        standingOf: () => ({ kind: 'enterprise', highWeight: false, adSpend30dYuan: 0 }) as const,
      },
    );
  return { table, read, put, count };
}

test('I1: of many accounts each is asked once for all lists together, and no conversation is read twice', async () => {
  const { read, put, count } = world(100);
  for (let index = 0; index < 1_000; index++) {
    const waits = index % 50 === 0 ? { waitingSinceMs: NOW_MS - index * 60_000 } : {};
    const own = index % 40 === 0 ? { assigneeId: 'm1' } : {};
    // One more account moves each minute; the last day ends at 1,440.
    await put(head(index, index % 100, index * 2 * 60_000, { ...waits, ...own }));
  }
  const { mine, waiting, 'closing-soon': closing } = await count();
  // 100 accounts, 4 shards of waits, one's own.
  expect(read.queries).toBe(105);
  expect(new Set(read.heads).size).toBe(read.heads.length);
  // 300 of the newest, 200 of the last day, 20 that wait, 25 of one's own, some of them the same.
  expect(read.heads.length).toBeLessThan(546);
  expect([mine.ids.length, mine.more]).toEqual([25, false]);
  expect([waiting.ids.length, waiting.more]).toEqual([20, false]);
  // Their customers spoke between 22 and 24 hours ago.
  expect(closing.ids.length).toBe(60);
});

test('I1: only an account with more conversations in a day than one read holds is asked again', async () => {
  const { read, put, count } = world(3);
  for (let index = 0; index < 400; index++) await put(head(index, 0, index * 200_000));
  for (let index = 400; index < 410; index++) await put(head(index, index % 2 === 0 ? 1 : 2, 23 * HOUR_MS));
  const { 'closing-soon': closing, unassigned } = await count();
  expect(closing.ids).toEqual(expect.arrayContaining(['c00400', 'c00409']));
  expect(unassigned).toMatchObject({ more: true });
  expect(read.queries).toBeLessThan(16);
});

test('I1: whatever stands where, a count holds exactly what its list holds, as far as it goes', async () => {
  const one = fc.record({
    account: fc.integer({ min: 0, max: 3 }),
    agoMinutes: fc.integer({ min: 0, max: 1_500 }),
    unread: fc.integer({ min: 0, max: 1 }),
    assigneeId: fc.constantFrom(undefined, 'm1', 'm2'),
    isWaiting: fc.boolean(),
    isSnoozed: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(one, { maxLength: 60 }), async (all) => {
      const { put, count } = world(4);
      for (const [index, { account, agoMinutes, unread, assigneeId, isWaiting, isSnoozed }] of all.entries()) {
        const sinceMs = NOW_MS - agoMinutes * 60_000;
        await put(
          head(index, account, agoMinutes * 60_000, {
            unread,
            ...(assigneeId === undefined ? {} : { assigneeId }),
            ...(isWaiting ? { waitingSinceMs: sinceMs } : {}),
            ...(isSnoozed ? { snoozedUntilMs: NOW_MS + HOUR_MS } : {}),
          }),
        );
      }
      const named = (wanted: (one: (typeof all)[number]) => boolean) =>
        all.flatMap((one, index) => (wanted(one) ? [`c${String(index).padStart(5, '0')}`] : [])).sort();
      const counts = await count();
      const ids = (list: keyof typeof counts) => [...counts[list].ids].sort();
      expect(ids('unread')).toEqual(named(({ unread, isSnoozed }) => unread > 0 && !isSnoozed));
      expect(ids('mine')).toEqual(named(({ assigneeId, isSnoozed }) => assigneeId === 'm1' && !isSnoozed));
      expect(ids('unassigned')).toEqual(named(({ assigneeId, isSnoozed }) => assigneeId === undefined && !isSnoozed));
      expect(ids('snoozed')).toEqual(named(({ isSnoozed }) => isSnoozed));
      expect(ids('waiting')).toEqual(named(({ isWaiting, isSnoozed }) => isWaiting && !isSnoozed));
      const closes = (ago: number) => ago > 22 * 60 - 1 && ago < 24 * 60;
      expect(ids('closing-soon')).toEqual(named(({ agoMinutes, isSnoozed }) => closes(agoMinutes) && !isSnoozed));
      expect(Object.values(counts).some(({ more }) => more)).toBe(false);
    }),
    { numRuns: 60 },
  );
});
