import { expect, test } from 'vitest';
import { signBody } from './signature.ts';

const SECRET = '0123456789abcdef0123456789abcdef';

test('the signature is SHA-1 over secret and raw body, in that order', () => {
  const body = '{"event":"verify_webhook","client_key":"awfk2x7example01","content":{"challenge":12345}}';
  expect(signBody(SECRET, Buffer.from(body))).toBe('2a6d484761f0e46bb41c0c1c2107806d862e0728');
});

test('the signature is over UTF-8 bytes, not characters', () => {
  const body =
    '{"event":"im_receive_msg","client_key":"awfk2x7example01","from_user_id":"u-customer","to_user_id":"u-business","content":"{\\"message_type\\":\\"text\\",\\"text\\":\\"你好\\"}"}';
  expect(Buffer.byteLength(body)).toBe(172);
  expect(signBody(SECRET, Buffer.from(body))).toBe('a53df1d9eb7c073819e0ac2cca7eb7d186117e63');
});
