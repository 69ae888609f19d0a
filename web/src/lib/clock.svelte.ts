import { createSubscriber } from 'svelte/reactivity';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/**
 * The time by the server's clock, for every countdown of the console: a laptop that is minutes off must not promise a
 * window that is closed. It beats only while something shows it.
 */
class ServerClock {
  #offsetMs = 0;
  readonly #eachSecond = createSubscriber((update) => beat(SECOND_MS, update));
  readonly #eachMinute = createSubscriber((update) => beat(MINUTE_MS / 4, update));

  /** Epoch milliseconds; whoever reads it in a view is drawn anew each second. */
  get nowMs(): number {
    this.#eachSecond();
    return this.peek();
  }

  /** The same for what changes by the minute (lists): drawn anew four times a minute. */
  get slowNowMs(): number {
    this.#eachMinute();
    return this.peek();
  }

  /** The time without a promise to draw again. */
  peek(): number {
    return Date.now() + this.#offsetMs;
  }

  /** What the server just said the time is. Small differences are travel time, not a wrong clock. */
  learn(serverNowMs: number): void {
    const offsetMs = serverNowMs - Date.now();
    this.#offsetMs = Math.abs(offsetMs) < 1500 ? 0 : offsetMs;
  }
}

function beat(everyMs: number, update: () => void): () => void {
  const timer = setInterval(() => {
    if (!document.hidden) update();
  }, everyMs);
  const shown = () => {
    if (!document.hidden) update();
  };
  document.addEventListener('visibilitychange', shown);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', shown);
  };
}

export const clock = new ServerClock();
