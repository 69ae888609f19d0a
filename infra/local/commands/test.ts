import { BuildFailure, buildConsole, buildTemplate } from './build.ts';
import { ensureChromium } from './chromium.ts';
import { onStop, stopAll } from './process.ts';
import { check, exists, isFile, playwright, runSuites, type Suite, vitest } from './suites.ts';

/** `npm test`: everything CI asks for. Ends with a line `N passed, N failed`. */

onStop(() => {
  stopAll();
  process.exit(130);
});

const build: Suite = {
  name: 'build of console and template',
  async run() {
    try {
      await buildConsole();
      await buildTemplate();
      return { passed: 1, failed: 0 };
    } catch (error) {
      if (!(error instanceof BuildFailure)) throw error;
      console.log(error.message);
      return { passed: 0, failed: 1 };
    }
  },
};

const chromium = await ensureChromium();
if ('missing' in chromium) {
  console.log(chromium.missing);
  process.exit(1);
}

const suites: Suite[] = [
  check('types', 'npm', ['run', '-s', 'types']),
  check('types of the console', 'npm', ['run', '-s', 'check', '-w', 'web']),
  check('format and lint', 'npm', ['run', '-s', 'lint']),
  check('lock file is complete', 'node', ['infra/local/lock-optional.mjs', '--check']),
  build,
  vitest('unit'),
  ...(exists('test/integration/**/*.test.ts') ? [vitest('integration')] : []),
  ...(isFile('test/simulation/main.ts') ? [check('simulation', 'node', ['test/simulation/main.ts', '--short'])] : []),
  ...(exists('test/e2e/**/*.{test,spec}.ts') ? [playwright(chromium.path)] : []),
];
const { passed, failed } = await runSuites(suites);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
