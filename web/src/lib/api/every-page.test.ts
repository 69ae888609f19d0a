import { expect, test } from 'vitest';
import { everyPage } from './every-page.ts';

const PAGES: Record<string, { items: readonly number[]; nextCursor?: string }> = {
  '': { items: [1, 2], nextCursor: 'a' },
  a: { items: [], nextCursor: 'b' },
  b: { items: [3] },
};

test('every page is followed to the end, an empty one too', async () => {
  const asked: (string | undefined)[] = [];
  const all = await everyPage(async (cursor) => {
    asked.push(cursor);
    return PAGES[cursor ?? ''] ?? { items: [] };
  });
  expect(all).toEqual([1, 2, 3]);
  expect(asked).toEqual([undefined, 'a', 'b']);
});

test('a page that fails fails the whole: half a list is none', async () => {
  const fails = everyPage(async (cursor) => {
    if (cursor !== undefined) throw new Error('network.unreachable');
    return { items: [1], nextCursor: 'a' };
  });
  await expect(fails).rejects.toThrow('network.unreachable');
});
