import { expect, test } from 'vitest';
import { costOf, percent, shareOf, sorted, yuan } from './figures.ts';

test('K4: nothing is divided by nobody, and nothing spent costs nothing', () => {
  expect(shareOf(1, 0)).toBeUndefined();
  expect(shareOf(1, 3)).toBeCloseTo(0.3333);
  expect(costOf(10_000, 0)).toBeUndefined();
  expect(costOf(0, 4)).toBeUndefined();
  expect(costOf(10_000, 4)).toBe(2_500);
});

test('K4: rates have one decimal, money two', () => {
  expect(percent(0.123_45, 'zh-CN')).toBe('12.3%');
  expect(percent(undefined, 'zh-CN')).toBe('—');
  expect(yuan(123_456, 'zh-CN')).toBe('¥1,234.56');
  expect(yuan(undefined, 'zh-CN')).toBe('—');
});

test('K4: lines stand by what was asked, most first; what cost nothing stands last', () => {
  const line = (name: string, contact: number, spendFen: number) => ({ name, entered: 9, spoke: 5, contact, spendFen });
  const lines = [line('a', 1, 0), line('b', 2, 200), line('c', 3, 100)];
  expect(sorted(lines, 'contact').map(({ name }) => name)).toEqual(['c', 'b', 'a']);
  expect(sorted(lines, 'cost').map(({ name }) => name)).toEqual(['b', 'c', 'a']);
});
