import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { runExhaustive } from './exhaustive.ts';
import { ALL_FAULTS, type Fault } from './faults.ts';
import { runMutants } from './mutants.ts';
import { operationsOf } from './operations.ts';
import { createReport, missingIn, printReport } from './report.ts';
import { OPERATIONS, runSeed } from './run.ts';
import { shrink } from './shrink.ts';

/**
 * `npm run simulate`: seeds, one replay, every single crash, or planted bugs. Ends with a failure where an invariant
 * broke, a repeat took another course, or a situation that must be met never was.
 */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    out: { type: 'string' },
    short: { type: 'boolean', default: false },
    seed: { type: 'string' },
    operations: { type: 'string' },
    faults: { type: 'string' },
    exhaustive: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
  },
});

const SHORT_SEEDS = 200;
/** One seed in so many runs twice, to prove that a seed decides everything. */
const TWICE = 100;
/** A failing seed costs many runs to make small: the first few tell enough. */
const SHRUNK = 3;

const faultsOf = (list: string | undefined): ReadonlySet<Fault> =>
  new Set(list === undefined ? ALL_FAULTS : ALL_FAULTS.filter((fault) => list.split(',').includes(fault)));

async function replay(seed: number): Promise<number> {
  const kept = values.operations?.split(',').map(Number);
  const operations = operationsOf(seed, OPERATIONS).filter(({ at }) => kept?.includes(at) ?? true);
  const result = await runSeed({ seed, operations, faults: faultsOf(values.faults), keepTrace: true });
  console.log(result.lines.join('\n'));
  for (const { invariant, what } of result.violations) console.log(`${invariant}: ${what}`);
  console.log(`seed ${seed}: trace ${result.digest}`);
  return result.violations.length === 0 ? 0 : 1;
}

async function manySeeds(from: number, count: number): Promise<number> {
  const report = createReport();
  for (let seed = from; seed < from + count; seed++) {
    const result = await runSeed({ seed });
    report.add(result);
    if (seed % TWICE === 0) report.repeated(result, await runSeed({ seed }));
    if (result.violations.length > 0 && report.failed() <= SHRUNK) report.shrunk(await shrink(result));
  }
  const summary = report.summary();
  printReport(summary);
  if (values.out !== undefined) {
    mkdirSync(dirname(values.out), { recursive: true });
    writeFileSync(values.out, `${JSON.stringify(summary, null, 2)}\n`);
  }
  const missing = count >= SHORT_SEEDS ? missingIn(summary) : [];
  if (missing.length > 0) console.log(`never reached: ${missing.join(', ')}`);
  return summary.failures.length + summary.unequalRepeats.length + missing.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  if (values.seed !== undefined) return replay(Number(values.seed));
  if (values.exhaustive) return runExhaustive();
  if (values.mutants) return runMutants();
  return manySeeds(Number(values.from), values.short ? SHORT_SEEDS : Number(values.seeds));
}

process.exitCode = await main();
