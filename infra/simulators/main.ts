import { parseArgs } from 'node:util';
import { systemClock } from './clock.ts';
import { startSimulators } from './index.ts';

/** Runs the simulators alone: `node infra/simulators/main.ts --port 8081 [--state-dir FOLDER]`. */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '8081' }, 'state-dir': { type: 'string' } },
});
const stateDir = values['state-dir'];
const simulators = await startSimulators({
  port: Number(values.port),
  clock: systemClock,
  env: process.env,
  ...(stateDir === undefined ? {} : { stateDir }),
});
console.log(`Simulators: ${simulators.origin}`);
console.log(`  Douyin       ${simulators.origin}/douyin/app/`);
console.log(`  Xiaohongshu  ${simulators.origin}/xiaohongshu/app/`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void simulators.close().then(() => process.exit(0));
  });
}
