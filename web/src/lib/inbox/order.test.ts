import { describe, expect, test } from 'vitest';
import type { ConversationView } from '../contracts.ts';
import { compareConversations, matchesQuery, mergeRows, newerOf, placeOf, withConversation } from './order.ts';

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
  ] as const)('%s', (filter, inside, outside) => {
    expect(matchesQuery(row('a', 1, inside), { filter })).toBe(true);
    expect(matchesQuery(row('a', 1, outside), { filter })).toBe(false);
  });

  test('account and platform narrow; a search is the server’s to judge', () => {
    expect(matchesQuery(row('a', 1), { filter: 'all', accountId: 'a1' })).toBe(true);
    expect(matchesQuery(row('a', 1), { filter: 'all', accountId: 'a2' })).toBe(false);
    expect(matchesQuery(row('a', 1), { filter: 'all', platform: 'xiaohongshu' })).toBe(false);
    expect(matchesQuery(row('a', 1), { filter: 'all', q: 'a' })).toBe(false);
  });
});
