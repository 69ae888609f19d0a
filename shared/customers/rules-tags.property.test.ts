import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adopted, faultOf, replaced, type TagGroup, tagsForAgents, tagsOf } from './rules-tags.ts';

const NAMES = ['老房', '新房', '急', '别墅', '复访', '预算高'];
const groups = fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 6 }).chain((tags) =>
  fc.integer({ min: 0, max: tags.length }).map((cut): TagGroup[] => [
    { id: 'a', name: '房屋', colour: 'red', tags: tags.slice(0, cut), forAgents: true },
    { id: 'b', name: '意向', colour: 'blue', tags: tags.slice(cut), forAgents: false },
  ]),
);
const name = fc.constantFrom(...NAMES);

test('K2: adopting keeps every tag where it is, adds what is new once, and does nothing the second time', () => {
  fc.assert(
    fc.property(groups, fc.array(name, { maxLength: 8 }), (before, names) => {
      const after = adopted(before, names);
      const tags = tagsOf({ groups: after });
      expect(new Set(tags)).toEqual(new Set([...tagsOf({ groups: before }), ...names]));
      expect(tags.length).toBe(new Set(tags).size);
      expect(after.slice(0, 2)).toEqual(before);
      expect(adopted(after, names)).toBe(after);
      expect(faultOf(before, after)).toBeUndefined();
    }),
  );
});

test('K2: after renaming or merging the old name is nowhere and the new one is somewhere, once', () => {
  fc.assert(
    fc.property(groups, name, fc.option(name, { nil: undefined }), (before, tag, by) => {
      if (tag === by) return;
      const tags = tagsOf({ groups: replaced(before, tag, by) });
      expect(tags).not.toContain(tag);
      expect(tags.length).toBe(new Set(tags).size);
      if (by !== undefined && tagsOf({ groups: before }).includes(tag)) expect(tags).toContain(by);
    }),
  );
});

test('K2: an edit that would lose or double a tag says which', () => {
  const group = { id: 'a', name: '房屋', colour: 'red' as const, forAgents: false };
  const before = [{ ...group, tags: ['老房', '新房'] }];
  expect(faultOf(before, [{ ...group, tags: ['老房'] }])).toEqual({ code: 'tags.dropped', tag: '新房' });
  expect(faultOf(before, [{ ...group, tags: ['老房', '新房', '老房'] }])).toEqual({
    code: 'tags.doubled',
    tag: '老房',
  });
  expect(faultOf(before, [{ ...group, tags: ['新房', '急', '老房'] }])).toBeUndefined();
  expect(
    faultOf(before, [
      { ...group, tags: ['老房', '新房'] },
      { ...group, tags: [] },
    ]),
  ).toEqual({
    code: 'groups.doubled',
  });
});

test('G4: AI employees set any tag until a group is opened to them, and then that group’s alone', () => {
  const group = { id: 'a', name: '房屋', colour: 'red' as const, tags: ['老房'], forAgents: false };
  expect(tagsForAgents([group])).toBeUndefined();
  expect(tagsForAgents([group, { ...group, id: 'b', tags: ['急', '复访'], forAgents: true }])).toEqual(['急', '复访']);
});
