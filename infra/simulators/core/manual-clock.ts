import type { SimulatorClock } from '../clock.ts';

/** A clock that moves only when told to; timers fire in order of their time while it moves. For tests. */
export function createManualClock(startMs: number): SimulatorClock & { advance(ms: number): void } {
  let nowMs = startMs;
  let timers: { atMs: number; fire: () => void }[] = [];
  return {
    now: () => nowMs,
    setTimer(atMs, fire) {
      const timer = { atMs, fire };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      const targetMs = nowMs + ms;
      for (;;) {
        const next = timers.filter((t) => t.atMs <= targetMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (!next) break;
        timers = timers.filter((t) => t !== next);
        nowMs = Math.max(nowMs, next.atMs);
        next.fire();
      }
      nowMs = targetMs;
    },
  };
}
