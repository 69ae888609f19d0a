import { ALL_FAULTS, type Fault } from './faults.ts';
import type { JobResult } from './job.ts';
import { type Operation, operationsOf } from './operations.ts';
import type { Patch } from './patch.ts';
import { type Step, stepOf } from './regressions.ts';
import { OPERATIONS, runSeed } from './run.ts';

/** Makes a failing run small: drops operations and faults by halves as long as the same invariant still breaks. */

export interface Shrunk {
  readonly seed: number;
  readonly invariant: string;
  readonly operations: readonly number[];
  /** The same, whole: to be kept (regressions.ts). */
  readonly steps: readonly Step[];
  readonly faults: readonly Fault[];
  readonly trace: string;
}

const MAX_RUNS = 120;

export async function shrink(failed: JobResult, patch?: Patch): Promise<Shrunk> {
  const { seed } = failed;
  const invariant = failed.violations[0]?.invariant ?? '';
  let [operations, faults, runs]: [readonly Operation[], readonly Fault[], number] = [
    operationsOf(seed, OPERATIONS),
    ALL_FAULTS,
    0,
  ];
  let digest = failed.digest;
  const fails = async (some: readonly Operation[], on: readonly Fault[]): Promise<boolean> => {
    runs += 1;
    const result = await runSeed({ seed, operations: some, faults: new Set(on), patch });
    const isSame = result.violations.some((one) => one.invariant === invariant);
    if (isSame) digest = result.digest;
    return isSame;
  };
  faults = await smaller(
    faults,
    (some) => fails(operations, some),
    () => runs < MAX_RUNS,
  );
  operations = await smaller(
    operations,
    (some) => fails(some, faults),
    () => runs < MAX_RUNS,
  );
  return {
    seed,
    invariant,
    operations: operations.map(({ at }) => at),
    steps: operations.map(stepOf),
    faults,
    trace: digest,
  };
}

/** Leaves out halves, then quarters, then single ones. */
async function smaller<T>(
  whole: readonly T[],
  fails: (some: readonly T[]) => Promise<boolean>,
  mayGoOn: () => boolean,
): Promise<readonly T[]> {
  let list = whole;
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < list.length && mayGoOn(); ) {
      const rest = [...list.slice(0, at), ...list.slice(at + size)];
      if (await fails(rest)) list = rest;
      else at += size;
    }
  }
  return list;
}
