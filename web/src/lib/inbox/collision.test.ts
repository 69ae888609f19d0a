import { expect, test } from 'vitest';
import { collisionOf } from './collision.ts';
import type { ThreadLine } from './thread-merge.ts';

const me = { memberId: 'm1', name: '小陈' };
const line = (key: string, more: Partial<ThreadLine> = {}): ThreadLine => ({
  key,
  atMs: 1,
  kind: 'message',
  direction: 'out',
  sender: 'operator',
  senderName: '小林',
  state: 'sent',
  ...more,
});
const calm = { others: [], lines: [line('m#1')], begunAfterKey: 'm#1', me, assigneeId: 'm1' };

test('I5: nobody else there, nothing answered since: nothing to warn of', () => {
  expect(collisionOf(calm)).toBeUndefined();
  expect(collisionOf({ ...calm, assigneeId: undefined })).toBeUndefined();
});

test('I5: a colleague who answered since one began to write comes first', () => {
  const others = [{ memberId: 'm2', name: '小林', typing: true }];
  expect(collisionOf({ ...calm, others, lines: [line('m#1'), line('m#2')] })).toEqual({
    kind: 'answered',
    name: '小林',
  });
});

test('I5: an answer typed in the phone app counts, one’s own and the agent’s do not', () => {
  const after = (more: Partial<ThreadLine>) => collisionOf({ ...calm, lines: [line('m#2', more)] })?.kind;
  expect(after({ sender: 'phone-app' })).toBe('answered');
  expect(after({ senderName: '小陈' })).toBeUndefined();
  expect(after({ sender: 'agent' })).toBeUndefined();
  expect(after({ direction: 'in' })).toBeUndefined();
});

test('I5: whoever is writing warns, whoever only looks does not', () => {
  const other = { memberId: 'm2', name: '小林' };
  expect(collisionOf({ ...calm, others: [{ ...other, typing: true }] })).toEqual({ kind: 'typing', name: '小林' });
  expect(collisionOf({ ...calm, others: [{ ...other, typing: false }] })).toBeUndefined();
});

test('I5: a conversation of somebody else warns last', () => {
  expect(collisionOf({ ...calm, assigneeId: 'm2' })).toEqual({ kind: 'assigned', memberId: 'm2' });
});
