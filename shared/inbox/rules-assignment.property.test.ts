import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AssignmentRule } from './model.ts';
import { BY_HAND, chooseMember, type Desk, needsLooking, ruleFor, stepReturn, takesPart } from './rules-assignment.ts';

const NOW_MS = 10 * 60_000;

// Few people and small loads on purpose: ties must happen often.
const desk = fc.record({
  memberId: fc.constantFrom('a', 'b', 'c', 'd'),
  isOnline: fc.boolean(),
  load: fc.integer({ min: 0, max: 4 }),
  lastAssignedAtMs: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  offlineSinceMs: fc.option(fc.constantFrom(NOW_MS - 60_000, NOW_MS - 300_000), { nil: undefined }),
});
const desks = fc.uniqueArray(desk, { selector: ({ memberId }) => memberId, maxLength: 4 });
const rule: fc.Arbitrary<AssignmentRule> = fc.record(
  {
    mode: fc.constantFrom('by-hand' as const, 'round-robin' as const, 'by-load' as const),
    memberIds: fc.uniqueArray(fc.constantFrom('a', 'b', 'x'), { maxLength: 2 }),
    onlineOnly: fc.boolean(),
    maxEach: fc.integer({ min: 1, max: 3 }),
    returnAfterMinutes: fc.constantFrom(2, 20),
  },
  { requiredKeys: ['mode', 'memberIds', 'onlineOnly'] },
);

test('I5: nobody gets work who does not take part, and by hand nobody gets any', () => {
  fc.assert(
    fc.property(rule, desks, (by, people) => {
      const chosen = chooseMember(by, people, NOW_MS);
      if (chosen === undefined || by.mode === 'by-hand') {
        expect(chosen).toBeUndefined();
        expect(by.mode === 'by-hand' || !people.some((one) => takesPart(by, one, NOW_MS))).toBe(true);
        return;
      }
      const one = people.find(({ memberId }) => memberId === chosen);
      expect(one && (one.isOnline || !by.onlineOnly)).toBe(true);
      expect(by.memberIds.length === 0 || by.memberIds.includes(chosen)).toBe(true);
      expect(one?.load).toBeLessThan(by.maxEach ?? 5);
      const isGone = one?.isOnline === false && one.offlineSinceMs === NOW_MS - 300_000;
      expect(isGone && by.returnAfterMinutes === 2).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});

test('I5: by load, nobody who takes part has fewer than whoever is chosen', () => {
  fc.assert(
    fc.property(rule, desks, (by, people) => {
      const byLoad: AssignmentRule = { ...by, mode: 'by-load' };
      const chosen = people.find(({ memberId }) => memberId === chooseMember(byLoad, people, NOW_MS));
      for (const other of people.filter((one) => takesPart(byLoad, one, NOW_MS))) {
        expect(chosen?.load).toBeLessThanOrEqual(other.load);
      }
    }),
    { numRuns: 500 },
  );
});

test('I5: in turn, everybody who takes part gets one before anybody gets two', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }), (names) => {
      const by: AssignmentRule = { mode: 'round-robin', memberIds: [], onlineOnly: true };
      let people: Desk[] = names.map((memberId) => ({ memberId, isOnline: true, load: 0 }));
      const given: string[] = [];
      for (let atMs = 1; atMs <= names.length * 2; atMs++) {
        const chosen = chooseMember(by, people, NOW_MS) ?? '';
        given.push(chosen);
        people = people.map((one) => (one.memberId === chosen ? { ...one, lastAssignedAtMs: atMs } : one));
      }
      expect([...new Set(given.slice(0, names.length))].sort()).toEqual([...names].sort());
      expect(given.slice(names.length)).toEqual(given.slice(0, names.length));
    }),
  );
});

test('an account goes its own way, every other by the tenant’s', () => {
  const own: AssignmentRule = { ...BY_HAND, mode: 'by-load' };
  const rules = { tenant: BY_HAND, accounts: { dy_one: own } };
  expect(ruleFor(rules, 'dy_one')).toBe(own);
  expect(ruleFor(rules, 'dy_two')).toBe(BY_HAND);
  expect(needsLooking(rules)).toBe(true);
  expect(needsLooking({ tenant: BY_HAND, accounts: { dy_one: BY_HAND } })).toBe(false);
  expect(needsLooking({ tenant: BY_HAND, accounts: { dy_one: { ...BY_HAND, returnAfterMinutes: 5 } } })).toBe(true);
});

test('I5: work returns when its member is gone for as long as the rule allows, and not a moment before', () => {
  const by: AssignmentRule = { ...BY_HAND, returnAfterMinutes: 15 };
  const away = (offlineSinceMs?: number) => ({ isOnline: false, offlineSinceMs });
  expect(stepReturn(by, away(), 1_000)).toEqual({ kind: 'left', offlineSinceMs: 1_000 });
  expect(stepReturn(by, away(0), 899_999)).toEqual({ kind: 'stays' });
  expect(stepReturn(by, away(0), 900_000)).toEqual({ kind: 'return' });
  expect(stepReturn(BY_HAND, away(0), 9e9)).toEqual({ kind: 'stays' });
  expect(stepReturn(by, { isOnline: true, offlineSinceMs: 0 }, 9e9)).toEqual({ kind: 'back' });
  expect(stepReturn(by, { isOnline: true }, 9e9)).toEqual({ kind: 'stays' });
});
