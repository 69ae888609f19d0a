import { expect, test } from 'vitest';
import { parseStrictJson, parseStrictJsonText } from './strict-json.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('K4: 19-digit ids stay whole, smaller numbers stay numbers', () => {
  expect(
    parseStrictJson(bytes('{"a":7301234567890123456,"b": 12345 ,"c":[-7301234567890123456],"d":1772414130120}')),
  ).toEqual({
    ok: true,
    value: { a: '7301234567890123456', b: 12345, c: ['-7301234567890123456'], d: 1772414130120 },
  });
});

test('SEC2: long digits inside strings, keys and fractions are left alone', () => {
  expect(parseStrictJsonText('{"7301234567890123456":"x \\" 7301234567890123456"}')).toEqual({
    ok: true,
    value: { '7301234567890123456': 'x " 7301234567890123456' },
  });
  expect(parseStrictJsonText('[7301234567890123456.5]')).toMatchObject({ ok: true, value: [expect.any(Number)] });
});

test.each([
  ['a second value', '{}{}'],
  ['bytes after the value', '{"a":1}\u0080x'],
  ['a number as a key', '{7301234567890123456:1}'],
  ['a leading zero', '[0730123456789012345]'],
  ['digits that run into letters', '[7301234567890123456x]'],
  ['an adjacent string', '[7301234567890123456"x"]'],
  ['a byte order mark', '\ufeff{}'],
  ['a comment', '{}//'],
  ['nothing', ''],
  ['an open string', '{"a":"'],
])('SEC2: %s is no JSON value', (_name, text) => {
  expect(parseStrictJson(bytes(text))).toEqual({ ok: false, code: 'body.not-json' });
});

test('SEC7: a depth bomb is refused before it is built, depth 16 passes', () => {
  expect(parseStrictJson(bytes('['.repeat(10_000)))).toEqual({ ok: false, code: 'body.too-deep' });
  expect(parseStrictJson(bytes(`${'['.repeat(16)}1${']'.repeat(16)}`)).ok).toBe(true);
  expect(parseStrictJson(bytes(`${'['.repeat(17)}1${']'.repeat(17)}`))).toEqual({ ok: false, code: 'body.too-deep' });
});

test('SEC7: 10 MB are refused by size alone; F9: bytes that are no UTF-8 are refused', () => {
  expect(parseStrictJson(new Uint8Array(10 * 1024 * 1024))).toEqual({ ok: false, code: 'body.too-large' });
  expect(parseStrictJson(Uint8Array.of(0x22, 0xc4, 0xe3, 0x22))).toEqual({ ok: false, code: 'body.not-utf8' });
});
