import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entry, envelope, filledCard, messageContent, SECRETS, signedRequest, textMessage } from './fixtures.ts';
import { parseDouyinWebhook } from './webhook.ts';

const cardFields = { message_type: 'retain_consult_card', card_id: '@1', card_status: 2, card_data: [], ad_info: '{}' };
const samples = [textMessage(), entry(), filledCard(), envelope('im_recall_msg', '{"server_message_id":"@1"}')];

test('SEC1: one flipped bit anywhere in body or signature is refused, 10,000 times', () => {
  const requests = samples.map((body) => signedRequest(body));
  fc.assert(
    fc.property(fc.constantFrom(...requests), fc.nat(), fc.nat(7), fc.boolean(), (request, position, bit, inBody) => {
      const signature = Buffer.from(request.headers['x-douyin-signature'] ?? '', 'hex');
      const target = inBody ? Buffer.from(request.rawBody) : signature;
      const at = position % target.length;
      target.writeUInt8(target.readUInt8(at) ^ (1 << bit), at);
      const forged = inBody
        ? { ...request, rawBody: target }
        : { ...request, headers: { 'x-douyin-signature': target.toString('hex') } };
      const outcome = parseDouyinWebhook(forged, SECRETS);
      expect(outcome).toEqual({ kind: 'rejected', status: 401, code: 'signature.invalid' });
    }),
    { numRuns: 10_000 },
  );
});

test('F9: no signed body makes the parser throw, whatever it holds', () => {
  const content = fc.oneof(fc.json(), fc.jsonValue(), fc.string(), fc.constant('['.repeat(40)));
  const event = fc.constantFrom(
    'im_receive_msg',
    'im_send_msg',
    'im_enter_direct_msg',
    'im_recall_msg',
    'im_message_read',
    'contract_authorize',
    'verify_webhook',
    'x',
  );
  fc.assert(
    fc.property(event, content, fc.jsonValue(), (name, value, from) => {
      const outcome = parseDouyinWebhook(signedRequest(envelope(name, value, { from_user_id: from })), SECRETS);
      expect(['accepted', 'handshake', 'rejected']).toContain(outcome.kind);
    }),
    { numRuns: 3_000 },
  );
});

test('F9: fields of the wrong type never become an uncaught error', () => {
  const field = fc.constantFrom(...Object.keys(messageContent(cardFields)));
  fc.assert(
    fc.property(
      fc.constantFrom('im_receive_msg', 'im_enter_direct_msg'),
      fc.dictionary(field, fc.jsonValue()),
      (name, over) => {
        const outcome = parseDouyinWebhook(
          signedRequest(envelope(name, { ...messageContent(cardFields), ...over })),
          SECRETS,
        );
        expect(['accepted', 'rejected']).toContain(outcome.kind);
      },
    ),
    { numRuns: 3_000 },
  );
});

test('F9: random bytes, signed or not, are refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (rawBody) => {
      expect(parseDouyinWebhook({ path: '', headers: {}, rawBody }, SECRETS).kind).toBe('rejected');
      expect(parseDouyinWebhook(signedRequest(Buffer.from(rawBody).toString('latin1')), SECRETS).kind).toBe('rejected');
    }),
    { numRuns: 2_000 },
  );
});
