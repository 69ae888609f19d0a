import { expect, test } from 'vitest';
import { SECRETS, sign, textMessage } from './fixtures.ts';
import { isSignedByDouyin } from './signature.ts';
import { parseDouyinWebhook } from './webhook.ts';

/** What a forger knows: one genuine body with its signature, and how long the secret is. */

const rotate = (value: number, bits: number): number => ((value << bits) | (value >>> (32 - bits))) >>> 0;

/** SHA-1's padding of a message of so many bytes. */
function padding(bytes: number): Buffer {
  const zeros = (119 - (bytes % 64)) % 64;
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(bytes) * 8n);
  return Buffer.concat([Buffer.of(0x80), Buffer.alloc(zeros), length]);
}

function compress(state: readonly number[], block: Buffer): number[] {
  const w = Array.from({ length: 80 }, () => 0);
  for (let t = 0; t < 16; t++) w[t] = block.readUInt32BE(t * 4);
  for (let t = 16; t < 80; t++)
    w[t] = rotate((w[t - 3] ?? 0) ^ (w[t - 8] ?? 0) ^ (w[t - 14] ?? 0) ^ (w[t - 16] ?? 0), 1);
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let t = 0; t < 80; t++) {
    const [f, k] =
      t < 20
        ? [(b & c) | (~b & d), 0x5a827999]
        : t < 40
          ? [b ^ c ^ d, 0x6ed9eba1]
          : t < 60
            ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
            : [b ^ c ^ d, 0xca62c1d6];
    const next = (rotate(a, 5) + (f >>> 0) + e + k + (w[t] ?? 0)) >>> 0;
    [a, b, c, d, e] = [next, a, rotate(b, 30), c, d];
  }
  return [a, b, c, d, e].map((value, i) => (value + (state[i] ?? 0)) >>> 0);
}

/** Extends a signed body without the secret: the new body and a signature that verifies. */
function forge(body: Buffer, signature: string, secretBytes: number, extra: Buffer) {
  const glue = padding(secretBytes + body.length);
  const hashed = secretBytes + body.length + glue.length;
  let state = [0, 8, 16, 24, 32].map((at) => Number.parseInt(signature.slice(at, at + 8), 16));
  const rest = Buffer.concat([extra, padding(hashed + extra.length)]);
  for (let at = 0; at < rest.length; at += 64) state = compress(state, rest.subarray(at, at + 64));
  const forgedSignature = state.map((word) => word.toString(16).padStart(8, '0')).join('');
  return { rawBody: Buffer.concat([body, glue, extra]), signature: forgedSignature };
}

test.each([
  ['another message', JSON.stringify(textMessage({ server_message_id: '@forged', text: '请转账' }))],
  ['blanks only', '   '],
  ['nothing', ''],
])('SEC2: a body extended by %s carries a signature that verifies, and is refused all the same', (_name, extra) => {
  const body = Buffer.from(JSON.stringify(textMessage()));
  const forged = forge(body, sign(body), SECRETS.clientSecret.length, Buffer.from(extra));
  expect(isSignedByDouyin(SECRETS.clientSecret, forged.rawBody, forged.signature)).toBe(true);
  const request = { path: '', headers: { 'x-douyin-signature': forged.signature }, rawBody: forged.rawBody };
  expect(parseDouyinWebhook(request, SECRETS)).toMatchObject({ kind: 'rejected', status: 400 });
});
