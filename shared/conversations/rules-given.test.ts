import { expect, test } from 'vitest';
import { head, NOW } from './gate-builders.ts';
import { CustomerEvent } from './model.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';
import { withComment, withConsent } from './rules-given.ts';

/** What the inbox shows of a comment (W7), and what is no consent (W3). */

const event = (kind: 'comment' | 'consent', change: Partial<CustomerEvent> = {}): CustomerEvent =>
  CustomerEvent.parse({
    kind,
    platform: 'xiaohongshu',
    eventId: 'c1',
    accountPlatformId: 'account-1',
    customerPlatformId: 'u1',
    occurredAtMs: NOW,
    ...change,
  });
const commented = (change: Partial<CustomerEvent>, last?: number) =>
  withComment(
    xiaohongshuPack,
    head(last === undefined ? {} : { lastMessage: { preview: '在的', atMs: last, from: 'us' } }),
    event('comment', change),
  );

test('W7: the newest comment is what the inbox shows last, in the customer’s words', () => {
  const shown = { preview: '[意向评论] 多少钱', atMs: NOW, from: 'customer' };
  const body = { type: 'text', text: '多少钱' } as const;
  expect(commented({ body })).toMatchObject({
    lastMessage: shown,
    unread: 1,
    facts: { comments: [{ id: 'c1', atMs: NOW }] },
  });
  expect(commented({ body }, NOW - 1).lastMessage).toEqual(shown);
  expect(commented({ body }, NOW).lastMessage).toEqual(shown);
});

test('W7: one that comes late is unread and leaves the last message alone', () => {
  const late = commented({ body: { type: 'text', text: '多少钱' } }, NOW + 1);
  expect(late.lastMessage).toEqual({ preview: '在的', atMs: NOW + 1, from: 'us' });
  expect(late.unread).toBe(1);
});

test('W7: a comment without words is marked all the same', () => {
  expect(commented({}).lastMessage?.preview.trim()).toBe('[意向评论]');
  expect(commented({ body: { type: 'image', url: 'https://i' } }).lastMessage?.preview.trim()).toBe('[意向评论]');
});

test('W3: an event of consent that holds none changes nothing', () => {
  const known = head();
  expect(withConsent(known, event('consent'))).toBe(known);
  const given = withConsent(known, event('consent', { consent: { given: true } }));
  expect(given.facts.consent).toEqual({ atMs: NOW, spent: 0 });
});
