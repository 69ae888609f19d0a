import { expect, test } from 'vitest';
import { containsAll, gramsOfTerm, snippetOf, termsOf } from './rules-grams.ts';

test('words are split at punctuation and space, and fold width and case', () => {
  expect(termsOf('  ９０平，报价 WiFi ')).toEqual(['90平', '报价', 'wifi']);
  expect(termsOf('，。！')).toEqual([]);
});

test('a word is found inside what people wrote, never across a full stop', () => {
  expect(containsAll('你好。想了解一下90平的报价', ['报价', '90平'])).toBe(true);
  expect(containsAll('你好。想了解', ['好想'])).toBe(false);
});

test('one character cannot be looked up in messages, but in names', () => {
  expect(gramsOfTerm('价', 't1', 'text')).toEqual([]);
  expect(gramsOfTerm('美', 't1', 'person')).toHaveLength(1);
});

test('a snippet shows the place of the word in one line', () => {
  const long = `${'前'.repeat(40)}\n报价${'后'.repeat(90)}`;
  expect(snippetOf(long, ['报价'])).toBe(`…${'前'.repeat(15)} 报价${'后'.repeat(46)}…`);
  expect(snippetOf('报价多少', ['报价'])).toBe('报价多少');
});
