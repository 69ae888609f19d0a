import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonRequest, leadRecord, MESSAGE_PATH, message, seal, signedLeadRequest, XIAOHONGSHU } from './fixtures.ts';
import { parseXiaohongshuWebhook } from './webhook.ts';

const flip = (bytes: Uint8Array, position: number, bit: number): Buffer => {
  const copy = Buffer.from(bytes);
  const at = position % copy.length;
  copy.writeUInt8(copy.readUInt8(at) ^ (1 << bit), at);
  return copy;
};

test('SEC1: one flipped bit in a signed lead webhook is refused, 10,000 times', () => {
  const request = signedLeadRequest({ data: leadRecord(), timestamp: 1772414132000 });
  fc.assert(
    fc.property(fc.nat(), fc.nat(7), (position, bit) => {
      const outcome = parseXiaohongshuWebhook(
        { ...request, rawBody: flip(request.rawBody, position, bit) },
        XIAOHONGSHU,
      );
      expect(outcome).toEqual({ kind: 'rejected', status: 401, code: 'signature.invalid' });
    }),
    { numRuns: 10_000 },
  );
});

test('SEC1: one flipped bit in the IV or in the sealed block of a short content never passes as that content', () => {
  const plain = { hint_type: 'ENTER_CONVERSATION' };
  const sealed = seal(plain);
  fc.assert(
    fc.property(fc.nat(), fc.nat(7), (position, bit) => {
      const text = flip(Buffer.from(sealed), position, bit).toString('latin1');
      const outcome = parseXiaohongshuWebhook(
        jsonRequest('/api/open/im/third/bind_account', { content: text }),
        XIAOHONGSHU,
      );
      expect(outcome.kind).toBe('rejected');
    }),
    { numRuns: 3_000 },
  );
});

test('F9: nothing makes the parser throw, whatever body, content and path', () => {
  const path = fc.constantFrom(
    MESSAGE_PATH,
    '',
    '/',
    '/api/open/im/third/bind_account',
    '/api/open/im/third/data',
    '/api/open/im/auth/bind_user/event',
    '/x',
  );
  const type = fc.constantFrom('TEXT', 'CARD', 'HINT', 'REVOKE', 'IMAGE', 'x');
  fc.assert(
    fc.property(
      path,
      type,
      fc.jsonValue({ maxDepth: 4 }),
      fc.dictionary(
        fc.constantFrom('message_id', 'timestamp', 'user_info', 'from_user_id', 'message_source'),
        fc.jsonValue(),
      ),
      (where, kind, content, over) => {
        const outcome = parseXiaohongshuWebhook(jsonRequest(where, message(kind, content, over)), XIAOHONGSHU);
        expect(['accepted', 'rejected']).toContain(outcome.kind);
      },
    ),
    { numRuns: 3_000 },
  );
  fc.assert(
    fc.property(path, fc.uint8Array({ maxLength: 200 }), (where, rawBody) => {
      expect(parseXiaohongshuWebhook({ path: where, headers: {}, rawBody }, XIAOHONGSHU).kind).toBe('rejected');
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(fc.jsonValue(), (body) => {
      expect(parseXiaohongshuWebhook(signedLeadRequest(body ?? null), XIAOHONGSHU).kind).not.toBe('handshake');
    }),
    { numRuns: 1_000 },
  );
});
