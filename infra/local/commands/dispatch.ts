import { BuildFailure, buildAll } from './build.ts';
import { onStop, run, stopAll } from './process.ts';
import { isFile } from './suites.ts';

/** Hands a command to a program under test/ with its arguments, after building what it measures. Never returns. */
export async function dispatch(program: string, options: { readonly build: boolean }): Promise<never> {
  onStop(() => {
    stopAll();
    process.exit(130);
  });
  if (!isFile(program)) {
    console.log(`${program} does not exist yet.`);
    process.exit(1);
  }
  try {
    if (options.build) await buildAll();
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    console.log(error.message);
    process.exit(1);
  }
  const { code } = await run('node', [program, ...process.argv.slice(2)]);
  process.exit(code);
}
