import { expect, test } from 'vitest';
import type { AssignmentRule, AssignmentRules } from '../contracts.ts';
import { countsPresence } from './resting.ts';

const byHand: AssignmentRule = { mode: 'by-hand', memberIds: [], onlineOnly: true };
const rules = (tenant: Partial<AssignmentRule>, account?: Partial<AssignmentRule>): AssignmentRules => ({
  tenant: { ...byHand, ...tenant },
  accounts: account === undefined ? {} : { dy_one: { ...byHand, ...account } },
});

test.each([
  ['by hand', rules({}), false],
  ['given to whoever is there', rules({ mode: 'round-robin' }), true],
  ['given to anybody', rules({ mode: 'round-robin', onlineOnly: false }), false],
  ['taken back from whoever is away', rules({ returnAfterMinutes: 15 }), true],
  ['given to others', rules({ mode: 'by-load', memberIds: ['m2'] }), false],
  ['given to me of one account', rules({}, { mode: 'by-load', memberIds: ['m1'] }), true],
])('I5: whether being there counts: %s', (_, by, counts) => {
  expect(countsPresence(by, 'm1')).toBe(counts);
});
