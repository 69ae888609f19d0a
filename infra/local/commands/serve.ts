import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ports, startLocal } from '../runtime.ts';

/**
 * Runs the local stack from an existing template as a plain process: no building, no watching, no demo data. Tests and
 * the benchmark start it, kill it and start it again.
 *
 *     node infra/local/commands/serve.ts --state DIR --port N [--assembly DIR] [--database DIR] [--fresh] [--warm]
 *         [--no-simulators] [--attached] [--verbose]
 *
 * Prints one JSON line when everything answers. With `--attached` it ends with its standard input, so that it never
 * outlives the process that started it.
 */
const { values } = parseArgs({
  options: {
    state: { type: 'string', default: '.miaohong' },
    port: { type: 'string', default: '8080' },
    assembly: { type: 'string', default: 'cdk.out' },
    database: { type: 'string' },
    site: { type: 'string' },
    fresh: { type: 'boolean', default: false },
    warm: { type: 'boolean', default: false },
    attached: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    simulators: { type: 'boolean', default: true },
  },
  allowNegative: true,
});

const port = Number(values.port);
const runtime = await startLocal({
  assembly: values.assembly,
  stateDir: values.state,
  port,
  fresh: values.fresh,
  warm: values.warm,
  ...(values.database === undefined ? {} : { databaseDir: values.database }),
  ...(values.site === undefined ? {} : { siteDir: values.site }),
  log: values.verbose ? (line) => process.stderr.write(`${line}\n`) : () => undefined,
});
const simulators = values.simulators ? await startSimulators() : undefined;

async function startSimulators(): Promise<{ close(): Promise<void> }> {
  const module = await import('../../simulators/index.ts');
  return module.startSimulators({
    port: ports(port).simulators,
    clock: runtime.clock,
    env: process.env,
    stateDir: join(values.state, 'simulators'),
  });
}

let stopping: Promise<void> | undefined;
const stop = (): Promise<void> => {
  stopping ??= (async () => {
    await simulators?.close();
    await runtime.close();
    process.exit(0);
  })();
  return stopping;
};
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
if (values.attached) {
  process.stdin.once('end', () => void stop());
  process.stdin.resume();
}

const { origin, endpoints, tables, awsEnvironment } = runtime;
process.stdout.write(
  `${JSON.stringify({
    ready: true,
    pid: process.pid,
    dynamoPid: runtime.dynamoPid(),
    readyMs: Math.round(performance.now()),
    origin,
    simulators: values.simulators ? `http://127.0.0.1:${ports(port).simulators}` : undefined,
    endpoints,
    tables,
    awsEnvironment,
  })}\n`,
);
