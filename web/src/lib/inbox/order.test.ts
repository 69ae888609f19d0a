import { describe, expect, test } from 'vitest';
import type { ConversationView } from '../contracts.ts';
import { EVERYTHING } from '../urls.ts';
import {
  compareBy,
  compareConversations,
  type ListContext,
  matchesQuery,
  mergeRows,
  newerOf,
  placeOf,
  withConversation,
} from './order.ts';

const row = (id: string, lastActivityAtMs: number, more: Partial<ConversationView> = {}): ConversationView => ({
  id,
  accountId: 'a1',
  accountName: 'Account',
  accountKind: 'enterprise',
  accountHighWeight: false,
  platform: 'douyin',
  customerName: id,
  lastActivityAtMs,
  unread: 0,
  agentMode: 'full-auto',
  agentThinking: false,
  window: { entries: [], follows: false, beforeSpeech: [], everSent: false, sentSinceCustomerMessage: 0 },
  mutualFollow: false,
  tags: [],
  hasContact: false,
  status: 'open',
  version: 1,
  ...more,
});
const context: ListContext = {
  memberId: 'm1',
  nowMs: 100,
  windowUntilMs: ({ customerName }) => (customerName === 'closes' ? 200 : undefined),
};
const ids = (rows: readonly ConversationView[]) => rows.map(({ id }) => id);

describe('I1: the live list', () => {
  test('stands newest first, and equals by id', () => {
    expect(ids([row('b', 1), row('c', 2), row('a', 1)].sort(compareConversations))).toEqual(['c', 'a', 'b']);
  });

  test('finds a place by bisection', () => {
    const rows = [row('a', 50), row('b', 40), row('c', 30)];
    expect([row('x', 60), row('x', 45), row('x', 10)].map((one) => placeOf(rows, one))).toEqual([0, 1, 3]);
  });

  test('moves a row that spoke to its new place, once', () => {
    const rows = [row('a', 50), row('b', 40), row('c', 30)];
    expect(ids(withConversation(rows, row('c', 60)))).toEqual(['c', 'a', 'b']);
    expect(ids(withConversation(rows, row('b', 40, { unread: 3 })))).toEqual(['a', 'b', 'c']);
  });

  test('pages and live rows that overlap give each conversation once, in its newest version', () => {
    const merged = mergeRows([row('a', 50, { version: 3, unread: 2 })], [row('b', 40), row('a', 30, { version: 2 })]);
    expect(ids(merged)).toEqual(['a', 'b']);
    expect(merged[0]?.unread).toBe(2);
  });

  test('what arrives late does not overwrite what is true now', () => {
    const now = row('a', 50, { version: 5 });
    expect(newerOf(now, row('a', 10, { version: 4 }))).toBe(now);
    expect(newerOf(now, row('a', 60, { version: 6 })).lastActivityAtMs).toBe(60);
  });
});

describe('I1: filters judge a live row as the server would', () => {
  test.each([
    ['unread', { unread: 1 }, {}],
    ['waiting', { waitingSinceMs: 5 }, {}],
    ['handed-over', { handedOver: { reason: 'model.failed', atMs: 5 } }, {}],
    ['with-contact', { hasContact: true }, {}],
    ['closing-soon', { customerName: 'closes' }, {}],
  ] as const)('%s', (filter, inside, outside) => {
    expect(matchesQuery(row('a', 1, inside), { filters: [filter] }, context)).toBe(true);
    expect(matchesQuery(row('a', 1, outside), { filters: [filter] }, context)).toBe(false);
  });

  test('filters combine, and what is snoozed or closed is out of the way', () => {
    const both = { filters: ['unread', 'waiting'] } as const;
    expect(matchesQuery(row('a', 1, { unread: 1, waitingSinceMs: 5 }), both, context)).toBe(true);
    expect(matchesQuery(row('a', 1, { unread: 1 }), both, context)).toBe(false);
    expect(matchesQuery(row('a', 1, { snoozedUntilMs: 9 }), EVERYTHING, context)).toBe(false);
    expect(matchesQuery(row('a', 1, { snoozedUntilMs: 9 }), { filters: [], status: 'snoozed' }, context)).toBe(true);
    expect(matchesQuery(row('a', 1, { status: 'closed' }), EVERYTHING, context)).toBe(false);
  });

  test('I5: one’s own, nobody’s, and a colleague’s', () => {
    const mine = row('a', 1, { assigneeId: 'm1' });
    expect(matchesQuery(mine, { filters: [], assignee: 'me' }, context)).toBe(true);
    expect(matchesQuery(mine, { filters: [], assignee: 'nobody' }, context)).toBe(false);
    expect(matchesQuery(mine, { filters: [], assignee: 'm2' }, context)).toBe(false);
    expect(matchesQuery(row('a', 1), { filters: [], assignee: 'nobody' }, context)).toBe(true);
  });

  test('who waits longest stands first', () => {
    const byWait = compareBy('waiting', context);
    const rows = [row('a', 9, { waitingSinceMs: 8 }), row('b', 1), row('c', 2, { waitingSinceMs: 3 })];
    expect(ids(rows.sort(byWait))).toEqual(['c', 'a', 'b']);
  });

  test('account and platform narrow; a search is the server’s to judge', () => {
    expect(matchesQuery(row('a', 1), { filters: [], accountId: 'a1' }, context)).toBe(true);
    expect(matchesQuery(row('a', 1), { filters: [], accountId: 'a2' }, context)).toBe(false);
    expect(matchesQuery(row('a', 1), { filters: [], platform: 'xiaohongshu' }, context)).toBe(false);
    expect(matchesQuery(row('a', 1), { filters: [], q: 'a' }, context)).toBe(false);
  });
});
