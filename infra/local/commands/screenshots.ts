import { buildConsole } from './build.ts';
import { ensureChromium } from './chromium.ts';
import { onStop, run, stopAll } from './process.ts';

/**
 * `npm run screenshots`: retakes the pictures of the README on a demo stack of its own. With `-- --screens` it shoots every
 * screen of the console in every state instead, from the stand-in server, into test-results/screens.
 */

onStop(() => {
  stopAll();
  process.exit(130);
});

const chromium = await ensureChromium();
if ('missing' in chromium) {
  console.log(chromium.missing);
  process.exit(1);
}
const env = { CHROMIUM_PATH: chromium.path };
const args = process.argv.slice(2);
const isOfScreens = args.includes('--screens');
if (isOfScreens) await buildConsole();
const { code } = isOfScreens
  ? await run('node', ['test/e2e/looks.ts', ...args.filter((arg) => arg !== '--screens')], { env })
  : await run('playwright', ['test', '--project', 'pictures'], { env });
process.exit(code);
