import type { RunResult } from './run.ts';
import type { Shrunk } from './shrink.ts';
import { SITUATIONS } from './situations.ts';

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
  /** Effect × fault, how often each pair was met. */
  readonly pairs: Readonly<Record<string, number>>;
  readonly pairsReached: number;
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
  const small: Shrunk[] = [];
  const unequal: number[] = [];
  let [seeds, repeats, effects, virtualMs] = [0, 0, 0, 0];
  return {
    add(result: RunResult): void {
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
    repeated(first: RunResult, second: RunResult): void {
      repeats += 1;
      if (first.digest !== second.digest) unequal.push(first.seed);
    },
    shrunk: (one: Shrunk): void => void small.push(one),
    failed: (): number => failures.length,
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
        shrunk: small,
        repeats,
        unequalRepeats: unequal,
        situations: sorted(situations),
        situationsReached: `${situations.size} of ${Object.keys(SITUATIONS).length}`,
        pairs: sorted(pairs),
        pairsReached: pairs.size,
      };
    },
  };
}

/** Situations that even 200 seeds must meet; the rarer ones are for longer runs. */
const RARE: ReadonlySet<string> = new Set([
  'echo-before-answer',
  'event-stale',
  'grant-given-back',
  'late-by-skew',
  'platform-refused-window',
  'second-visit-busy',
  'takeover-waited',
  'window-shut-on-the-way',
  'agent-raced',
  'held-left-later',
  'entry-after-speech',
  'expired',
]);

export const missingIn = ({ situations }: Summary): readonly string[] =>
  Object.keys(SITUATIONS).filter((name) => situations[name] === undefined && !RARE.has(name));

export function printReport(summary: Summary): void {
  for (const [name, count] of Object.entries(summary.situations)) console.log(`${String(count).padStart(8)}  ${name}`);
  for (const { seed, trace, what } of summary.failures) console.log(`seed ${seed} (${trace}): ${what.join(' · ')}`);
  for (const { seed, operations, faults } of summary.shrunk)
    console.log(
      `smallest: npm run simulate -- --seed ${seed} --operations ${operations.join()} --faults ${faults.join()}`,
    );
  if (summary.unequalRepeats.length > 0) console.log(`not repeatable: ${summary.unequalRepeats.join(', ')}`);
  console.log(
    `${summary.seeds} seeds, ${summary.failures.length} failed, ${summary.effects} effects, ` +
      `${summary.situationsReached} situations, ${summary.pairsReached} pairs of effect and fault, ` +
      `${summary.seedsPerSecond} seeds/s (${summary.seedsPerCpuSecond} per CPU second)`,
  );
}
