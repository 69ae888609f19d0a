import { expect, test } from 'vitest';
import type { ConversationView } from '../contracts.ts';
import { Calls } from './calls.ts';

const NOW_MS = 1_790_000_000_000;
const me = { memberId: 'm1', nowMs: NOW_MS, wasMine: undefined };
const said = (atMs: number, changes: Partial<ConversationView> = {}) =>
  ({
    id: 'c1',
    status: 'open',
    assigneeId: 'm1',
    unread: 1,
    lastMessage: { preview: '在吗', atMs, from: 'customer' },
    ...changes,
  }) as ConversationView;

test('I5: a customer’s new message in one’s own conversation calls once, however often it is told', () => {
  const calls = new Calls();
  expect(calls.of(said(NOW_MS - 1_000), me)).toBe('message');
  expect(calls.of(said(NOW_MS - 1_000, { unread: 2 }), me)).toBeUndefined();
  expect(calls.of(said(NOW_MS), me)).toBe('message');
});

test('what was said long ago, by us, read already or to a colleague does not call', () => {
  const calls = new Calls();
  expect(calls.of(said(NOW_MS - 60_000), me)).toBeUndefined();
  expect(calls.of(said(NOW_MS, { unread: 0 }), me)).toBeUndefined();
  const ours = { preview: '您好', atMs: NOW_MS, from: 'us' } as const;
  expect(calls.of(said(NOW_MS, { lastMessage: ours }), me)).toBeUndefined();
  expect(calls.of(said(NOW_MS, { assigneeId: 'm2' }), me)).toBeUndefined();
});

test('I5: what becomes one’s own calls; where nobody knows whose it was, only its message does', () => {
  const calls = new Calls();
  expect(calls.of(said(NOW_MS, { assigneeId: undefined }), me)).toBeUndefined();
  expect(calls.of(said(NOW_MS), me)).toBe('assigned');
  expect(calls.of(said(NOW_MS), me)).toBeUndefined();
  expect(new Calls().of(said(NOW_MS - 90_000), { ...me, wasMine: false })).toBe('assigned');
  expect(new Calls().of(said(NOW_MS - 90_000), me)).toBeUndefined();
});

test('I1: what was closed and is opened by its customer calls as a message, not as new work', () => {
  const calls = new Calls();
  calls.of(said(NOW_MS - 120_000, { status: 'closed', unread: 0 }), me);
  expect(calls.of(said(NOW_MS), me)).toBe('message');
});
