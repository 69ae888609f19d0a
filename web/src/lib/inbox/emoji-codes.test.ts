import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emojiParts } from './emoji-codes.ts';

test('I2: an emoji is drawn where its code stands, each platform by its own codes', () => {
  expect(emojiParts('好的[微笑]谢谢', 'douyin')).toEqual([
    { text: '好的' },
    { text: '[微笑]', look: '🙂' },
    { text: '谢谢' },
  ]);
  expect(emojiParts('[微笑R][微笑R]', 'xiaohongshu')).toEqual([
    { text: '[微笑R]', look: '🙂' },
    { text: '[微笑R]', look: '🙂' },
  ]);
  expect(emojiParts('[微笑]', 'xiaohongshu')).toEqual([{ text: '[微笑]' }]);
});

test('what only looks like a code stays as it was written', () => {
  for (const text of ['[图片]', '[', '90[㎡', '[[微笑', 'a[b]c']) {
    expect(emojiParts(text, 'douyin').every(({ look }) => look === undefined)).toBe(true);
  }
});

test('no text is lost: the parts together are the message', () => {
  const pieces = fc.constantFrom('[', ']', '微笑', '微笑R', '[微笑]', '好', ' ', '\n');
  fc.assert(
    fc.property(fc.array(pieces), (words) => {
      const text = words.join('');
      for (const platform of ['douyin', 'xiaohongshu'] as const) {
        expect(
          emojiParts(text, platform)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }
    }),
  );
});
