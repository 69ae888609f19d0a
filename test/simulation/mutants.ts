import { PLANTED } from './planted.ts';
import type { Pool } from './pool.ts';

/**
 * A green simulation proves nothing until it finds what was planted: every bug within so many seeds. `only`: those whose
 * name holds this text. Answers the exit code.
 */
export async function runMutants(pool: Pool, only: string | undefined, maxSeeds: number): Promise<number> {
  const names = Object.keys(PLANTED).filter((name) => name.includes(only ?? ''));
  const needed: number[] = [];
  await pool.run(
    names.map((name) => ({ seed: 1, planted: { name, seeds: maxSeeds } })),
    ({ seed, violations }, { planted }) => {
      const [first] = violations;
      if (first) needed.push(seed);
      const how = first ? `${first.invariant} after ${seed} seeds: ${first.what}` : 'SURVIVES';
      console.log(`${first ? '✓' : '✗'} ${planted?.name ?? ''}: ${how}`);
    },
  );
  const median = needed.sort((a, b) => a - b)[needed.length >> 1] ?? 0;
  console.log(`${needed.length} of ${names.length} planted bugs caught, median ${median} seeds`);
  return needed.length === names.length ? 0 : 1;
}
