import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below what systems hand out to whoever connects or asks for any port: one of those may be taken again at once. */
const FIRST = 20_000;
const LAST = 31_999;
const ATTEMPTS = 100;

/** A port of this machine that nobody listens on, for whoever must know it before the server starts; the first of `count`. */
export async function freePort(count = 1): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const first = randomInt(FIRST, LAST + 2 - count);
    const free = await Promise.all(Array.from({ length: count }, (_, offset) => isFree(first + offset)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`no ${count} free ports in a row between ${FIRST} and ${LAST}`);
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
