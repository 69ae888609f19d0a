import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable } from '../runtime/row-table.ts';

/** When the platform was last asked why it refuses an account: every refused message would ask otherwise. */

const Stored = z.object({ askedAtMs: z.number().int() });

/** Longer than its platform takes to change its mind, and short beside the day after which everybody is asked about. */
const PAUSE_MS = 5 * 60_000;
/** The row is of no use after its pause; it goes by itself. */
const LIFE_SECONDS = 3_600;

type Key = { readonly tenantId: string; readonly accountId: string };
const keyOf = ({ tenantId, accountId }: Key) => ({ pk: `t#${tenantId}#accounts`, sk: `q#${accountId}` });

export interface LookStore {
  /** Whether to ask now: once in five minutes for an account, whoever else wants to. Times are epoch milliseconds. */
  claim(account: Key, nowMs: number): Promise<boolean>;
  /** It could not be asked after all: whoever comes next may. */
  release(account: Key): Promise<void>;
}

export function createLookStore(table: Pick<RowTable, 'get' | 'put' | 'remove'>): LookStore {
  return {
    async claim(account, nowMs) {
      const row = await table.get(keyOf(account));
      const last = row && Stored.parse(row).askedAtMs;
      if (last !== undefined && nowMs - last < PAUSE_MS) return false;
      const ttl = Math.ceil(nowMs / 1_000) + LIFE_SECONDS;
      return table.put({
        row: { ...keyOf(account), ...entityMarks('look'), askedAtMs: nowMs, ttl },
        condition: last === undefined ? { kind: 'absent' } : { kind: 'one-of', attribute: 'askedAtMs', values: [last] },
      });
    },
    release: (account) => table.remove(keyOf(account)),
  };
}
