import type { Job, JobResult } from './job.ts';
import type { Operation, OperationKind } from './operations.ts';
import type { Pool } from './pool.ts';
import type { CrashPoint } from './worker.ts';

/** Every scenario with one crash at every effect: before it, after it, and frozen while a successor starts. */

type Step = readonly [atSeconds: number, kind: OperationKind];
interface Scenario {
  readonly name: string;
  /** Place of the account in the scene: 0 and 2 Douyin, 1 and 3 Xiaohongshu. */
  readonly account: number;
  readonly steps: readonly Step[];
}

const SCENARIOS: readonly Scenario[] = [
  { name: 'welcome', account: 0, steps: [[1, 'enter']] },
  { name: 'welcome of more texts than the grant', account: 2, steps: [[1, 'enter']] },
  { name: 'answer of the agent', account: 0, steps: [[1, 'say']] },
  {
    name: 'burst',
    account: 1,
    steps: [
      [1, 'say'],
      [2, 'say'],
      [3, 'say'],
    ],
  },
  {
    name: 'entry, words, answer',
    account: 1,
    steps: [
      [1, 'enter'],
      [6, 'say'],
    ],
  },
  {
    name: 'person writes',
    account: 2,
    steps: [
      [1, 'say'],
      [5, 'operator'],
      [6, 'operator'],
    ],
  },
  {
    name: 'takeover while composing',
    account: 0,
    steps: [
      [1, 'say'],
      [5, 'take-over'],
      [6, 'operator'],
    ],
  },
  {
    name: 'hand-back',
    account: 0,
    steps: [
      [1, 'say'],
      [5, 'take-over'],
      [7, 'hand-back'],
    ],
  },
  {
    name: 'card filled',
    account: 0,
    steps: [
      [1, 'say'],
      [4, 'fill-card'],
    ],
  },
  {
    name: 'phone app',
    account: 1,
    steps: [
      [1, 'say'],
      [3, 'phone-app'],
      [9, 'say'],
    ],
  },
  {
    name: 'speaks while the answer leaves',
    account: 3,
    steps: [
      [1, 'say'],
      [6, 'say'],
    ],
  },
  {
    name: 'held, then the customer comes',
    account: 2,
    steps: [
      [1, 'enter'],
      [40, 'operator'],
      [90, 'enter'],
      [120, 'say'],
    ],
  },
  {
    name: 'consent and a touch',
    account: 2,
    steps: [
      [1, 'consent'],
      [5, 'touch'],
    ],
  },
  {
    name: 'comment, answered twice',
    account: 1,
    steps: [
      [1, 'comment'],
      [5, 'answer-comment'],
      [8, 'answer-comment'],
      [20, 'enter'],
    ],
  },
  {
    name: 'held and cancelled',
    account: 2,
    steps: [
      [1, 'enter'],
      [40, 'operator'],
      [60, 'cancel'],
    ],
  },
];

const operationsIn = ({ account, steps }: Scenario): readonly Operation[] =>
  steps.map(([seconds, kind], at) => ({ at, atMs: seconds * 1_000, kind, account, customer: 0 }));

const SEED = 7;
const WAYS = ['before', 'after', 'frozen'] as const;

const jobOf = (scenario: Scenario, crashes: readonly CrashPoint[]): Job => ({
  seed: SEED,
  operations: operationsIn(scenario),
  faults: [],
  crashes,
});
const pointsFrom = (first: number, last: number): readonly CrashPoint[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index).flatMap((at) =>
    WAYS.map((when): CrashPoint => ({ at, when })),
  );
const told = (crashes: readonly CrashPoint[]): string =>
  crashes.length === 0 ? 'no crash' : crashes.map(({ at, when }) => `${when} effect ${at}`).join(' and ');

export interface ExhaustiveOptions {
  /** A second crash at every effect after the first, so that recovery is hit as well. */
  readonly double: boolean;
  /** Of double crashes, one in so many. */
  readonly stride: number;
}

/** Answers the exit code. */
export async function runExhaustive(pool: Pool, { double, stride }: ExhaustiveOptions): Promise<number> {
  let [runs, failed] = [0, 0];
  const startedMs = performance.now();
  const run = async (scenario: Scenario, all: readonly (readonly CrashPoint[])[]): Promise<readonly JobResult[]> => {
    const results: JobResult[] = [];
    await pool.run(
      all.map((crashes) => jobOf(scenario, crashes)),
      (result, { crashes = [] }) => {
        results.push(result);
        runs += 1;
        if (result.violations.length === 0) return;
        failed += 1;
        const what = result.violations.map((one) => `${one.invariant} ${one.what}`).join(' · ');
        console.log(`${scenario.name}, ${told(crashes)}: ${what}`);
      },
    );
    return results;
  };
  for (const scenario of SCENARIOS) {
    const effects = (await run(scenario, [[]]))[0]?.effects ?? 0;
    const singles = pointsFrom(1, effects).map((point) => [point]);
    const after = await run(scenario, singles);
    console.log(`${scenario.name}: ${effects} effects`);
    if (!double) continue;
    const pairs = singles.flatMap(([first], at) =>
      first ? pointsFrom(first.at + 1, after[at]?.effects ?? 0).map((second) => [first, second]) : [],
    );
    const some = pairs.filter((_, at) => at % stride === 0);
    await run(scenario, some);
    console.log(`${scenario.name}: ${some.length} of ${pairs.length} pairs`);
  }
  console.log(`${runs} runs, ${failed} failed, ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  return failed === 0 ? 0 : 1;
}
