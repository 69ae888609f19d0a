import { parseArgs } from 'node:util';
import { measureAcks, measureSustained } from './acks.ts';
import { measureBundles } from './bundles.ts';
import { measureBurst, measureSeries } from './burst.ts';
import { measureConsoleCalls } from './console-calls.ts';
import { measureCost } from './cost.ts';
import { measureDuplicates } from './duplicates.ts';
import { measureFixedCost } from './fixed-cost.ts';
import { measureFunctionMemory } from './function-memory.ts';
import { measureHandled } from './handled.ts';
import { measureInboxPage } from './inbox-page.ts';
import { measureInit } from './init.ts';
import { measureLive } from './live.ts';
import { measureNoisy } from './noisy.ts';
import { measureOverhead } from './overhead.ts';
import { measureRamp } from './ramp.ts';
import { brokenIds, type Measure, printTable, writeJson } from './report.ts';
import { measureAmplification, measureSimulation } from './simulated.ts';
import { measureStackMemory } from './stack-memory.ts';
import { measureStart } from './start.ts';
import { measureTimers } from './timers.ts';
import { measureVerdicts } from './verdicts.ts';

/** `npm run bench`: the figures of the targets, each against its gate. See README.md. */

interface Options {
  /** Longer loads, as the targets state them. */
  readonly long: boolean;
}

/** In the order of the table; one runner may serve several targets. */
const RUNNERS: readonly { readonly ids: readonly string[]; readonly run: (options: Options) => Promise<Measure[]> }[] =
  [
    { ids: ['COST1', 'COST2', 'COST3', 'COST4'], run: measureCost },
    { ids: ['COST6'], run: measureDuplicates },
    { ids: ['COST8'], run: measureConsoleCalls },
    { ids: ['COST10'], run: measureAmplification },
    { ids: ['COST11'], run: measureFixedCost },
    { ids: ['SPEED1'], run: measureBundles },
    { ids: ['SPEED2'], run: measureInit },
    { ids: ['SPEED3'], run: measureFunctionMemory },
    { ids: ['SPEED4'], run: measureAcks },
    { ids: ['SPEED5'], run: measureSustained },
    { ids: ['SPEED6'], run: measureHandled },
    { ids: ['SPEED7'], run: measureOverhead },
    { ids: ['SPEED8a'], run: measureBurst },
    { ids: ['SPEED8b'], run: measureSeries },
    { ids: ['SPEED8c'], run: measureRamp },
    { ids: ['SPEED10'], run: measureTimers },
    { ids: ['SPEED11'], run: measureNoisy },
    { ids: ['SPEED12'], run: measureLive },
    { ids: ['SPEED13', 'SPEED14', 'SPEED15'], run: measureInboxPage },
    { ids: ['SPEED16'], run: measureStackMemory },
    { ids: ['SPEED17'], run: measureStart },
    { ids: ['SPEED18'], run: measureSimulation },
    { ids: ['VERDICTS'], run: measureVerdicts },
  ];

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    only: { type: 'string' },
    long: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
  },
});

const known = RUNNERS.flatMap(({ ids }) => ids);
const named = values.only
  ?.split(',')
  .map((id) => known.find((one) => one.toLowerCase() === id.trim().toLowerCase()) ?? id);
const wanted = new Set(named ?? known);
const unknown = [...wanted].filter((id) => !known.includes(id));
if (unknown.length > 0) {
  console.log(`There is no measure ${unknown.join(', ')}. Known: ${known.join(', ')}.`);
  process.exit(2);
}

const measures: Measure[] = [];
for (const { ids, run } of RUNNERS) {
  if (!ids.some((id) => wanted.has(id))) continue;
  const startedMs = performance.now();
  try {
    measures.push(...(await run({ long: values.long })).filter(({ id }) => wanted.has(id)));
  } catch (error) {
    console.error(error);
    measures.push(...ids.filter((id) => wanted.has(id)).map(notMeasured));
  }
  process.stderr.write(`${ids.join(', ')}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`);
}
printTable(measures);
if (values.out !== undefined) writeJson(values.out, measures);

const broken = brokenIds(measures);
if (broken.length > 0) console.log(`\nGates that do not hold: ${broken.join(', ')}`);
process.exit(values.strict && broken.length > 0 ? 1 : 0);

function notMeasured(id: string): Measure {
  return { id, what: 'failed, see above', value: Number.NaN, unit: '', gate: { atMost: 0 }, basis: 'count' };
}
