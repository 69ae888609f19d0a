import { expect, test } from 'vitest';
import type { ThreadItem } from '../contracts.ts';
import { quotedBy } from './given-words.ts';

const comment: ThreadItem = {
  key: 'm#1#e_a',
  atMs: 1,
  kind: 'comment',
  direction: 'in',
  body: { type: 'text', text: '多少钱' },
  comment: { id: 'c1' },
};

test('W7: an answer shows the words of the comment it quotes, nothing where they are not read yet', () => {
  const answer = { body: { type: 'text', text: '十五万起', quote: { commentId: 'c1' } } } as const;
  expect(quotedBy(answer, [comment])).toBe('多少钱');
  expect(quotedBy(answer, [])).toBe('');
  expect(quotedBy({ body: { type: 'text', text: '您好' } }, [comment])).toBeUndefined();
});
