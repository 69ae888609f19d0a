import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './process.ts';

/** Where Chromium for the end-to-end tests comes from. */

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const PACKAGES = ['chromium', 'fonts-noto-cjk'];

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** CHROMIUM_PATH if set, else the first known browser on PATH; undefined if there is none. */
export function findChromium(): string | undefined {
  const given = process.env.CHROMIUM_PATH;
  if (given) return isExecutable(given) ? given : undefined;
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, MAC].find(isExecutable);
}

async function rootPrefix(): Promise<readonly string[] | undefined> {
  if (process.getuid?.() === 0) return [];
  return (await run('sudo', ['-n', 'true'], { output: 'collect' })).ok ? ['sudo', '-n'] : undefined;
}

/**
 * Finds Chromium, or installs Debian's package of it where that is possible.
 *
 * @returns its path, or one plain sentence about what is missing.
 */
export async function ensureChromium(): Promise<{ path: string } | { missing: string }> {
  const found = findChromium();
  if (found !== undefined) return { path: found };
  const looked = process.env.CHROMIUM_PATH
    ? `at CHROMIUM_PATH (${process.env.CHROMIUM_PATH})`
    : `in /usr/bin and on PATH for ${NAMES.join(', ')}`;
  const missing = `Chromium is missing: looked ${looked}; install it or set CHROMIUM_PATH to its program.`;
  if (process.env.CHROMIUM_PATH || !existsSync('/usr/bin/apt-get')) return { missing };
  const prefix = await rootPrefix();
  if (!prefix) return { missing: `${missing} (It could be installed with apt-get, but not without root rights.)` };
  console.log(`Installing ${PACKAGES.join(' and ')} …`);
  const apt = (...args: string[]) => {
    const [program = '', ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
    return run(program, rest, { output: 'collect' });
  };
  await apt('update');
  const installed = await apt('install', '-y', '--no-install-recommends', ...PACKAGES);
  const path = findChromium();
  if (path !== undefined) return { path };
  return { missing: `${missing} apt-get said: ${installed.output.trim().split('\n').at(-1) ?? ''}` };
}
