import { expect, test } from 'vitest';
import { openContent, sealContent } from './cipher.ts';
import { KEY } from './fixtures.ts';
import { VECTORS } from './vectors.ts';

const IV = Buffer.from('0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'hex');
const PLAIN = { text: '你好，想了解一下价格' };
const WIRE = 'Dx4tPEtaaXiHlqW0w9Lh8A==~split~OWWDeW06qVM2t/hxBKrsVK9b8OerblKcKetTbwUE9fr+/+fqtx9FtQmHMoZPLhal';
const ZERO_IV_WIRE = 'AAAAAAAAAAAAAAAAAAAAAA==~split~/dfDwuXosABZrqccAwtB0GHSsrWQKLjKKMiJFi0uAAordZizlMMzxLm9Y2yoP0XT';

test('the published vector seals and opens', () => {
  expect(sealContent(KEY, PLAIN, IV)).toBe(WIRE);
  expect(sealContent(KEY, PLAIN, Buffer.alloc(16))).toBe(ZERO_IV_WIRE);
  expect(openContent(KEY, WIRE)).toEqual({ ok: true, value: PLAIN });
  expect(openContent(KEY, ZERO_IV_WIRE)).toEqual({ ok: true, value: PLAIN });
});

test.each(VECTORS)('the content of $id opens to its plaintext', ({ push, plain }) => {
  expect(openContent(KEY, push.content)).toEqual({ ok: true, value: plain });
});

test.each([
  ['another key', '00000000000000000000000000000000', WIRE],
  ['no separator', KEY, 'AAAA'],
  ['two separators', KEY, `${WIRE}~split~AAAA`],
  ['a short IV', KEY, `AAAA~split~${WIRE.split('~split~')[1] ?? ''}`],
  ['no body', KEY, 'Dx4tPEtaaXiHlqW0w9Lh8A==~split~'],
  ['half a block', KEY, 'Dx4tPEtaaXiHlqW0w9Lh8A==~split~OWWDeW06'],
  ['base64 with other characters', KEY, WIRE.replace('~split~', '~split~ ')],
  ['nothing', KEY, ''],
])('SEC6: %s fails like everything else', (_name, key, sealed) => {
  expect(openContent(key, sealed).ok).toBe(false);
});
