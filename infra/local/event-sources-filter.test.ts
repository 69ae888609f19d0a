import { expect, test } from 'vitest';
import { matches } from './event-sources-filter.ts';

const insert = (entity: string) => ({
  eventName: 'INSERT',
  dynamodb: { NewImage: { __edb_e__: { S: entity }, n: { N: '5' } } },
});
const wanted = { eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { __edb_e__: { S: ['message', 'lead'] } } } };

test.each([
  ['one of several values', wanted, insert('lead'), true],
  ['another value', wanted, insert('event'), false],
  ['another event', wanted, { ...insert('lead'), eventName: 'REMOVE' }, false],
  ['an image that is missing', wanted, { eventName: 'MODIFY', dynamodb: {} }, false],
  ['an empty pattern', {}, insert('event'), true],
  ['exists false', { dynamodb: { OldImage: [{ exists: false }] } }, insert('x'), true],
  ['exists true', { dynamodb: { NewImage: { ttl: [{ exists: true }] } } }, insert('x'), false],
  ['prefix', { dynamodb: { NewImage: { __edb_e__: { S: [{ prefix: 'mess' }] } } } }, insert('message'), true],
  ['suffix', { eventName: [{ suffix: 'ERT' }] }, insert('x'), true],
  ['anything-but', { eventName: [{ 'anything-but': ['REMOVE'] }] }, insert('x'), true],
  ['anything-but what it is', { eventName: [{ 'anything-but': ['INSERT'] }] }, insert('x'), false],
  ['anything-but of what is missing', { missing: [{ 'anything-but': ['INSERT'] }] }, insert('x'), false],
  ['equals-ignore-case', { eventName: [{ 'equals-ignore-case': 'insert' }] }, insert('x'), true],
  ['numeric', { body: { count: [{ numeric: ['>', 0, '<=', 5] }] } }, { body: { count: 5 } }, true],
  ['numeric outside', { body: { count: [{ numeric: ['>', 0, '<=', 5] }] } }, { body: { count: 6 } }, false],
  ['$or', { $or: [{ a: [1] }, { b: [2] }] }, { a: 0, b: 2 }, true],
  ['a list in the event', { tags: ['x'] }, { tags: ['y', 'x'] }, true],
  ['null', { a: [null] }, { a: null }, true],
])('%s', (_title, pattern, event, expected) => {
  expect(matches(pattern, event)).toBe(expected);
});

test('a rule that is not known is an error, not a silent mismatch', () => {
  expect(() => matches({ ip: [{ cidr: '10.0.0.0/8' }] }, { ip: '10.0.0.1' })).toThrow('cidr is not supported');
});
