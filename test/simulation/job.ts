import type { Fault } from './faults.ts';
import type { Operation } from './operations.ts';
import { PLANTED } from './planted.ts';
import { type RunResult, runSeed } from './run.ts';
import type { CrashPoint } from './worker.ts';

/** What a thread can be asked for: plain data, as is its answer. */
export interface Job {
  readonly seed: number;
  readonly operations?: readonly Operation[] | undefined;
  readonly faults?: readonly Fault[] | undefined;
  readonly crashes?: readonly CrashPoint[] | undefined;
  /** A planted bug: seeds from `seed` on, until it is found or this many have run. */
  readonly planted?: { readonly name: string; readonly seeds: number } | undefined;
}

export type JobResult = Omit<RunResult, 'lines'>;

export async function runJob({ seed, operations, faults, crashes, planted }: Job): Promise<JobResult> {
  const options = { operations, crashes, ...(faults ? { faults: new Set(faults) } : {}) };
  const patch = planted && PLANTED[planted.name];
  let result = await runSeed({ ...options, seed, patch });
  for (let more = 1; planted && result.violations.length === 0 && more < planted.seeds; more++)
    result = await runSeed({ ...options, seed: seed + more, patch });
  const { lines: _, ...told } = result;
  return told;
}
