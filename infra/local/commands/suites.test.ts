import { expect, test } from 'vitest';
import { check, runSuites } from './suites.ts';

const suite = (passed: number, failed: number) => ({ name: 'x', run: async () => ({ passed, failed }) });

test('the total is the sum of all suites, and a failed one does not stop the rest', async () => {
  expect(await runSuites([suite(3, 0), suite(0, 2), suite(4, 0)])).toEqual({ passed: 7, failed: 2 });
});

test('a program counts as one check, a missing one as failed', async () => {
  expect(await check('x', 'node', ['-e', '']).run()).toEqual({ passed: 1, failed: 0 });
  expect(await check('x', 'node', ['-e', 'process.exit(3)']).run()).toEqual({ passed: 0, failed: 1 });
  expect(await check('x', 'no-such-program-here', []).run()).toEqual({ passed: 0, failed: 1 });
});
