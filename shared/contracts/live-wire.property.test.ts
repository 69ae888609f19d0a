import fc from 'fast-check';
import { expect, test } from 'vitest';
import { messagesIn, postsOf } from './live-wire.ts';

const message = fc.record({
  type: fc.constantFrom('items', 'lead'),
  text: fc.string({ unit: 'grapheme', maxLength: 60 }),
});

test('I5: whatever is posted together arrives whole and in order, in posts that the socket takes', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 20 }), fc.integer({ min: 60, max: 400 }), (messages, mostBytes) => {
      const texts = messages.map((one) => JSON.stringify(one));
      const posts = postsOf(texts, mostBytes);
      expect(posts.flatMap((post) => messagesIn(JSON.parse(post)))).toEqual(messages);
      for (const post of posts) {
        expect(Buffer.byteLength(post) <= mostBytes || texts.includes(post)).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('one message travels as before, two in one post, and what was never a message says nothing', () => {
  expect(postsOf(['{"type":"a"}'], 100)).toEqual(['{"type":"a"}']);
  expect(postsOf(['{"type":"a"}', '{"type":"b"}'], 100)).toEqual([
    '{"type":"several","messages":[{"type":"a"},{"type":"b"}]}',
  ]);
  expect(postsOf([], 100)).toEqual([]);
  for (const odd of [undefined, null, 'x', 7, [], { type: 7 }, { type: 'several' }])
    expect(messagesIn(odd)).toEqual([]);
  expect(messagesIn({ type: 'several', messages: [null, { type: 'a' }] })).toEqual([{ type: 'a' }]);
});
