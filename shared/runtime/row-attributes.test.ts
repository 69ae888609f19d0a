import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toItem, toRow } from './row-attributes.ts';

const leaf = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array().map((bytes) => new Uint8Array(bytes)),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('value')),
    fc.dictionary(fc.string({ minLength: 1 }), tie('value')),
  ),
}));

test('a name that is JavaScript’s own is kept like any other', () => {
  const covers = Object.fromEntries([['__proto__', 'x']]);
  expect(toItem({ pk: 'p', sk: 's', covers })).toEqual({
    pk: { S: 'p' },
    sk: { S: 's' },
    covers: { M: Object.fromEntries([['__proto__', { S: 'x' }]]) },
  });
});

test('a row comes back as it was stored', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), value), (rest) => {
      const row = { ...rest, pk: 'p', sk: 's' };
      expect(toRow(JSON.parse(JSON.stringify(toItem(row))) as Record<string, unknown>)).toEqual(row);
    }),
    { numRuns: 300 },
  );
});

test.each([{ pk: 'plain' }, { pk: null }, { list: { L: 'x' } }, { map: { M: [] } }])('%j is no stored row', (image) => {
  expect(() => toRow(image)).toThrow(TypeError);
});
