import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePostings, encodePostings, inAll, lookUp } from './rules-postings.ts';

const gram = fc.integer({ min: 0, max: 2 ** 24 - 1 });
const slices = fc.uniqueArray(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 12 });
const postings = fc.uniqueArray(fc.tuple(gram, slices), { maxLength: 40, selector: ([key]) => key });
const ascending = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);

test('what is written is read, whole and by single pairs', () => {
  fc.assert(
    fc.property(postings, fc.array(gram, { maxLength: 3 }), (entries, others) => {
      const bytes = encodePostings(new Map(entries));
      const expected = new Map(entries.map(([key, list]) => [key, ascending(list)]));
      expect(decodePostings(bytes)).toEqual(expected);
      const asked = new Set([...entries.slice(0, 2).map(([key]) => key), ...others]);
      const found = lookUp(bytes, asked);
      for (const key of asked) expect(found.get(key)).toEqual(expected.get(key));
    }),
  );
});

test('bytes that nobody wrote fail with a range error or mean something, and never hang', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        decodePostings(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});

test('slices in every list; nothing where a pair is missing or none was asked for', () => {
  expect(
    inAll([
      [1, 2, 3],
      [2, 3, 4],
      [3, 2],
    ]),
  ).toEqual([3, 2]);
  expect(inAll([[1], undefined])).toEqual([]);
  expect(inAll([])).toEqual([]);
});
