import { expect, test } from 'vitest';
import { createFaults, FaultPlan } from './faults.ts';

const plan = (faults: object, seed = 7): FaultPlan => FaultPlan.parse({ seed, faults });

const drawn = (seed: number): boolean[] => {
  const faults = createFaults();
  faults.plan(plan({ 'webhook.delay': { probability: 0.5 } }, seed));
  return Array.from({ length: 40 }, () => faults.strike('webhook.delay') !== undefined);
};

test('the same seed draws the same faults, another seed others', () => {
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(7)).not.toEqual(drawn(8));
  expect(drawn(7).filter(Boolean).length).toBeGreaterThan(8);
});

test('a count ends a fault', () => {
  const faults = createFaults();
  faults.plan(plan({ 'api.error-before': { count: 2 } }));
  const struck = [1, 2, 3].map(() => faults.strike('api.error-before', { on: 'send' }) !== undefined);
  expect(struck).toEqual([true, true, false]);
  expect(faults.report().struck).toEqual({ 'api.error-before': 2 });
});

test('a fault strikes only the calls and the account it names', () => {
  const faults = createFaults();
  faults.plan(plan({ 'api.hang-after': { on: 'recall', accountId: 'a' } }));
  expect(faults.strike('api.hang-after', { on: 'send', accountId: 'a' })).toBeUndefined();
  expect(faults.strike('api.hang-after', { on: 'recall', accountId: 'b' })).toBeUndefined();
  expect(faults.strike('api.hang-after', { on: 'recall', accountId: 'a' })).toBeDefined();
});

test('nothing strikes without a plan, nor after it was cleared', () => {
  const faults = createFaults();
  expect(faults.strike('echo.never')).toBeUndefined();
  faults.plan(plan({ 'echo.never': {} }));
  faults.clear();
  expect(faults.strike('echo.never')).toBeUndefined();
});
