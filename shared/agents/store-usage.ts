import { Entity } from 'electrodb';
import type { TableClient } from '../runtime/table-client.ts';
import { conditionFailed } from './store-conditions.ts';

/** Tokens and calls of some model calls together. */
export interface UsageSum {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

/** A tenant's calendar day (YYYY-MM-DD in its time zone) is spread over this many counters (COST9). */
export const USAGE_SHARDS = 8;

const usageDayEntity = (table: TableClient) =>
  new Entity(
    {
      model: { entity: 'usageDay', version: '1', service: 'miaohong' },
      attributes: {
        tenantId: { type: 'string', required: true },
        day: { type: 'string', required: true },
        shard: { type: 'string', required: true },
        calls: { type: 'number' },
        inputTokens: { type: 'number' },
        outputTokens: { type: 'number' },
        cacheReadTokens: { type: 'number' },
        cacheWriteTokens: { type: 'number' },
        /** The addition that came last: a repeat of it changes nothing. */
        lastAddition: { type: 'string' },
      },
      indexes: {
        main: {
          // biome-ignore lint/suspicious/noTemplateCurlyInString: ElectroDB's own template syntax
          pk: { field: 'pk', composite: ['tenantId'], template: 't#${tenantId}#usage', casing: 'none' },
          // biome-ignore lint/suspicious/noTemplateCurlyInString: ElectroDB's own template syntax
          sk: { field: 'sk', composite: ['day', 'shard'], template: 'd#${day}#${shard}', casing: 'none' },
        },
      },
    },
    table,
  );

export interface UsageStore {
  /** Adds to one counter of a day: one write unit. `additionId` makes the client's own retries harmless. */
  add(place: { readonly tenantId: string; readonly day: string; readonly shard: number }, sum: UsageSum, additionId: string): Promise<void>;
  /** Sums of the days from `fromDay` to `toDay` (both included) that have any, in order. */
  days(tenantId: string, fromDay: string, toDay: string): Promise<readonly (UsageSum & { readonly day: string })[]>;
}

export function createUsageStore(table: TableClient): UsageStore {
  const usageDays = usageDayEntity(table);
  return {
    async add({ tenantId, day, shard }, sum, additionId) {
      await conditionFailed(
        usageDays
          .update({ tenantId, day, shard: String(shard) })
          .add({ ...sum })
          .set({ lastAddition: additionId })
          .where(({ lastAddition }, { ne }) => ne(lastAddition, additionId))
          .go(),
      );
    },
    async days(tenantId, fromDay, toDay) {
      const { data } = await usageDays.query
        .main({ tenantId })
        .between({ day: fromDay, shard: '0' }, { day: toDay, shard: String(USAGE_SHARDS) })
        .go({ pages: 'all' });
      const byDay = new Map<string, UsageSum>();
      for (const row of data) byDay.set(row.day, addUsage(byDay.get(row.day) ?? NO_USAGE, { ...NO_USAGE, ...row }));
      return [...byDay].map(([day, sum]) => ({ day, ...sum }));
    },
  };
}

export const NO_USAGE: UsageSum = { calls: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

export const addUsage = (a: UsageSum, b: UsageSum): UsageSum => ({
  calls: a.calls + b.calls,
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
  cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
});
