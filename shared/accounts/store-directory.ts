import type { Platform } from '../conversations/model.ts';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';

/** Whose account is it? Asked for every webhook, before a tenant is known. */
export interface Hosted {
  readonly tenantId: string;
  readonly accountId: string;
}

export interface DirectoryEntry extends Hosted {
  readonly platform: Platform;
  readonly platformUserId: string;
}

export interface AccountDirectory {
  /** Cached: a hosted account for five minutes, an unknown one for five seconds. */
  find(platform: Platform, platformUserId: string): Promise<Hosted | undefined>;
  /** Enters an account; false = another tenant hosts it. Repeating it is harmless. */
  claim(entry: DirectoryEntry): Promise<boolean>;
  /** SEC5: whether any account of the platform was ever hosted here. */
  isLive(platform: Platform): Promise<boolean>;
}

const KNOWN_LIFE_MS = 5 * 60_000;
const UNKNOWN_LIFE_MS = 5_000;
/** Bounds memory; a busier instance asks again. */
const MAX_CACHED = 20_000;
/** Stands for "some account of this platform". Platform ids are longer. */
const ANY = '*';

const keyOf = (platform: Platform, platformUserId: string) => ({ pk: `d#acc#${platform}#${platformUserId}`, sk: 'd' });
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export function createAccountDirectory(deps: { readonly table: RowTable; readonly clock: Clock }): AccountDirectory {
  const { table, clock } = deps;
  const cache = new Map<string, { readonly hosted: Promise<Hosted | undefined>; untilMs: number }>();

  const load = async (platform: Platform, platformUserId: string, consistent: boolean): Promise<Hosted | undefined> => {
    const item = await table.get(keyOf(platform, platformUserId), { consistent });
    const tenantId = text(item?.tenantId);
    const accountId = text(item?.accountId);
    return tenantId === undefined || accountId === undefined ? undefined : { tenantId, accountId };
  };

  const find = (platform: Platform, platformUserId: string): Promise<Hosted | undefined> => {
    const key = `${platform}#${platformUserId}`;
    const known = cache.get(key);
    const nowMs = clock.now();
    if (known && known.untilMs > nowMs) return known.hosted;
    const hosted = load(platform, platformUserId, false);
    if (cache.size >= MAX_CACHED) cache.clear();
    const entry = { hosted, untilMs: nowMs + UNKNOWN_LIFE_MS };
    cache.set(key, entry);
    hosted.then(
      (found) => {
        if (found) entry.untilMs = nowMs + KNOWN_LIFE_MS;
      },
      () => cache.delete(key),
    );
    return hosted;
  };

  return {
    find,
    async claim(entry) {
      const row = { ...keyOf(entry.platform, entry.platformUserId), ...entry, ...entityMarks('accountDirectory') };
      cache.delete(`${entry.platform}#${entry.platformUserId}`);
      if (!(await table.put({ row, condition: { kind: 'absent' } }))) {
        const owner = await load(entry.platform, entry.platformUserId, true);
        if (owner?.tenantId !== entry.tenantId) return false;
      }
      // Also by a repeat: whoever claimed may have died before this row.
      const mark = { ...row, ...keyOf(entry.platform, ANY), platformUserId: ANY };
      await table.put({ row: mark, condition: { kind: 'absent' } });
      return true;
    },
    isLive: async (platform) => (await find(platform, ANY)) !== undefined,
  };
}
