import { expect, test } from 'vitest';
import { inboxQueryOf, safeReturnTo, urls } from './urls.ts';

test('I1: an address names the open conversation and the list, and reads back the same', () => {
  const query = {
    filters: ['unread', 'waiting'],
    status: 'any',
    assignee: 'me',
    tags: ['高意向'],
    order: 'waiting',
    accountId: 'dy_1',
    platform: 'douyin',
    q: '报价',
  } as const;
  const address = urls.inbox('c/1', query);
  expect(address).toBe(
    '/inbox/c%2F1?filter=unread%2Cwaiting&status=any&who=me&tags=%E9%AB%98%E6%84%8F%E5%90%91&order=waiting&account=dy_1&platform=douyin&q=%E6%8A%A5%E4%BB%B7',
  );
  expect(inboxQueryOf(new URL(address, 'http://x').searchParams)).toEqual(query);
});

test('what is unknown in an address is ignored', () => {
  expect(inboxQueryOf(new URLSearchParams('filter=evil&platform=other&q=%20'))).toEqual({ filters: [] });
});

test('SEC29: only an address of our own is gone back to', () => {
  expect(safeReturnTo('/leads?account=a')).toBe('/leads?account=a');
  for (const foreign of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    7,
    undefined,
  ]) {
    expect(safeReturnTo(foreign)).toBe('/inbox');
  }
});
