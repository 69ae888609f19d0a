import { createServer } from 'node:net';
import { join } from 'node:path';
import { startSimulators } from '../../simulators/index.ts';
import { demoUsers, simulatorOrigin } from '../defaults.ts';
import { seedLocal } from '../demo/seed-local.ts';
import { type LocalRuntime, ports, startLocal } from '../runtime.ts';
import { BuildFailure, buildConsole, buildTemplate } from './build.ts';
import { openBrowser } from './open-browser.ts';
import { onStop, root, stopAll } from './process.ts';
import { startOptionsOrExit } from './start-options.ts';
import { type Part, watchSources } from './watch.ts';

/** `npm start`: builds what changed, starts everything, seeds the demo, prints where it is. */

/** Longer than a clean end takes; after it nothing is worth waiting for, because everything is on disk. */
const STOP_LIMIT_MS = 1_800;

const options = startOptionsOrExit();
const { port, stateDir } = options;
const closers: (() => unknown)[] = [];
let stopping = false;
onStop(() => void stop(0));

async function stop(code: number): Promise<never> {
  stopping = true;
  setTimeout(() => process.exit(code), STOP_LIMIT_MS).unref();
  stopAll();
  for (const close of closers.splice(0).reverse()) await close();
  process.exit(code);
}

const giveUp = (sentence: string): Promise<never> => {
  console.log(sentence);
  return stop(1);
};

const isFree = (candidate: number) =>
  new Promise<boolean>((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(candidate, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

async function checkPorts(): Promise<void> {
  for (const candidate of [port, ...Object.values(ports(port))]) {
    if (await isFree(candidate)) continue;
    await giveUp(
      `Port ${candidate} is in use, perhaps by Miaohong itself; stop that, or choose others: npm start -- --port ${port + 100}`,
    );
  }
}

async function startEverything(): Promise<LocalRuntime> {
  const runtime = await startLocal({
    assembly: join(root, 'cdk.out'),
    stateDir,
    port,
    fresh: options.fresh,
    warm: true,
    // Ctrl-C reaches the child processes as well; that they end then is no news.
    log: (line) => {
      if (!stopping) console.log(line);
    },
  });
  closers.push(() => runtime.close());
  const simulators = await startSimulators({
    port: ports(port).simulators,
    clock: runtime.clock,
    env: {
      ...process.env,
      DOUYIN_WEBHOOK_URL: `${runtime.origin}/webhooks/douyin`,
      XIAOHONGSHU_WEBHOOK_URL: `${runtime.origin}/webhooks/xiaohongshu`,
    },
    stateDir: join(stateDir, 'simulators'),
  });
  closers.push(() => simulators.close());
  await seedLocal(runtime, { simulators: simulators.origin });
  return runtime;
}

/** Rebuilds on change. One rebuild at a time; what changes meanwhile is built after it. */
function reloadOnChange(runtime: LocalRuntime): void {
  let working: Promise<void> = Promise.resolve();
  const rebuild = async (parts: ReadonlySet<Part>): Promise<void> => {
    const beganMs = performance.now();
    const seconds = () => `${((performance.now() - beganMs) / 1000).toFixed(1)} s`;
    try {
      if (parts.has('functions') && (await buildTemplate({ keepOld: true }))) {
        const swapped = runtime.reload();
        console.log(
          swapped.length === 0 ? `Functions unchanged (${seconds()})` : `Reloaded ${swapped.join(', ')} (${seconds()})`,
        );
      }
      if (parts.has('console') && (await buildConsole()))
        console.log(`Console rebuilt, reload the page (${seconds()})`);
    } catch (error) {
      console.log(error instanceof BuildFailure ? error.message : String(error));
    }
  };
  closers.push(
    watchSources((parts) => {
      working = working.then(() => rebuild(parts));
    }),
  );
}

function printAddresses(origin: string): void {
  const simulators = simulatorOrigin(port);
  const [person] = demoUsers;
  const lines = [
    `Miaohong runs (${(performance.now() / 1000).toFixed(1)} s). Ctrl-C stops it; npm start -- --fresh begins anew.`,
    '',
    `  Console               ${origin}/`,
    `    sign in as          ${person?.email ?? ''}   password ${person?.password ?? ''}`,
    `  Customer, Douyin      ${simulators}/douyin/app/`,
    `  Customer, Xiaohongshu ${simulators}/xiaohongshu/app/`,
    `  API                   ${origin}/api/v1/openapi.json`,
    `  Clock, meter, log     ${origin}/_local/clock  /_local/meter  /_local/invocations`,
    '',
  ];
  console.log(lines.join('\n'));
}

try {
  await checkPorts();
  const consoleBuild = buildConsole();
  // Both builds may run at once; which failed is told once both are over.
  consoleBuild.catch(() => undefined);
  await buildTemplate().catch(async (error: unknown) => {
    await consoleBuild;
    return buildTemplate().catch(() => {
      throw error;
    });
  });
  const runtime = await startEverything();
  await consoleBuild;
  printAddresses(runtime.origin);
  if (options.watch) reloadOnChange(runtime);
  if (options.open) openBrowser(runtime.origin);
} catch (error) {
  await giveUp(
    error instanceof BuildFailure
      ? error.message
      : error instanceof Error
        ? `Miaohong could not start: ${error.message}`
        : String(error),
  );
}
