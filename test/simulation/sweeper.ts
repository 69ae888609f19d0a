import type { Observer } from './observer.ts';
import type { Sim } from './worker.ts';

const MINUTE_MS = 60_000;
/** The sweeper takes what is owed for twenty seconds; no clock of ours is off by more than five. */
const EARLIEST_MS = 12_000;

/**
 * The schedule that starts the sweeper every minute. A minute in which nothing can be due is left out: it would change
 * nothing, and a day of them would be most of a run.
 */
export function attachSweeper(sim: Sim, observer: Observer, start: () => void): void {
  const { timeline, chaos, random } = sim;
  let plannedMs = Number.POSITIVE_INFINITY;

  const plan = (dueMs: number): void => {
    const earliest = Math.max(timeline.now() + 1, dueMs + EARLIEST_MS);
    const tick = Math.ceil(earliest / MINUTE_MS) * MINUTE_MS;
    if (plannedMs <= tick) return;
    plannedMs = tick;
    const late = chaos.strikes('F33', 'E20') ? random.between(0, 59_000) : 0;
    timeline.at(tick + late, () => {
      if (plannedMs !== tick) return;
      plannedMs = Number.POSITIVE_INFINITY;
      start();
      if (chaos.strikes('F33', 'E20')) start();
      planNext();
    });
  };
  const planNext = (): void => {
    const dues = [...observer.heads.values()].flatMap((head) => head.workAtMs ?? []);
    if (observer.keptAside.size > 0) plan(timeline.now());
    else if (dues.length > 0) plan(Math.max(Math.min(...dues), timeline.now()));
  };
  observer.onHead = (head) => {
    if (head.workAtMs !== undefined) plan(head.workAtMs);
  };
  observer.onKeptAside = () => plan(timeline.now());
}
