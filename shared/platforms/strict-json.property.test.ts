import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseStrictJson, parseStrictJsonText } from './strict-json.ts';

test('F9: no bytes make the reader throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(typeof parseStrictJson(bytes).ok).toBe('boolean');
    }),
    { numRuns: 2_000 },
  );
});

test('SEC2: what JSON.parse refuses is refused, what it accepts comes out the same', () => {
  const noise = fc.string({
    unit: fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ':',
      ',',
      ' ',
      '1',
      '7301234567890123456',
      '-',
      'e',
      'true',
      'a',
    ),
  });
  fc.assert(
    fc.property(noise, (text) => {
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      const parsed = parseStrictJsonText(text);
      if (parsed.ok || parsed.code !== 'body.too-deep') expect(parsed.ok).toBe(valid);
    }),
    { numRuns: 5_000 },
  );
  fc.assert(
    fc.property(fc.json({ maxDepth: 6, noUnicodeString: false }), (text) => {
      fc.pre(!/\d{16}/.test(text));
      expect(parseStrictJsonText(text)).toEqual({ ok: true, value: JSON.parse(text) });
    }),
    { numRuns: 1_000 },
  );
});
