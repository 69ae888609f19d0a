import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markedPieces } from './marked.ts';

test('words found are cut out, longest first, whatever their case', () => {
  expect(markedPieces('想了解WIFI报价', ['wifi', '报价'])).toEqual([
    { text: '想了解', isHit: false },
    { text: 'WIFI', isHit: true },
    { text: '报价', isHit: true },
  ]);
  expect(markedPieces('aab', ['a', 'aa'])).toEqual([
    { text: 'aa', isHit: true },
    { text: 'b', isHit: false },
  ]);
});

test('nothing of a text is lost or added by marking it', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'B', 'İ', '价', ' ') });
  fc.assert(
    fc.property(text, fc.array(text, { maxLength: 3 }), (line, terms) => {
      const pieces = markedPieces(line, terms);
      expect(pieces.map((piece) => piece.text).join('')).toBe(line);
    }),
  );
});
