import { expect, test } from 'vitest';
import { envelope, SECRETS, signedRequest, textMessage } from './fixtures.ts';
import { parseDouyinWebhook } from './webhook.ts';
import { parse } from './webhook-harness.ts';

/** Handshakes, and what is refused (SEC5, SEC6, SEC7). */

test('SEC5: the handshake answers the challenge and nothing else, as the number it was', () => {
  const request = envelope(
    'verify_webhook',
    { challenge: 12345 },
    { from_user_id: undefined, to_user_id: undefined, log_id: undefined },
  );
  const ack = { status: 200, body: '{"challenge":12345}', contentType: 'application/json' };
  expect(parse(request)).toEqual({ kind: 'handshake', signed: true, ack });
  const unsigned = signedRequest(request, { headers: {} });
  expect(parseDouyinWebhook(unsigned, SECRETS)).toEqual({ kind: 'handshake', signed: false, ack });
});

test.each([
  ['another client key', { client_key: 'other' }],
  ['fields to reflect', { content: { challenge: 1, html: '<script>' } }],
  ['a challenge that is no value', { content: { challenge: { a: 1 } } }],
  ['another event', { event: 'im_receive_msg' }],
])('SEC5: no handshake without a signature for %s', (_name, over) => {
  const body = { event: 'verify_webhook', client_key: SECRETS.clientKey, content: { challenge: 12345 }, ...over };
  expect(parseDouyinWebhook(signedRequest(body, { headers: {} }), SECRETS)).toMatchObject({
    kind: 'rejected',
    status: 401,
  });
});

test('SEC5: a handshake over 4 KB is none', () => {
  const body = {
    event: 'verify_webhook',
    client_key: SECRETS.clientKey,
    content: { challenge: 1 },
    log_id: 'x'.repeat(5000),
  };
  expect(parseDouyinWebhook(signedRequest(body, { headers: {} }), SECRETS)).toMatchObject({
    kind: 'rejected',
    status: 401,
  });
});

test('SEC6: unknown client key, wrong path and wrong signature are refused alike', () => {
  const status = (outcome: ReturnType<typeof parse>) => (outcome.kind === 'rejected' ? outcome.status : outcome.kind);
  const withKey = { ...SECRETS, webhookKey: 'p4th-k3y' };
  expect(status(parse({ ...textMessage(), client_key: 'other' }))).toBe(401);
  expect(status(parseDouyinWebhook(signedRequest(textMessage(), { headers: {} }), SECRETS))).toBe(401);
  expect(status(parseDouyinWebhook(signedRequest(textMessage(), { path: '/guess' }), SECRETS))).toBe(401);
  expect(status(parseDouyinWebhook(signedRequest(textMessage()), withKey))).toBe(401);
  expect(status(parseDouyinWebhook(signedRequest(textMessage(), { path: '/p4th-k3y' }), withKey))).toBe('accepted');
  expect(status(parseDouyinWebhook(signedRequest(textMessage(), { path: '/p4th-k3y/x' }), withKey))).toBe(401);
});

test('SEC7: nesting beyond 16 is refused, also inside the content text', () => {
  const deep = '['.repeat(10_000);
  expect(parse(`{"event":"x","client_key":"${SECRETS.clientKey}","content":${deep}`)).toMatchObject({
    code: 'body.too-deep',
  });
  expect(parse(envelope('im_receive_msg', deep))).toMatchObject({ kind: 'rejected', status: 400 });
});
