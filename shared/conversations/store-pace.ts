import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { Row, RowTable } from '../runtime/row-table.ts';
import type { Platform } from './model.ts';
import type { Pace } from './rules-pace.ts';

/**
 * Paces (rules-pace.ts): of an account, of an application, and of a tenant's share of an application. A row exists only
 * where a platform has said "too fast" lately, or names a limit.
 */

export type PaceKey = { readonly pk: string; readonly sk: string };

export interface StoredPace {
  readonly pace: Pace;
  /** What the next write states; 0 = there is no row. */
  readonly version: number;
}

/** Forgotten after a quiet day: by then every pace has grown open. */
const LIFE_SECONDS = 86_400;
const APPLICATION = 'a';

export const accountPaceKey = (tenantId: string, accountId: string): PaceKey => ({
  pk: `t#${tenantId}#a#${accountId}`,
  sk: 'r#pace',
});
export const applicationPaceKey = (platform: Platform): PaceKey => ({ pk: `d#pace#${platform}`, sk: APPLICATION });
export const sharePaceKey = (platform: Platform, tenantId: string): PaceKey => ({
  pk: `d#pace#${platform}`,
  sk: `t#${tenantId}`,
});

const StoredRow = z.object({
  v: z.number().int(),
  r: z.number().positive(),
  s: z.number(),
  c: z.number(),
  w: z.number(),
  t: z.number(),
});

/** R1 · How fast may this account be? */
export async function loadPace(
  table: RowTable,
  key: PaceKey,
  options: { readonly consistent?: boolean } = {},
): Promise<StoredPace | undefined> {
  const row = await table.get(key, options);
  return row && parsePace(row);
}

export interface ApplicationPaces {
  readonly application: StoredPace | undefined;
  /** By the sort key of their row. */
  readonly shares: ReadonlyMap<string, StoredPace>;
}

/** Tenants whose shares are read at once: more do not draw on one application within seconds. */
const MAX_SHARES = 500;

/** R2 · How fast may an application be, and which tenants draw on it? */
export async function loadApplicationPaces(
  table: RowTable,
  platform: Platform,
  options: { readonly consistent?: boolean } = {},
): Promise<ApplicationPaces> {
  const { pk, sk } = applicationPaceKey(platform);
  const page = await table.query({
    pk,
    from: sk,
    to: 't~',
    limit: MAX_SHARES,
    consistent: options.consistent === true,
  });
  const paces = new Map(page.rows.flatMap((row) => [[row.sk, parsePace(row)] as const]));
  const application = paces.get(sk);
  paces.delete(sk);
  return { application, shares: paces };
}

/** R3 · The pace over the one it was decided on. False = another writer was first. */
export const savePace = (
  table: RowTable,
  key: PaceKey,
  before: StoredPace | undefined,
  pace: Pace,
  nowMs: number,
): Promise<boolean> =>
  table.put({
    row: paceRow(key, pace, (before?.version ?? 0) + 1, nowMs),
    condition: before ? { kind: 'one-of', attribute: 'v', values: [before.version] } : { kind: 'absent' },
  });

const paceRow = (key: PaceKey, pace: Pace, version: number, nowMs: number): Row => ({
  ...key,
  ...entityMarks('pace'),
  v: version,
  r: pace.perSecond,
  s: pace.sinceMs,
  c: pace.cutAtMs,
  w: pace.restUntilMs,
  t: pace.tailMs,
  ttl: Math.ceil(Math.max(nowMs, pace.tailMs, pace.restUntilMs) / 1_000) + LIFE_SECONDS,
});

/** @throws {z.ZodError} if a stored pace is broken: stored data is wrong, no customer can cause it. */
function parsePace(row: Row): StoredPace {
  const { v, r, s, c, w, t } = StoredRow.parse(row);
  return { version: v, pace: { perSecond: r, sinceMs: s, cutAtMs: c, restUntilMs: w, tailMs: t } };
}
