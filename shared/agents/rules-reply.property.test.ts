import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitBubbles, tidyReply } from './rules-reply.ts';

const piece = fc.oneof(
  fc.constantFrom(
    '您好',
    '。',
    '！',
    '？',
    '\n',
    '\n\n',
    '899',
    '元',
    '，',
    ' ',
    '…',
    '〔模拟回答〕',
    '👍🏽',
    '“',
    '”',
    '套餐包含水电',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const reply = fc.array(piece, { maxLength: 120 }).map((pieces) => tidyReply(pieces.join('')));
const squeezed = (text: string) => text.replace(/\s+/gu, '');

test('G3: bubbles hold the whole text, are at most three, and none is over 200 characters or empty', () => {
  fc.assert(
    fc.property(reply, fc.integer({ min: 1, max: 4 }), (text, most) => {
      const bubbles = splitBubbles(text, most);
      if (!bubbles) return;
      expect(squeezed(bubbles.join(''))).toBe(squeezed(text));
      expect(bubbles.length).toBeLessThanOrEqual(Math.min(most, 3));
      for (const bubble of bubbles) {
        expect(Array.from(bubble).length).toBeLessThanOrEqual(200);
        expect(bubble.trim()).not.toBe('');
      }
    }),
    { numRuns: 2_000 },
  );
});

test('G3: whatever has at most 200 characters is sent', () => {
  fc.assert(
    fc.property(reply, (text) => {
      const count = Array.from(text).length;
      if (text !== '' && count <= 200) expect(splitBubbles(text)).toBeDefined();
    }),
    { numRuns: 2_000 },
  );
});
