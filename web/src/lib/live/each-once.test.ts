import { expect, test } from 'vitest';
import { eachOnce } from './each-once.ts';

test('I4: what comes twice under one id is shown once, where it came first', () => {
  const items = [
    { id: 'n2', atMs: 3 },
    { id: 'n1', atMs: 2 },
    { id: 'n2', atMs: 1 },
  ];
  expect(eachOnce(items)).toEqual([
    { id: 'n2', atMs: 3 },
    { id: 'n1', atMs: 2 },
  ]);
  expect(eachOnce([])).toEqual([]);
});
