import { expect, test } from 'vitest';
import { newMessageId } from './message-id.ts';

test('ids fit what the API takes, sort by time and differ by chance', () => {
  const early = newMessageId(1_763_800_000_000, new Uint8Array(16));
  const late = newMessageId(1_763_800_000_001, new Uint8Array(16));
  expect(early).toBe('01KANAR9G00000000000000000');
  expect(late > early).toBe(true);
  expect(newMessageId()).toMatch(/^[0-9A-Za-z_-]{26}$/);
  expect(newMessageId()).not.toBe(newMessageId());
});
