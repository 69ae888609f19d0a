import { expect, test } from 'vitest';
import { added, moved, raised, without } from './catalogue-draft.ts';

const group = (id: string, tags: string[]) => ({ id, name: id, colour: 'red' as const, tags, forAgents: false });
const GROUPS = [group('a', ['老房', '急']), group('b', ['别墅']), group('c', [])];

test('K2: a tag is in one group, wherever it goes, and is not doubled', () => {
  expect(moved(GROUPS, '急', 'b').map(({ tags }) => tags)).toEqual([['老房'], ['别墅', '急'], []]);
  expect(moved(GROUPS, '老房', 'a')[0]?.tags).toEqual(['急', '老房']);
  expect(added(GROUPS, 'c', '别墅')).toBe(GROUPS);
  expect(added(GROUPS, 'c', '复访')[2]?.tags).toEqual(['复访']);
});

test('K2: order changes step by step; only an empty group goes', () => {
  expect(raised(['x', 'y', 'z'], 2)).toEqual(['x', 'z', 'y']);
  expect(raised(['x'], 0)).toEqual(['x']);
  expect(without(GROUPS, 'a')).toHaveLength(3);
  expect(without(GROUPS, 'c')).toHaveLength(2);
});
