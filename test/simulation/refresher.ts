import type { Row } from '../../shared/runtime/row-table.ts';
import type { Truth } from './table.ts';
import type { Sim } from './worker.ts';

const TICK_MS = 600_000;

/** The schedule that looks for tokens to renew; a look at which nothing can be due is left out, as the sweeper's are. */
export function attachRefresher(sim: Sim, truth: Truth, start: () => void): void {
  const { timeline, chaos, random } = sim;
  const planned = new Set<number>();
  const plan = (dueMs: number): void => {
    const tick = Math.ceil(Math.max(timeline.now() + 1, dueMs) / TICK_MS) * TICK_MS;
    // Further away than any run lasts, or for ever: dead tokens are not looked at again.
    if (planned.has(tick) || tick - timeline.now() > 3 * 86_400_000) return;
    planned.add(tick);
    timeline.at(tick + (chaos.strikes('F33', 'E23') ? random.between(0, 59_000) : 0), () => {
      start();
      if (chaos.strikes('F33', 'E23')) start();
      // What failed is due again.
      for (const row of truth.all()) look(row);
    });
  };
  const look = (row: Row | undefined): void => {
    if (row?.__edb_e__ === 'authorization') plan(Number(row.refreshAtMs));
  };
  for (const row of truth.all()) look(row);
  truth.onWrite((all) => {
    for (const { after } of all) look(after);
  });
}
