import type { Asker } from '../../shared/conversations/oracle.ts';
import { historyOf } from '../../shared/conversations/oracle-histories.ts';
import { linesOf, shrunk } from '../../shared/conversations/oracle-shrink.ts';
import { disagreement, type Tally } from '../../shared/conversations/oracle-verdicts.ts';

/** A stretch of seeds, and what came of it: plain data, so that it may pass between threads. */

export interface Stretch {
  readonly platform: Asker['platform'];
  readonly from: number;
  readonly count: number;
}

export interface Found {
  /** Answers of the engine by kind, rule and code. */
  readonly answers: Readonly<Record<string, number>>;
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly seed: number;
  /** The history made small, a step a line. */
  readonly lines: readonly string[];
}

/** A failing engine fails often: the first few of a stretch tell enough. */
const MOST = 3;

/** Plays every history of a stretch to engine and oracle. */
export function searched({ platform, from, count }: Stretch): Found {
  const tally: Tally = new Map();
  const failures: Failure[] = [];
  for (let seed = from; seed < from + count && failures.length < MOST; seed++) {
    const history = historyOf(platform, seed);
    if (!disagreement(history, undefined, tally)) continue;
    const small = shrunk(history);
    failures.push({ seed, lines: small ? linesOf(small) : [] });
  }
  return { answers: Object.fromEntries(tally), failures };
}
