import { expect, test } from 'vitest';
import { ToldOnce } from './told-once.ts';

test('X3: what the socket tells twice is new once', () => {
  const told = new ToldOnce();
  expect(told.isNew('n1')).toBe(true);
  expect(told.isNew('n1')).toBe(false);
  expect(told.isNew('n2')).toBe(true);
});

test('X3: of more than are remembered, the oldest are forgotten first', () => {
  const told = new ToldOnce(2);
  for (const id of ['n1', 'n2', 'n3']) expect(told.isNew(id)).toBe(true);
  expect(told.isNew('n3')).toBe(false);
  expect(told.isNew('n2')).toBe(false);
  expect(told.isNew('n1')).toBe(true);
});
