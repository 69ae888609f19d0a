import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fingerprint, isCurrent, remember } from './inputs.ts';
import { root, run } from './process.ts';

/** Builds the console and the template when what they are made from has changed. */

export class BuildFailure extends Error {
  override readonly name = 'BuildFailure';
}

const SITE = 'web/build';
const ASSEMBLY = 'cdk.out';
/** See shims/npx. */
const SHIMS = join(root, 'infra/local/commands/shims');
const COMMON = ['package.json', 'package-lock.json', 'tsconfig.json'];

const consoleInputs = () =>
  fingerprint([...COMMON, 'web', 'shared'], [SITE, 'web/.svelte-kit', 'web/src/lib/paraglide', 'web/mock']);
const templateInputs = () =>
  fingerprint([...COMMON, 'cdk.json', 'infra', 'functions', 'shared'], ['infra/local', 'infra/simulators']);

async function build(what: string, program: string, args: readonly string[], path = ''): Promise<void> {
  const env = { PATH: path + (process.env.PATH ?? '') };
  const result = await run(program, args, { output: 'collect', env });
  if (!result.ok) throw new BuildFailure(`${what} could not be built:\n${result.output.trim()}`);
}

/** Builds web/build. @returns whether something had to be done. @throws {BuildFailure} with the tool's own words. */
export async function buildConsole(): Promise<boolean> {
  const inputs = consoleInputs();
  if (isCurrent('console', inputs) && existsSync(join(root, SITE, 'index.html'))) return false;
  await build('The console', 'npm', ['run', '-s', 'build', '-w', 'web']);
  remember('console', inputs);
  return true;
}

/**
 * Synthesizes cdk.out with every function's bundle. It needs the folder of the built console to exist; locally the
 * console is served from that folder itself, so the two builds may run side by side. `keepOld` leaves earlier bundles
 * in place for functions that still run them.
 */
export async function buildTemplate(options: { readonly keepOld?: boolean } = {}): Promise<boolean> {
  const inputs = templateInputs();
  if (isCurrent('template', inputs) && existsSync(join(root, ASSEMBLY, 'manifest.json'))) return false;
  if (!existsSync(join(root, SITE))) {
    mkdirSync(join(root, SITE), { recursive: true });
    writeFileSync(join(root, SITE, 'index.html'), '<!doctype html><title>Miaohong</title>The console is being built.');
  }
  if (!options.keepOld) rmSync(join(root, ASSEMBLY), { recursive: true, force: true });
  await build('The template', 'node', ['infra/app.ts'], SHIMS + delimiter);
  remember('template', inputs);
  return true;
}

/** Both builds at once: each keeps about one core busy. */
export async function buildAll(): Promise<void> {
  const results = await Promise.allSettled([buildConsole(), buildTemplate()]);
  if (results[0].status === 'rejected') throw results[0].reason;
  // The template copies the console's folder, which may have been replaced under it: then once more.
  if (results[1].status === 'rejected') await buildTemplate();
}
