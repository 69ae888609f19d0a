import { expect, test } from 'vitest';
import { isSignedByDouyin } from './signature.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const BODY_A = '{"event":"verify_webhook","client_key":"awfk2x7example01","content":{"challenge":12345}}';
const BODY_B =
  '{"event":"im_receive_msg","client_key":"awfk2x7example01","from_user_id":"u-customer","to_user_id":"u-business","content":"{\\"message_type\\":\\"text\\",\\"text\\":\\"你好\\"}"}';
const bytes = (text: string) => Buffer.from(text, 'utf8');

test('SEC1: the published vectors verify, in either letter case', () => {
  expect(bytes(BODY_A)).toHaveLength(88);
  expect(bytes(BODY_B)).toHaveLength(172);
  expect(isSignedByDouyin(SECRET, bytes(BODY_A), '2a6d484761f0e46bb41c0c1c2107806d862e0728')).toBe(true);
  expect(isSignedByDouyin(SECRET, bytes(BODY_B), 'a53df1d9eb7c073819e0ac2cca7eb7d186117e63')).toBe(true);
  expect(isSignedByDouyin(SECRET, bytes(BODY_B), 'A53DF1D9EB7C073819E0AC2CCA7EB7D186117E63')).toBe(true);
});

test.each([
  ['a blank more', '9955595fe4bcc9b070cd6b97dc9024f8e2110df7'],
  ['escaped characters', '39b1627a29bb384c3ea9ce16ffd64f7f07469426'],
  ['body before secret', '8ab9351a1087cfc43b0bf9f6da750ba850da810f'],
  ['HMAC-SHA1', 'f1e23386ed075ab4ca6d540ff6134479c7440622'],
  ['HMAC-SHA256', '309e2f8e5d45f3808376ea0253afc82e5a9df55bdc3cf019d4bd0548a44f02cc'],
  ['no hexadecimal', 'zz'],
  ['nothing', ''],
  ['no header', undefined],
])('SEC1: %s does not verify', (_name, header) => {
  expect(isSignedByDouyin(SECRET, bytes(BODY_B), header)).toBe(false);
});
