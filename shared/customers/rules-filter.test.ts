import { expect, test } from 'vitest';
import { headOf } from './harness.ts';
import { matchesCustomer, matchesHead } from './rules-filter.ts';

const customer = {
  name: '小苗',
  remark: '周末量房',
  firstSeenAtMs: 0,
  contact: { phoneMasked: '138****5678' },
};

test('K1, X5: a search looks through name, remark and what everybody sees of a number, and no further', () => {
  expect(['小', '量房', '5678', '138****'].map((q) => matchesCustomer(customer, { q }))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(['13800', '9999'].map((q) => matchesCustomer(customer, { q }))).toEqual([false, false]);
});

test('K1: a list may hold what one member has, or what nobody has', () => {
  const heads = [headOf(1, { assigneeId: 'm1' }), headOf(2, { assigneeId: 'm2' }), headOf(3)];
  const who = (assignee: string) => heads.map((head) => matchesHead(head, { assignee }));
  expect(who('m1')).toEqual([true, false, false]);
  expect(who('nobody')).toEqual([false, false, true]);
  expect(who('m3')).toEqual([false, false, false]);
});
