// The entry of every npm command: brings the packages and Node 24 if they are missing, then runs the command under it.
// Plain JavaScript that an old Node (14 and up) understands; knows nothing of the product.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const WANTED = 24;
const major = (version) => Number(/^v?(\d+)/.exec(version || '')?.[1] ?? 0);
const fail = (sentence) => {
  console.error(sentence);
  process.exit(1);
};
const readJson = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

/** What of the lock file is not installed. npm writes its own list last, so a broken-off installation shows as well. */
function missingPackages() {
  const wanted = readJson(join(root, 'package-lock.json'));
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted) fail('package-lock.json is missing or unreadable: restore it from the repository.');
  if (!installed) return ['everything'];
  return Object.keys(wanted.packages).filter((path) => {
    const entry = wanted.packages[path];
    if (!/(^|\/)node_modules\//.test(path) || entry.link) return false;
    const found = installed.packages[path];
    return found ? found.version !== entry.version : !entry.optional;
  });
}

function runNpm(args) {
  // Under `npm start` this is npm's own program; it runs with whatever Node is at hand.
  const own = process.env.npm_execpath;
  const [file, first] = own && /\.c?js$/.test(own) ? [process.execPath, [own]] : ['npm', []];
  const options = {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32' && file === 'npm',
  };
  // Tools are development dependencies: they are needed whatever the environment leaves out otherwise.
  const always = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  return spawnSync(file, [...first, ...args, ...always], options).status === 0;
}

function installPackages() {
  if (missingPackages().length === 0) return;
  const version = spawnSync('npm', ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' }).stdout;
  if (!process.env.npm_execpath && !version) fail('npm is missing: install Node.js with npm from https://nodejs.org.');
  if (version && major(version) < 7)
    fail(`npm ${version.trim()} is too old: run "npm install --global npm@9" once, then this command again.`);
  console.log('Installing packages (only when they are missing or have changed; about a minute) …');
  if (!runNpm(['ci'])) {
    console.log(
      'The exact versions of package-lock.json cannot be installed here; installing the closest ones instead.',
    );
    if (!runNpm(['install', '--no-save'])) fail('Packages could not be installed: see the message of npm above.');
  }
}

const runs = (file) => {
  const answer = spawnSync(file, ['--version'], { encoding: 'utf8' });
  return answer.status === 0 && major(answer.stdout) >= WANTED;
};

/** Node 24: the one that runs this, the one npm installed, or the one on PATH. */
function findNode() {
  if (major(process.version) >= WANTED) return process.execPath;
  const windows = process.platform === 'win32';
  const platform = windows ? 'win' : process.platform;
  const packaged = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', windows ? 'node.exe' : 'node');
  const bin = join(root, 'node_modules', '.bin', 'node');
  const found = [packaged, bin].find((file) => existsSync(file) && runs(file)) || (runs('node') ? 'node' : undefined);
  if (!found)
    fail(
      `Node ${WANTED} is missing: npm has no build of it for ${process.platform} ${process.arch}; install Node ${WANTED} from https://nodejs.org and run this command again.`,
    );
  return found;
}

/** Runs the command in a child; signals and the end of either side reach the other. */
function runUnder(node, script, args, env) {
  const child = spawn(node, [script, ...args], { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  const forward = (signal) => () => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward(signal));
  child.on('error', (error) => fail(`Node could not be started: ${error.message}.`));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : code === null ? 1 : code));
}

const [command = '', ...args] = process.argv.slice(2);
const script = join(root, 'infra', 'local', 'commands', `${command}.ts`);
if (!/^[a-z]+$/.test(command) || !existsSync(script))
  fail('Commands are: start, test, check, bench, simulate, histories, mutate, deploy.');
installPackages();
const node = findNode();
const path = [join(root, 'node_modules', '.bin'), ...(node === 'node' ? [] : [dirname(node)]), process.env.PATH || ''];
process.env.PATH = path.join(delimiter);
if (node === process.execPath) {
  process.chdir(root);
  process.argv.splice(1, 2, script);
  import(pathToFileURL(script).href).catch((error) => {
    console.error(error);
    process.exit(1);
  });
} else {
  runUnder(node, script, args, process.env);
}
