import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chosenGrams, containsAll, gramsOf, gramsOfTerm, isSearchable, termsOf } from './rules-grams.ts';

// Few letters, so that parts coincide; separators, wide letters, a character outside the basic plane.
const letter = fc.constantFrom('价', '格', '装', '修', 'a', 'B', '1', 'Ａ', '𠮷', ' ', '，', '*', '\n');
const text = fc.array(letter, { maxLength: 24 }).map((chars) => chars.join(''));

test('I7: whatever holds every word of a query has every pair the index is asked for', () => {
  fc.assert(
    fc.property(text, text, (message, query) => {
      const terms = termsOf(query);
      if (!containsAll(message, terms)) return;
      for (const field of ['text', 'person'] as const) {
        const grams = gramsOf(message, 't1', field);
        const asked = chosenGrams(
          terms.filter((term) => isSearchable(term, field)),
          't1',
          field,
          3,
        );
        expect(asked.every((gram) => grams.has(gram))).toBe(true);
      }
    }),
    { numRuns: 3_000 },
  );
});

test('I7: any two neighbouring characters of a message find it', () => {
  fc.assert(
    fc.property(text, (message) => {
      for (const [term = ''] of [termsOf(message)]) {
        for (let at = 0; at + 2 <= Array.from(term).length; at++) {
          const part = Array.from(term)
            .slice(at, at + 2)
            .join('');
          expect(containsAll(message, [part])).toBe(true);
          expect(gramsOfTerm(part, 't1', 'text')).toHaveLength(1);
          expect(gramsOf(message, 't1', 'text')).toContain(gramsOfTerm(part, 't1', 'text')[0]);
        }
      }
    }),
  );
});

test('no pair of one tenant or field tells anything about another', () => {
  const all = [
    gramsOf('装修价格', 't1', 'text'),
    gramsOf('装修价格', 't2', 'text'),
    gramsOf('装修价格', 't1', 'person'),
  ];
  expect(new Set(all.flatMap((grams) => [...grams])).size).toBe(3 + 3 + 7);
});
