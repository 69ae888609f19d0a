import { expect, test } from 'vitest';
import { asQuery, customerQueryOf, customerSearch, EVERYBODY, filterOf, narrowings } from './customer-query.ts';

const full = {
  q: '老房',
  accountId: 'dy_one',
  platform: 'douyin' as const,
  tags: ['急', '别墅'],
  tagMode: 'all' as const,
  channels: ['search-ad' as const],
  stages: ['trust' as const, 'none' as const],
  contact: 'yes' as const,
  activity: 'spoke' as const,
  assignee: 'm1',
  from: '2026-11-01',
  to: '2026-11-22',
};

test('K1: an address says what the list shows, and says it back', () => {
  expect(customerQueryOf(new URLSearchParams(customerSearch(full)))).toEqual(full);
  expect(customerSearch(EVERYBODY)).toBe('');
  expect(customerQueryOf(new URLSearchParams('?platform=wechat&stages=trust,x&from=soon&contact='))).toEqual({
    ...EVERYBODY,
    stages: ['trust'],
  });
});

test('K1: days are the tenant’s, both included', () => {
  expect(filterOf(full, 'Asia/Shanghai')).toMatchObject({
    firstSeenFromMs: Date.parse('2026-11-01T00:00:00+08:00'),
    firstSeenToMs: Date.parse('2026-11-23T00:00:00+08:00'),
    accountIds: ['dy_one'],
    tags: ['急', '别墅'],
    tagMode: 'all',
  });
  expect(filterOf(EVERYBODY, 'Asia/Shanghai')).toEqual({});
  expect(asQuery(filterOf(full, 'Asia/Shanghai'))).toMatchObject({ tags: '急,别墅', stages: 'trust,none' });
});

test('what narrows is counted, search apart', () => {
  expect(narrowings(EVERYBODY)).toBe(0);
  expect(narrowings(full)).toBe(10);
});

test('K1: a view of one’s own customers is everybody’s own, whoever opens its address', () => {
  const mine = customerQueryOf(new URLSearchParams('?who=me'));
  expect(filterOf(mine, 'Asia/Shanghai', 'm7')).toEqual({ assignee: 'm7' });
  expect(filterOf({ ...EVERYBODY, assignee: 'nobody' }, 'Asia/Shanghai', 'm7')).toEqual({ assignee: 'nobody' });
});
