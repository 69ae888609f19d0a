import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { createPaceKeeper } from './pace.ts';
import type { PaceLimits } from './pack-schema.ts';
import type { PacedAccount } from './ports.ts';

/** For tests of pace: keepers over one table, with a clock moved by hand. */

export const NOW = 1_780_000_000_000;

const quiet = () => undefined;

export const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

export const OPEN: PaceLimits = {
  limit: null,
  startPerSecond: 5,
  floorPerSecond: 0.5,
  stepPerSecond: 1,
  stepMs: 10_000,
  openPerSecond: 50,
};

export const of = (tenantId: string, accountId = 'dy_1'): PacedAccount => ({ tenantId, accountId, platform: 'douyin' });

export function keeping(limits: { account?: PaceLimits; application?: PaceLimits } = {}) {
  const state = { nowMs: NOW, reads: 0 };
  const memory = createMemoryRowTable();
  const table = {
    ...memory,
    get: (...of: Parameters<typeof memory.get>) => {
      state.reads += 1;
      return memory.get(...of);
    },
    query: (...of: Parameters<typeof memory.query>) => {
      state.reads += 1;
      return memory.query(...of);
    },
  };
  const make = () =>
    createPaceKeeper({
      table,
      clock: { now: () => state.nowMs },
      log,
      limitsOf: () => ({ account: limits.account ?? OPEN, application: limits.application ?? OPEN }),
    });
  return { state, memory, make, keeper: make() };
}
