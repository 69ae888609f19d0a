import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText, holdsContact, maskContacts } from './rules-text.ts';

const anything = fc.string({ unit: 'binary', maxLength: 80 });
const digit = fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
const phone = fc
  .tuple(fc.constantFrom('3', '5', '7', '8', '9'), fc.array(digit, { minLength: 9, maxLength: 9 }))
  .map(([second, rest]) => `1${second}${rest.join('')}`);

test('SEC21: cleaning is final', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const once = cleanText(text);
      expect(cleanText(once)).toBe(once);
    }),
    { numRuns: 2_000 },
  );
});

test('SEC17: masking is final and leaves no contact', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const once = maskContacts(text);
      expect(maskContacts(once)).toBe(once);
    }),
    { numRuns: 2_000 },
  );
});

test('SEC17: a phone number between any Chinese text is found, however it is spaced', () => {
  const words = fc.constantFrom('我的电话', '打', '号码是', '', '您好，', '。', '装修');
  const gap = fc.constantFrom('', ' ', '-', '.', '，');
  fc.assert(
    fc.property(words, phone, words, gap, (before, number, after, between) => {
      const written = `${number.slice(0, 3)}${between}${number.slice(3, 7)}${between}${number.slice(7)}`;
      const masked = maskContacts(`${before}${written}${after}`);
      expect(masked).toBe(`${before}〔手机号〕${after}`);
      expect(holdsContact(`${before}${written}${after}`)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
