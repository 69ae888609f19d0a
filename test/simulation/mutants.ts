import { PLANTED } from './planted.ts';
import { type RunResult, runSeed } from './run.ts';

/** A green simulation proves nothing until it finds what was planted: every bug within this many seeds. */
const MAX_SEEDS = 400;

/** Answers the exit code. */
export async function runMutants(): Promise<number> {
  const needed: number[] = [];
  let survivors = 0;
  for (const [name, patch] of Object.entries(PLANTED)) {
    let found: RunResult | undefined;
    let seed = 0;
    while (!found && seed < MAX_SEEDS) {
      seed += 1;
      const result = await runSeed({ seed, patch });
      if (result.violations.length > 0) found = result;
    }
    if (found) needed.push(seed);
    else survivors += 1;
    const how = found ? `${found.violations[0]?.invariant ?? ''} after ${seed} seeds` : 'SURVIVES';
    console.log(`${found ? '✓' : '✗'} ${name}: ${how}`);
  }
  const median = needed.sort((a, b) => a - b)[needed.length >> 1] ?? 0;
  console.log(`${needed.length} of ${needed.length + survivors} planted bugs caught, median ${median} seeds`);
  return survivors === 0 ? 0 : 1;
}
