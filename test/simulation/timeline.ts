/** Virtual time: a heap of what happens next. Nothing waits, the clock jumps. */

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Something is done again and again, faster than time passes. */
export class GoesInCircles extends Error {}

export interface Timeline {
  now(): number;
  at(atMs: number, run: () => void): void;
  after(ms: number, run: () => void): void;
  sleep(ms: number): Promise<void>;
  /** Lets everything happen that falls due until then; the clock then shows it. */
  runUntil(untilMs: number): Promise<void>;
  readonly steps: () => number;
}

const isBefore = (a: Due, b: Due): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
/** The real one: between two events every promise that can settle has settled. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** More events than any run needs: one that reaches it goes in circles. */
const MAX_STEPS = 400_000;

export function createTimeline(startMs: number): Timeline {
  const heap: Due[] = [];
  let [nowMs, order, steps] = [startMs, 0, 0];

  const push = (due: Due): void => {
    let at = heap.push(due) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (!parent || !isBefore(due, parent)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = due;
  };
  const pop = (): Due | undefined => {
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (left && right && isBefore(right, left)) child += 1;
      const smaller = heap[child];
      if (!smaller || !isBefore(smaller, last)) break;
      heap[at] = smaller;
      at = child;
    }
    heap[at] = last;
    return top;
  };

  const timeline: Timeline = {
    now: () => nowMs,
    at(atMs, run) {
      push({ atMs: Math.max(nowMs, atMs), order: order++, run });
    },
    after(ms, run) {
      timeline.at(nowMs + ms, run);
    },
    sleep: (ms) => new Promise((resolve) => timeline.after(ms, resolve)),
    async runUntil(untilMs) {
      for (let next = heap[0]; next && next.atMs <= untilMs; next = heap[0]) {
        pop();
        nowMs = Math.max(nowMs, next.atMs);
        next.run();
        steps += 1;
        if (steps > MAX_STEPS) throw new GoesInCircles('the simulation goes in circles');
        await turn();
      }
      nowMs = Math.max(nowMs, untilMs);
    },
    steps: () => steps,
  };
  return timeline;
}
