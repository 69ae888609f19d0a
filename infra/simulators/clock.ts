/** Time as the twins see it. The local runtime passes its movable clock; tests pass one they move by hand. */
export interface SimulatorClock {
  /** Epoch milliseconds (UTC). */
  now(): number;
  /** Runs `fire` once `now()` has reached `atMs`; the answer cancels it. */
  setTimer(atMs: number, fire: () => void): () => void;
}

/** Node refuses longer timeouts: they would fire at once. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/** The machine's own clock, for simulators that run alone. */
export const systemClock: SimulatorClock = {
  now: () => Date.now(),
  setTimer(atMs, fire) {
    let handle: NodeJS.Timeout | undefined;
    const arm = (): void => {
      const leftMs = atMs - Date.now();
      if (leftMs > LONGEST_TIMEOUT_MS) handle = setTimeout(arm, LONGEST_TIMEOUT_MS);
      else handle = setTimeout(fire, Math.max(0, leftMs));
    };
    arm();
    return () => clearTimeout(handle);
  },
};
