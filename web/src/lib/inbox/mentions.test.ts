import { expect, test } from 'vitest';
import { callText, mentionsIn, namesFor, notePartsOf } from './mentions.ts';

const people = [
  { id: 'm1', name: '小林' },
  { id: 'm2', name: '小林子' },
  { id: 'm3', name: 'Ann' },
];

test('I2: an @ behind a blank or at the begin calls somebody; an address does not', () => {
  expect(callText('请 @小', 4)).toBe('小');
  expect(callText('@', 1)).toBe('');
  expect(callText('a@b', 3)).toBeUndefined();
  expect(callText('@小林 好了', 6)).toBeUndefined();
  expect(namesFor(people, '小').map(({ id }) => id)).toEqual(['m1', 'm2']);
});

test('I2: a note calls whom it names, and a longer name is another person', () => {
  expect(mentionsIn('@小林子 看一下', people)).toEqual(['m2']);
  expect(mentionsIn('@小林 和 @小林子、@Ann', people)).toEqual(['m1', 'm2', 'm3']);
  expect(mentionsIn('没有人', people)).toEqual([]);
});

test('calls stand out in a note, everything else is text', () => {
  expect(notePartsOf('请 @小林子 看 <b>', ['小林', '小林子'])).toEqual([
    { text: '请 ', isCall: false },
    { text: '@小林子', isCall: true },
    { text: ' 看 <b>', isCall: false },
  ]);
  expect(notePartsOf('(@a.*)', ['a.*'])[1]).toEqual({ text: '@a.*', isCall: true });
});
