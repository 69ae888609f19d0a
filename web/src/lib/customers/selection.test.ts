import { expect, test } from 'vitest';
import { isChosen, NOBODY, toggled, toggledShown } from './selection.ts';

const SHOWN = ['a', 'b', 'c', 'd', 'e'];
const ids = (selection: ReturnType<typeof toggled>) => SHOWN.filter((id) => isChosen(selection, id)).join('');

test('K1: shift chooses the range from the last click, either way, and takes it out again', () => {
  const one = toggled(NOBODY, SHOWN, 'b', false);
  const range = toggled(one, SHOWN, 'd', true);
  expect(ids(range)).toBe('bcd');
  expect(ids(toggled(range, SHOWN, 'b', true))).toBe('');
  expect(ids(toggled(toggled(NOBODY, SHOWN, 'd', false), SHOWN, 'a', true))).toBe('abcd');
  expect(ids(toggled(NOBODY, SHOWN, 'c', true))).toBe('c');
});

test('K1: taking one out of everybody leaves the rows that are shown', () => {
  expect(ids(toggled({ kind: 'all' }, SHOWN, 'c', false))).toBe('abde');
  expect(ids(toggledShown(NOBODY, SHOWN))).toBe('abcde');
  expect(ids(toggledShown({ kind: 'all' }, SHOWN))).toBe('');
});
