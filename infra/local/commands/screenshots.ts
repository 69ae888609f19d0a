import { ensureChromium } from './chromium.ts';
import { onStop, run, stopAll } from './process.ts';

/** `npm run screenshots`: retakes the pictures of the README on a demo stack of its own. */

onStop(() => {
  stopAll();
  process.exit(130);
});

const chromium = await ensureChromium();
if ('missing' in chromium) {
  console.log(chromium.missing);
  process.exit(1);
}
const { code } = await run('playwright', ['test', '--project', 'pictures'], { env: { CHROMIUM_PATH: chromium.path } });
process.exit(code);
