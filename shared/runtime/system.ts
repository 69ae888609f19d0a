import { randomBytes } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import { clock } from './clock.ts';
import type { Ids, Timers } from './ports.ts';

export { http } from './http-client.ts';

const nextUlid = monotonicFactory(() => randomBytes(1).readUInt8() / 256);

export const ids: Ids = {
  ulid: () => nextUlid(clock.now()),
  bytes: (length) => randomBytes(length),
};

export const timers: Timers = { sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) };
