import { webcrypto } from 'node:crypto';

/**
 * In the simulation nothing may look at real time, roll real dice or reach the network: whoever tries throws and the
 * seed fails. Arithmetic with a given instant stays allowed.
 */
export class RealWorldTouched extends Error {
  override readonly name = 'RealWorldTouched';
}

const refuse = (what: string) => (): never => {
  throw new RealWorldTouched(`${what} reaches the real world; ask the port`);
};

/** Installs the guards; what comes back takes them off. Hands out the time of the world that runs. */
export function guardGlobals(now: () => number): () => void {
  const real = { Date, random: Math.random, setTimeout, fetch, now: globalThis.miaohongNow };
  const randomUUID = webcrypto.randomUUID.bind(webcrypto);
  class GuardedDate extends Date {
    constructor(...given: [] | [number | string]) {
      if (given.length === 0) refuse('new Date()')();
      super(given[0] ?? 0);
    }
    static override now = refuse('Date.now()');
  }
  Object.assign(globalThis, {
    Date: GuardedDate,
    setTimeout: refuse('setTimeout'),
    fetch: refuse('fetch'),
    miaohongNow: now,
  });
  Math.random = refuse('Math.random');
  Object.defineProperty(webcrypto, 'randomUUID', { value: refuse('crypto.randomUUID'), configurable: true });
  return () => {
    Object.assign(globalThis, { Date: real.Date, setTimeout: real.setTimeout, fetch: real.fetch });
    globalThis.miaohongNow = real.now;
    Math.random = real.random;
    Object.defineProperty(webcrypto, 'randomUUID', { value: randomUUID, configurable: true });
  };
}
