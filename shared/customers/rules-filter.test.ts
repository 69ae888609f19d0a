import { expect, test } from 'vitest';
import { matchesCustomer } from './rules-filter.ts';

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
