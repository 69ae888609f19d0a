import { expect, test } from 'vitest';
import { newId } from './new-id.ts';

test('ids fit what the API takes, sort by time and differ by chance', () => {
  const early = newId(1_763_800_000_000, new Uint8Array(16));
  const late = newId(1_763_800_000_001, new Uint8Array(16));
  expect(early).toBe('01KANAR9G00000000000000000');
  expect(late > early).toBe(true);
  expect(newId()).toMatch(/^[0-9A-Za-z_-]{26}$/);
  expect(newId()).not.toBe(newId());
});
