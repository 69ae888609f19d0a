import type { LocalClock } from './types.ts';

/** Longest delay Node's timers take; a later timer is armed again on the way. */
const MAX_TIMEOUT_MS = 2_147_000_000;

export interface ClockState {
  readonly virtualMs: number;
  readonly realMs: number;
  readonly speed: number;
}

export interface SharedClock extends LocalClock {
  /** Read by workers (lambda-worker.mjs): [version, -, virtual, real, speed], see `readShared`. */
  readonly shared: SharedArrayBuffer;
  stop(): void;
}

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly fire: () => void;
}

/**
 * The movable clock (decision 6): virtual time runs from an anchor at `speed` virtual milliseconds per real one.
 *
 * Moving it fires every timer that has become due, in the order of their instants. `onChange` gets each new anchor, so
 * that a restart goes on in the time it stopped in.
 */
export function createClock(start?: ClockState, onChange: (state: ClockState) => void = () => undefined): SharedClock {
  const shared = new SharedArrayBuffer(32);
  const version = new Int32Array(shared, 0, 1);
  const cells = new Float64Array(shared, 8, 3);
  const timers: Timer[] = [];
  let order = 0;
  let armed: NodeJS.Timeout | undefined;
  let anchor: ClockState = start ?? { virtualMs: Date.now(), realMs: Date.now(), speed: 1 };
  publish();

  function publish(): void {
    Atomics.add(version, 0, 1); // odd: workers wait until the three cells belong together
    cells.set([anchor.virtualMs, anchor.realMs, anchor.speed]);
    Atomics.add(version, 0, 1);
  }

  const now = () => Math.floor(anchor.virtualMs + (Date.now() - anchor.realMs) * anchor.speed);

  function move(virtualMs: number, speed: number): void {
    anchor = { virtualMs, realMs: Date.now(), speed };
    publish();
    onChange(anchor);
    arm();
  }

  function arm(): void {
    clearTimeout(armed);
    armed = undefined;
    const next = timers[0];
    if (!next) return;
    const leftMs = next.atMs - now();
    if (leftMs > 0 && anchor.speed === 0) return; // stopped: only a move can make it due
    const delayMs = leftMs <= 0 ? 0 : Math.min(MAX_TIMEOUT_MS, Math.ceil(leftMs / anchor.speed));
    armed = setTimeout(fireDue, delayMs);
    armed.unref();
  }

  function fireDue(): void {
    // One at a time: what a timer sets may itself be due, and other work of the loop gets its turn in between.
    const due = timers[0];
    if (due && due.atMs <= now()) {
      timers.shift();
      due.fire();
    }
    arm();
  }

  function insert(timer: Timer): void {
    let low = 0;
    let high = timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = timers[middle];
      if (other && (other.atMs < timer.atMs || (other.atMs === timer.atMs && other.order < timer.order)))
        low = middle + 1;
      else high = middle;
    }
    timers.splice(low, 0, timer);
    if (low === 0) arm();
  }

  return {
    shared,
    now,
    setTimer(atMs, fire) {
      const timer = { atMs, order: order++, fire };
      insert(timer);
      return () => {
        const index = timers.indexOf(timer);
        if (index >= 0) timers.splice(index, 1);
        if (index === 0) arm();
      };
    },
    set: (ms) => move(ms, anchor.speed),
    advance: (ms) => move(now() + ms, anchor.speed),
    setSpeed: (speed) => move(now(), speed),
    state: () => ({ nowMs: now(), speed: anchor.speed }),
    stop() {
      clearTimeout(armed);
      timers.length = 0;
    },
  };
}

/** What a worker computes from the shared cells; kept beside the writer so that the two stay alike (tested). */
export function readShared(shared: SharedArrayBuffer): number {
  const version = new Int32Array(shared, 0, 1);
  const [virtual, real, speed] = [
    new Float64Array(shared, 8, 1),
    new Float64Array(shared, 16, 1),
    new Float64Array(shared, 24, 1),
  ];
  for (;;) {
    const before = Atomics.load(version, 0);
    const value = (virtual[0] ?? 0) + (Date.now() - (real[0] ?? 0)) * (speed[0] ?? 0);
    if (before % 2 === 0 && Atomics.load(version, 0) === before) return Math.floor(value);
  }
}
