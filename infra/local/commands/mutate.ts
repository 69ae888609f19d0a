import { onStop, run, stopAll } from './process.ts';

/**
 * `npm run mutate`: alters the gate's engine in every small way and sees whether a test notices (test/mutation). Takes
 * most of an hour; `-- --mutate shared/conversations/rules-windows.ts` looks at one file.
 */
onStop(() => {
  stopAll();
  process.exit(130);
});
const { code } = await run('stryker', ['run', 'test/mutation/stryker.config.json', ...process.argv.slice(2)]);
process.exit(code);
