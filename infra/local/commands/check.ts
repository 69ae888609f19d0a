import { onStop, stopAll } from './process.ts';
import { check, runSuites, vitest } from './suites.ts';

/** `npm run check`: what a change must pass before it is committed. */

onStop(() => {
  stopAll();
  process.exit(130);
});

const { passed, failed } = await runSuites([
  check('format and lint', 'npm', ['run', '-s', 'lint']),
  check('types', 'npm', ['run', '-s', 'types']),
  check('types of the console', 'npm', ['run', '-s', 'check', '-w', 'web']),
  vitest('unit'),
]);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
