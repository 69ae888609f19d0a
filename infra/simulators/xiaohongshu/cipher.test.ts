import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { createSealer, signLead } from './cipher.ts';

const sealer = createSealer('8f3a1c5e7b9d0246a1b2c3d4e5f60718');
const VALUE = { text: '你好，想了解一下价格' };

test('the worked example seals to the published bytes', () => {
  expect(sealer.seal(VALUE, Buffer.from('0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'hex'))).toBe(
    'Dx4tPEtaaXiHlqW0w9Lh8A==~split~OWWDeW06qVM2t/hxBKrsVK9b8OerblKcKetTbwUE9fr+/+fqtx9FtQmHMoZPLhal',
  );
});

test('the worked example with an all-zero IV', () => {
  const wire = 'AAAAAAAAAAAAAAAAAAAAAA==~split~/dfDwuXosABZrqccAwtB0GHSsrWQKLjKKMiJFi0uAAordZizlMMzxLm9Y2yoP0XT';
  expect(sealer.seal(VALUE, Buffer.alloc(16))).toBe(wire);
  expect(sealer.open(wire)).toEqual(VALUE);
});

test('the worked bind token opens', () => {
  const token =
    'tJOStrRMODhUg07c9mVoiA==~split~aeb1hROYePe0p/thkbXHhYFVEQ57nUj2DKMPS+nowm/9GaV4XP1kiovAnzOzPynQoAwElnruoSBjoGAW5du5KYbLqOjsfKYv4m/+APOpwWU=';
  expect(sealer.open(token)).toEqual({ account_code: 'acme-auto-001', nonce: 'b7d24f', exp: 1767580530000 });
});

test('another key opens nothing', () => {
  expect(createSealer('00112233445566778899aabbccddeeff').open(sealer.seal(VALUE))).toBeUndefined();
});

property.prop([fc.string()])('no text makes opening fail with anything but undefined', (text) => {
  expect(sealer.open(text)).toBeUndefined();
});

property.prop([fc.jsonValue()])('what is sealed opens to itself', (value) => {
  expect(sealer.open(sealer.seal(value))).toEqual(JSON.parse(JSON.stringify(value)));
});

test('X-Red-Signature is HMAC-SHA1 over the raw body', () => {
  const body =
    '{"data":{"id":90317722,"type":0,"nick_name":"小鹿想换车","phone_num":"13800000000"},"timestamp":1767579631000,"source":"小红书"}';
  expect(Buffer.byteLength(body)).toBe(136);
  expect(signLead('9d2f7c1ab4e84d0f8c36e51f0b7a2c94', Buffer.from(body))).toBe(
    'sha1=67674024aa80f388a404832a7d2b908a1fc9ad31',
  );
});
