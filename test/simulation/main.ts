import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { runExhaustive } from './exhaustive.ts';
import { ALL_FAULTS, type Fault } from './faults.ts';
import type { Job, JobResult } from './job.ts';
import { runMutants } from './mutants.ts';
import { operationsOf } from './operations.ts';
import { missingPairs } from './pairs.ts';
import { createPool, type Pool } from './pool.ts';
import { runRegressions } from './regressions.ts';
import { createReport, missingIn, printReport, printShrunk } from './report.ts';
import { OPERATIONS, runSeed } from './run.ts';
import { type Shrunk, shrink } from './shrink.ts';

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
    regressions: { type: 'boolean', default: false },
    seed: { type: 'string' },
    operations: { type: 'string' },
    faults: { type: 'string' },
    exhaustive: { type: 'boolean', default: false },
    double: { type: 'boolean', default: false },
    stride: { type: 'string', default: '1' },
    mutants: { type: 'boolean', default: false },
    only: { type: 'string' },
    most: { type: 'string', default: '400' },
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

function* jobsOf(from: number, count: number): Generator<Job> {
  for (let seed = from; seed < from + count; seed++) {
    yield { seed };
    if (seed % TWICE === 0) yield { seed };
  }
}

async function manySeeds(pool: Pool, from: number, count: number): Promise<number> {
  const report = createReport();
  const failed: JobResult[] = [];
  let before: JobResult | undefined;
  await pool.run(jobsOf(from, count), (result) => {
    if (before?.seed === result.seed) report.repeated(before, result);
    else report.add(result);
    if (before?.seed !== result.seed && result.violations.length > 0) failed.push(result);
    before = result;
  });
  const summary = report.summary();
  printReport(summary);
  const shrunk: Shrunk[] = [];
  for (const result of failed.slice(0, SHRUNK)) shrunk.push(await shrink(result));
  printShrunk(shrunk);
  const told = { ...summary, shrunk };
  if (values.out !== undefined) {
    mkdirSync(dirname(values.out), { recursive: true });
    writeFileSync(values.out, `${JSON.stringify(told, null, 2)}\n`);
  }
  const missing = missingIn(told);
  if (missing.length > 0) console.log(`never reached: ${missing.join(', ')}`);
  const pairs = missingPairs(told.seeds, told.pairs);
  if (pairs.length > 0) console.log(`pairs of effect and fault met too seldom: ${pairs.join(', ')}`);
  return summary.failures.length + summary.unequalRepeats.length + missing.length + pairs.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  if (values.seed !== undefined) return replay(Number(values.seed));
  const pool = createPool();
  try {
    if (values.exhaustive) return await runExhaustive(pool, { double: values.double, stride: Number(values.stride) });
    if (values.mutants) return await runMutants(pool, values.only, Number(values.most));
    if (values.regressions) return await runRegressions(pool);
    if (!values.short) return await manySeeds(pool, Number(values.from), Number(values.seeds));
    const found = await manySeeds(pool, 1, SHORT_SEEDS);
    return Math.max(found, await runRegressions(pool), await runExhaustive(pool, { double: false, stride: 1 }));
  } finally {
    await pool.close();
  }
}

process.exitCode = await main();
