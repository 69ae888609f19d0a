import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** The bootstrap in a repository of its own, with an npm that only says what it was asked. */

let repository: string;
const lock = {
  packages: { 'node_modules/a': { version: '1.0.0' }, 'node_modules/rare': { version: '1.0.0', optional: true } },
};

beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'miaohong-bootstrap-'));
  mkdirSync(join(repository, 'infra/local/commands'), { recursive: true });
  mkdirSync(join(repository, 'node_modules'));
  cpSync(fileURLToPath(new URL('bootstrap.mjs', import.meta.url)), join(repository, 'infra/local/bootstrap.mjs'));
  writeFileSync(
    join(repository, 'infra/local/commands/probe.ts'),
    'console.log("probe", process.argv.slice(2)); process.exit(7);',
  );
  writeFileSync(join(repository, 'package-lock.json'), JSON.stringify(lock));
});
afterEach(() => rmSync(repository, { recursive: true, maxRetries: 20, retryDelay: 50 }));

const install = (version: string): void =>
  writeFileSync(
    join(repository, 'node_modules/.package-lock.json'),
    JSON.stringify({ packages: { 'node_modules/a': { version } } }),
  );

function run(args: readonly string[], npm = 'console.log("npm", process.argv[2]);') {
  const fakeNpm = join(repository, 'fake-npm.cjs');
  writeFileSync(fakeNpm, npm);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(repository, 'infra/local/bootstrap.mjs'), ...args],
    {
      encoding: 'utf8',
      env: { ...process.env, npm_execpath: fakeNpm },
    },
  );
  return { status, output: stdout + stderr };
}

test('with everything installed the command runs at once, with its arguments and its exit code', () => {
  install('1.0.0');
  const { status, output } = run(['probe', '--x', '1']);
  expect(status).toBe(7);
  expect(output).toBe("probe [ '--x', '1' ]\n");
});

test.each([
  ['nothing is installed', undefined],
  ['a version differs', '0.9.0'],
])('packages are installed when %s', (_, version) => {
  if (version !== undefined) install(version);
  const { output } = run(['probe']);
  expect(output).toContain('Installing packages');
  expect(output).toContain('npm ci');
  expect(output).toContain('probe []');
});

test('when the lock file cannot be satisfied it says so and takes the closest versions', () => {
  const { output } = run(
    ['probe'],
    'console.log("npm", process.argv[2]); process.exit(process.argv[2] === "ci" ? 1 : 0);',
  );
  expect(output).toContain('cannot be installed here; installing the closest ones instead');
  expect(output).toContain('npm install');
  expect(output).toContain('probe []');
});

test('when nothing can be installed it ends with one plain sentence', () => {
  const { status, output } = run(['probe'], 'process.exit(1);');
  expect(status).toBe(1);
  expect(output.trim().split('\n').at(-1)).toBe('Packages could not be installed: see the message of npm above.');
});

test.each(['nonsense', '', '../probe'])('an unknown command %j is answered with the list', (command) => {
  const { status, output } = run([command]);
  expect([status, output]).toEqual([
    1,
    'Commands are: start, test, check, bench, simulate, histories, mutate, deploy.\n',
  ]);
});
