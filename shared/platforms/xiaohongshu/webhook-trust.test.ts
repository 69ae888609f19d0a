import { expect, test } from 'vitest';
import {
  jsonRequest,
  KEY,
  leadRecord,
  MESSAGE_PATH,
  message,
  seal,
  signedLeadRequest,
  signLead,
  XIAOHONGSHU,
} from './fixtures.ts';
import { parseXiaohongshuWebhook } from './webhook.ts';
import { events, parse } from './webhook-harness.ts';

/** What is trusted, what is kept aside, what is refused (SEC1, SEC6, SEC7). */

test('a signed test message of the console is acknowledged', () => {
  expect(events(signedLeadRequest({ hello: 'test' }))).toMatchObject([
    { for: 'account', event: { kind: 'other', name: 'lead-test' } },
  ]);
});

test('SEC1: with no token configured nothing is trusted', () => {
  const request = jsonRequest('/leads', { data: leadRecord() });
  const signed = { ...request, headers: { 'x-red-signature': signLead(request.rawBody, '') } };
  expect(parseXiaohongshuWebhook(signed, { ...XIAOHONGSHU, leadToken: '' })).toMatchObject({ status: 401 });
});

test.each([
  ['a content that is not sealed', { content: '{"text":"x"}' }],
  ['a content sealed with another key', message('TEXT', {}, { content: seal({ text: 'x' }, '0'.repeat(32)) })],
  ['no content', { message_id: '1' }],
  ['a lead without its signature', { data: leadRecord() }],
])('SEC6: %s is refused with 401', (_name, body) => {
  expect(parse(jsonRequest(MESSAGE_PATH, body))).toMatchObject({ kind: 'rejected', status: 401 });
});

test('SEC6: with a key in the path, only that path is heard', () => {
  const secrets = { ...XIAOHONGSHU, webhookKey: 'k3y' };
  const body = message('TEXT', { text: 'x' });
  const at = (path: string) => parseXiaohongshuWebhook(jsonRequest(path, body), secrets);
  expect(at(`/k3y${MESSAGE_PATH}`).kind).toBe('accepted');
  expect(at(MESSAGE_PATH)).toMatchObject({ kind: 'rejected', status: 401, code: 'path.unknown' });
  expect(at(`/other${MESSAGE_PATH}`)).toMatchObject({ status: 401 });
});

test('a path nobody knows, sealed with our key, is kept', () => {
  expect(events(jsonRequest('/api/open/im/new', { content: seal({ a: 1 }) }))).toMatchObject([
    { for: 'account', event: { kind: 'other', name: 'unknown-path' } },
  ]);
  expect(
    events(jsonRequest('/enter_conversation', message('HINT', { hint_type: 'ENTER_CONVERSATION' }))),
  ).toMatchObject([{ event: { kind: 'entered' } }]);
});

test('SEC7: a body over 256 KB is refused, a deep one too, also inside the seal', () => {
  expect(parse(jsonRequest(MESSAGE_PATH, 'x'.repeat(262_145)))).toMatchObject({ status: 413 });
  expect(parse(jsonRequest(MESSAGE_PATH, '['.repeat(10_000)))).toMatchObject({ code: 'body.too-deep' });
  const deep: unknown = JSON.parse('['.repeat(40) + ']'.repeat(40));
  expect(parse(jsonRequest(MESSAGE_PATH, message('TEXT', deep)))).toMatchObject({ kind: 'rejected' });
  expect(KEY).toHaveLength(32);
});
