import type { Fault } from './faults.ts';
import type { Operation, OperationKind } from './operations.ts';
import type { Pool } from './pool.ts';

/**
 * Runs that failed once, made small by `shrink` and kept whole: what people did stands here and not in a seed's lots, so
 * that they stay the same when new operations join. The seed still decides chance and the rates of the faults.
 */
export interface Regression {
  readonly name: string;
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** As `--out` tells them: at, milliseconds from the beginning, what, which account, which of its customers. */
  readonly steps: readonly Step[];
}
export type Step = readonly [at: number, atMs: number, kind: OperationKind, account: number, customer: number];

export const stepOf = ({ at, atMs, kind, account, customer }: Operation): Step => [at, atMs, kind, account, customer];
const operationOf = ([at, atMs, kind, account, customer]: Step): Operation => ({ at, atMs, kind, account, customer });

const REGRESSIONS: readonly Regression[] = [
  {
    name: 'INV17: a line of more than a socket takes reaches open consoles',
    seed: 8,
    faults: ['F22', 'F23'],
    steps: [
      [0, 4103, 'say', 0, 0],
      [2, 26906, 'say', 0, 0],
      [3, 50120, 'say', 0, 0],
      [10, 149124, 'operator', 1, 2],
      [11, 151238, 'say', 1, 2],
      [12, 152968, 'fill-card', 1, 2],
      [23, 8705792, 'say', 4, 0],
      [24, 8717923, 'say', 4, 0],
      [27, 9873373, 'say', 3, 0],
      [29, 9881561, 'say', 3, 0],
      [30, 10772852, 'say', 0, 2],
      [31, 10807762, 'enter', 0, 2],
      [32, 10808700, 'say', 0, 2],
      [33, 10808842, 'say', 0, 2],
      [34, 10809090, 'say', 3, 1],
      [38, 11700194, 'say', 3, 2],
    ],
  },
  {
    name: 'INV18, G7: usage whose write was applied while its answer was lost is counted once',
    seed: 17,
    faults: ['F18'],
    steps: [
      [0, 3513, 'say', 6, 0],
      [1, 6775, 'phone-app', 6, 0],
      [4, 810218, 'mark-read', 0, 2],
      [5, 813019, 'say', 0, 2],
      [6, 818832, 'fill-card', 0, 2],
      [7, 823817, 'take-over', 0, 2],
    ],
  },
];

/** Answers the exit code. */
export async function runRegressions(pool: Pool): Promise<number> {
  let failed = 0;
  await pool.run(
    REGRESSIONS.map(({ seed, faults, steps }) => ({ seed, faults, operations: steps.map(operationOf) })),
    ({ violations }, { seed }) => {
      if (violations.length === 0) return;
      failed += 1;
      const name = REGRESSIONS.find((one) => one.seed === seed)?.name ?? '';
      console.log(`${name}: ${violations.map((one) => `${one.invariant} ${one.what}`).join(' · ')}`);
    },
  );
  console.log(`${REGRESSIONS.length} regressions, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
