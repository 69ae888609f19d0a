import { expect, test } from 'vitest';
import { compilePattern } from './event-bus-pattern.ts';

const event = {
  source: 'miaohong',
  'detail-type': 'lead.captured',
  detail: { tenantId: 't1', score: 7, tags: ['a', 'b'], nothing: null, account: { kind: 'staff' } },
};

test.each([
  [{ source: ['miaohong'] }, true],
  [{ source: ['other', 'miaohong'] }, true],
  [{ source: ['other'] }, false],
  [{ source: ['miaohong'], 'detail-type': ['agent.handed-over'] }, false],
  [{ detail: { account: { kind: ['staff'] } } }, true],
  [{ detail: { tags: ['b'] } }, true],
  [{ detail: { tags: ['c'] } }, false],
  [{ detail: { nothing: [null] } }, true],
  [{ detail: { tenantId: [{ prefix: 't' }] } }, true],
  [{ detail: { tenantId: [{ suffix: '2' }] } }, false],
  [{ detail: { tenantId: [{ prefix: { 'equals-ignore-case': 'T' } }] } }, true],
  [{ detail: { tenantId: [{ 'equals-ignore-case': 'T1' }] } }, true],
  [{ 'detail-type': [{ wildcard: 'lead.*' }] }, true],
  [{ 'detail-type': [{ wildcard: 'lead?captured' }] }, false],
  [{ detail: { tenantId: [{ 'anything-but': 't1' }] } }, false],
  [{ detail: { tenantId: [{ 'anything-but': ['t2', 't3'] }] } }, true],
  [{ detail: { tenantId: [{ 'anything-but': { prefix: 't' } }] } }, false],
  [{ detail: { missing: [{ 'anything-but': 'x' }] } }, false],
  [{ detail: { missing: [{ exists: false }] } }, true],
  [{ detail: { score: [{ exists: true }] } }, true],
  [{ detail: { score: [{ numeric: ['>', 5, '<=', 7] }] } }, true],
  [{ detail: { score: [{ numeric: ['<', 7] }] } }, false],
  [{ $or: [{ source: ['x'] }, { detail: { score: [7] } }] }, true],
  [{ $or: [{ source: ['x'] }, { detail: { score: [8] } }] }, false],
])('%j matches: %s', (pattern, expected) => {
  expect(compilePattern(pattern)(event)).toBe(expected);
});

test('a field of nested patterns matches if one member of a list does', () => {
  const pattern = compilePattern({ detail: { items: { id: ['2'] } } });
  expect(pattern({ detail: { items: [{ id: '1' }, { id: '2' }] } })).toBe(true);
  expect(pattern({ detail: { items: [{ id: '1' }] } })).toBe(false);
});

test.each([
  [{ source: 'text' }, 'source must be an object or a list'],
  [{ source: [{ cidr: '10.0.0.0/8' }] }, 'unknown condition at source'],
  [{ detail: { n: [{ numeric: ['<', '<'] }] } }, 'operators and numbers in turn'],
])('%j is refused when it is loaded, naming its place', (pattern, message) => {
  expect(() => compilePattern(pattern)).toThrow(message);
});
