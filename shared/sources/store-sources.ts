import * as z from 'zod';
import { Source } from '../conversations/model.ts';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowQuery, RowTable } from '../runtime/row-table.ts';
import { numberOfDay } from './rules-days.ts';
import type { Cell, Days } from './rules-funnel.ts';

/** What was counted by source (K4): a row for each account and month, and how far the counting is. */

/** Channel, advertisement, its name, entered, spoke, contact; an empty text = none. */
const StoredCell = z.tuple([Source.shape.channel, z.string(), z.string(), z.number(), z.number(), z.number()]);
const StoredMonth = z.object({
  accountId: z.string(),
  countedAtMs: z.number(),
  days: z.record(z.string().regex(/^\d{2}$/), z.array(StoredCell)),
});

/** Months are YYYY-MM of Asia/Shanghai. */
export interface SourceMonth {
  readonly tenantId: string;
  readonly accountId: string;
  readonly month: string;
  /** What had happened by then is in it. */
  readonly countedAtMs: number;
  readonly days: Days;
}

const StoredProgress = z.object({ jobId: z.string(), countedAtMs: z.number().exactOptional() });

/** The newest job that counts, and until when the figures of the whole tenant hold. */
export type Progress = Readonly<z.infer<typeof StoredProgress>>;

const partitionOf = (tenantId: string, month: string): string => `t#${tenantId}#sources#${month.replace('-', '')}`;
const keyOf = ({ tenantId, month, accountId }: Pick<SourceMonth, 'tenantId' | 'month' | 'accountId'>) => ({
  pk: partitionOf(tenantId, month),
  sk: `a#${accountId}`,
});
const progressKey = (tenantId: string) => ({ pk: `t#${tenantId}#sources`, sk: 'counted' });

const encoded = ({ channel, adId, adName, entered, spoke, contact }: Cell): z.infer<typeof StoredCell> => [
  channel,
  adId ?? '',
  adName ?? '',
  entered,
  spoke,
  contact,
];

const decoded = ([channel, adId, adName, entered, spoke, contact]: z.infer<typeof StoredCell>): Cell => ({
  channel,
  entered,
  spoke,
  contact,
  ...(adId === '' ? {} : { adId }),
  ...(adName === '' ? {} : { adName }),
});

function monthOf(tenantId: string, month: string, row: Readonly<Record<string, unknown>>): SourceMonth {
  const { accountId, countedAtMs, days } = StoredMonth.parse(row);
  const numbered = Object.entries(days).map(
    ([day, cells]) => [numberOfDay(`${month}-${day}`), cells.map(decoded)] as const,
  );
  return { tenantId, accountId, month, countedAtMs, days: new Map(numbered) };
}

/** 1 · What was counted for an account in a month? Strong: what is counted next rests on it. */
export async function loadMonth(
  table: RowTable,
  key: Pick<SourceMonth, 'tenantId' | 'month' | 'accountId'>,
): Promise<SourceMonth | undefined> {
  const row = await table.get(keyOf(key), { consistent: true });
  return row && monthOf(key.tenantId, key.month, row);
}

/** 2 · What was counted for every account in a month? */
export async function listMonth(table: RowTable, tenantId: string, month: string): Promise<readonly SourceMonth[]> {
  const found: SourceMonth[] = [];
  let after: RowQuery['after'];
  do {
    const page = await table.query({
      pk: partitionOf(tenantId, month),
      from: 'a#',
      to: 'a$',
      ...(after ? { after } : {}),
    });
    found.push(...page.rows.map((row) => monthOf(tenantId, month, row)));
    after = page.next;
  } while (after);
  return found;
}

/** 3 · Keeps a month of an account: counted anew, it replaces what was there. */
export async function putMonth(table: RowTable, month: SourceMonth, textOf: (day: number) => string): Promise<void> {
  const { tenantId, accountId, countedAtMs, days } = month;
  const stored = Object.fromEntries([...days].map(([day, cells]) => [textOf(day).slice(-2), cells.map(encoded)]));
  await table.put({
    row: { ...keyOf(month), ...entityMarks('sourceMonth'), tenantId, accountId, countedAtMs, days: stored },
  });
}

/** 4 · Who counts, and until when do the figures hold? */
export async function loadProgress(table: RowTable, tenantId: string): Promise<Progress | undefined> {
  const row = await table.get(progressKey(tenantId), { consistent: true });
  return row && StoredProgress.parse(row);
}

export async function putProgress(table: RowTable, tenantId: string, progress: Progress): Promise<void> {
  await table.put({ row: { ...progressKey(tenantId), ...entityMarks('sourcesCounted'), tenantId, ...progress } });
}
