import type { JobResult } from './job.ts';
import { REACHABLE } from './pairs.ts';
import type { Shrunk } from './shrink.ts';
import { ALL_SITUATIONS, SITUATIONS, type Situation } from './situations.ts';

/** What a run of many seeds found, as numbers and as text. */

export interface Summary {
  readonly seeds: number;
  readonly seedsPerSecond: number;
  readonly seedsPerCpuSecond: number;
  readonly effects: number;
  readonly virtualHours: number;
  /** By invariant. */
  readonly violations: Readonly<Record<string, number>>;
  readonly failures: readonly { readonly seed: number; readonly trace: string; readonly what: readonly string[] }[];
  readonly shrunk: readonly Shrunk[];
  readonly repeats: number;
  readonly unequalRepeats: readonly number[];
  readonly situations: Readonly<Record<string, number>>;
  readonly situationsReached: string;
  /** Effect × fault, how often each pair was met; those that can be and were not, 0. */
  readonly pairs: Readonly<Record<string, number>>;
  readonly pairsReached: string;
}

const MAX_TOLD = 6;
const bump = (counts: Map<string, number>, name: string, by = 1): void =>
  void counts.set(name, (counts.get(name) ?? 0) + by);
const sorted = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));

export function createReport() {
  const startedMs = performance.now();
  const [situations, pairs, violations] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  const failures: { seed: number; trace: string; what: string[] }[] = [];
  const unequal: number[] = [];
  let [seeds, repeats, effects, virtualMs] = [0, 0, 0, 0];
  return {
    add(result: JobResult): void {
      seeds += 1;
      effects += result.effects;
      virtualMs += result.virtualMs;
      for (const [name, count] of result.situations.counts) bump(situations, name, count);
      for (const [name, count] of result.situations.pairs) bump(pairs, name, count);
      for (const { invariant } of result.violations) bump(violations, invariant);
      if (result.violations.length === 0) return;
      const what = result.violations.slice(0, MAX_TOLD).map((one) => `${one.invariant}: ${one.what}`);
      failures.push({ seed: result.seed, trace: result.digest, what });
    },
    repeated(first: JobResult, second: JobResult): void {
      repeats += 1;
      if (first.digest !== second.digest) unequal.push(first.seed);
    },
    summary(): Summary {
      const cpu = process.cpuUsage();
      const runs = seeds + repeats;
      return {
        seeds,
        seedsPerSecond: Math.round((runs / (performance.now() - startedMs)) * 10_000) / 10,
        seedsPerCpuSecond: Math.round((runs / (cpu.user + cpu.system)) * 10_000_000) / 10,
        effects,
        virtualHours: Math.round(virtualMs / 3_600_000),
        violations: sorted(violations),
        failures,
        shrunk: [],
        repeats,
        unequalRepeats: unequal,
        situations: sorted(situations),
        situationsReached: `${situations.size} of ${Object.keys(SITUATIONS).length}`,
        pairs: { ...Object.fromEntries(REACHABLE.map((pair) => [pair, 0])), ...sorted(pairs) },
        pairsReached: `${REACHABLE.filter((pair) => pairs.has(pair)).length} of ${REACHABLE.length}`,
      };
    },
  };
}

/** In how many seeds a situation must have been met at least once; those not named, in a run of `npm test`. */
const ENOUGH: Readonly<Partial<Record<Situation, number>>> = {
  'consent-withdrawn': 1_000,
  'echo-before-answer': 1_000,
  'entry-after-speech': 1_000,
  'event-stale': 1_000,
  'grant-given-back': 1_000,
  'held-left-later': 1_000,
  'kept-aside': 20_000,
  'late-by-skew': 10_000,
  'old-agent': 2_000,
  'platform-refused-window': 1_000,
  'second-visit-busy': 1_000,
  'takeover-waited': 1_000,
  'window-shut-on-the-way': 10_000,
  'item-near-limit': 1_000,
  'touch-used-up': 1_000,
  'usage-unsure': 2_000,
  'webhook-too-large': 2_000,
  expired: 1_000,
};
const MANY = 200;

/** Situations that so many seeds should have met and did not. */
export const missingIn = ({ seeds, situations }: Summary): readonly Situation[] =>
  ALL_SITUATIONS.filter((name) => situations[name] === undefined && seeds >= (ENOUGH[name] ?? MANY));

export function printReport(summary: Summary): void {
  for (const [name, count] of Object.entries(summary.situations)) console.log(`${String(count).padStart(8)}  ${name}`);
  for (const { seed, trace, what } of summary.failures) console.log(`seed ${seed} (${trace}): ${what.join(' · ')}`);
  if (summary.unequalRepeats.length > 0) console.log(`not repeatable: ${summary.unequalRepeats.join(', ')}`);
  console.log(
    `${summary.seeds} seeds, ${summary.failures.length} failed, ${summary.effects} effects, ` +
      `${summary.situationsReached} situations, ${summary.pairsReached} pairs of effect and fault, ` +
      `${summary.seedsPerSecond} seeds/s (${summary.seedsPerCpuSecond} per CPU second)`,
  );
}

export function printShrunk(shrunk: readonly Shrunk[]): void {
  for (const { seed, operations, faults } of shrunk)
    console.log(
      `smallest: npm run simulate -- --seed ${seed} --operations ${operations.join()} --faults ${faults.join()}`,
    );
}
