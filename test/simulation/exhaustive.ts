import type { Operation, OperationKind } from './operations.ts';
import { runSeed } from './run.ts';
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

/** Answers the exit code. */
export async function runExhaustive(): Promise<number> {
  let [runs, failed] = [0, 0];
  const startedMs = performance.now();
  for (const scenario of SCENARIOS) {
    const operations = operationsIn(scenario);
    const run = (crash?: CrashPoint) => runSeed({ seed: SEED, operations, faults: new Set(), crash });
    const whole = await run();
    const points = Array.from({ length: whole.effects }, (_, index) => index + 1).flatMap((at): CrashPoint[] => [
      { at, when: 'before' },
      { at, when: 'after' },
      { at, when: 'frozen' },
    ]);
    for (const crash of [undefined, ...points]) {
      const { violations } = await run(crash);
      runs += 1;
      if (violations.length === 0) continue;
      failed += 1;
      const where = crash ? `${crash.when} effect ${crash.at}` : 'no crash';
      console.log(`${scenario.name}, ${where}: ${violations.map((one) => `${one.invariant} ${one.what}`).join(' · ')}`);
    }
    console.log(`${scenario.name}: ${whole.effects} effects`);
  }
  console.log(`${runs} runs, ${failed} failed, ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  return failed === 0 ? 0 : 1;
}
