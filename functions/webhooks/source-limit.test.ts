import { expect, test } from 'vitest';
import { signedRequest, textMessage } from '../../shared/platforms/douyin/fixtures.ts';
import { harness, httpEvent } from './harness.ts';
import { createSourceLimit, sourceOf } from './source-limit.ts';

test('SEC7: a source that posts forgeries is refused early; others are not concerned', () => {
  let nowMs = 0;
  const limit = createSourceLimit({ now: () => nowMs });
  const told = Array.from({ length: 5_000 }, () => limit.refused('a')).filter(Boolean).length;
  expect(told).toBe(100);
  expect([limit.admits('a'), limit.admits('b')]).toEqual([false, true]);
  nowMs = 19;
  expect(limit.admits('a')).toBe(false);
  nowMs = 20;
  expect(limit.admits('a')).toBe(true);
});

test('SEC7: memory is bounded whatever sources are made up', () => {
  const limit = createSourceLimit({ now: () => 0 });
  for (let tried = 0; tried < 101; tried += 1) limit.refused('first');
  expect(limit.admits('first')).toBe(false);
  for (let made = 0; made < 1_000; made += 1) limit.refused(`s${made}`);
  expect(limit.admits('first')).toBe(true);
});

test.each([
  ['203.0.113.7, 64.252.64.1', '64.252.64.1', '203.0.113.7 64.252.64.1'],
  ['203.0.113.7', '64.252.64.1', '203.0.113.7 64.252.64.1'],
  // Straight to the API, claiming to be a platform behind an edge: the caller's own address stays in.
  ['203.0.113.7, 64.252.64.1, 198.51.100.9', '198.51.100.9', '64.252.64.1 198.51.100.9'],
  [undefined, '198.51.100.9', '198.51.100.9'],
])('SEC7: nobody can speak as another source: %s', (forwarded, sourceIp, source) => {
  expect(sourceOf({ 'x-forwarded-for': forwarded }, sourceIp)).toBe(source);
});

test('SEC7: 5,000 forgeries of one source cost no look-up and few log lines, and a signed webhook beside them is stored', async () => {
  const { handle, logged, state, rows } = harness();
  const forged = httpEvent('/webhooks/douyin', Buffer.from('{}'), { 'x-douyin-signature': '0'.repeat(40) });
  const from = (event: typeof forged, sourceIp: string) => ({
    ...event,
    requestContext: { ...event.requestContext, http: { method: 'POST', sourceIp } },
  });
  const statuses = new Map<number, number>();
  for (let sent = 0; sent < 5_000; sent += 1) {
    const { statusCode } = await handle(from(forged, '198.51.100.9'));
    statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
  }
  expect(Object.fromEntries(statuses)).toEqual({ 401: 100, 429: 4_900 });
  expect([logged.length, state.calls]).toEqual([100, 0]);
  const genuine = signedRequest(textMessage());
  const signed = await handle(from(httpEvent('/webhooks/douyin', genuine.rawBody, genuine.headers), '203.0.113.7'));
  expect(signed.statusCode).toBe(200);
  expect(rows('event').length + rows('unrouted').length).toBe(1);
});
