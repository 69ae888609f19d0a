import * as z from 'zod';
import { type AwsCall, AwsError } from '../runtime/aws-json.ts';
import { type RowTable, toItem } from '../runtime/row-table.ts';

/** Tokens and calls of some model calls together. */
export interface UsageSum {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

export const NO_USAGE: UsageSum = {
  calls: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
};

export const addUsage = (a: UsageSum, b: UsageSum): UsageSum => ({
  calls: a.calls + b.calls,
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
  cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
});

/** A tenant's calendar day (YYYY-MM-DD in its time zone) is spread over this many counters (COST9). */
export const USAGE_SHARDS = 8;

export interface UsageStore {
  /**
   * Adds to one counter of a day: one write unit. The counter remembers the addition that came last, so a repeat of it
   * (the client's own, after an answer that got lost) changes nothing.
   */
  add(
    place: { readonly tenantId: string; readonly day: string; readonly shard: number },
    sum: UsageSum,
    additionId: string,
  ): Promise<void>;
  /** Sums of the days from `fromDay` to `toDay` (both included) that have any. */
  days(tenantId: string, fromDay: string, toDay: string): Promise<ReadonlyMap<string, UsageSum>>;
}

const StoredUsage = z.object({
  sk: z.string(),
  calls: z.number().default(0),
  inputTokens: z.number().default(0),
  outputTokens: z.number().default(0),
  cacheReadTokens: z.number().default(0),
  cacheWriteTokens: z.number().default(0),
});

const partition = (tenantId: string): string => `t#${tenantId}#usage`;
const SORT_KEY = /^d#(\d{4}-\d{2}-\d{2})#\d+$/;

const ADDITION =
  'SET #e = :e, #v = :v, tenantId = :tenantId, lastAddition = :id ' +
  'ADD calls :calls, inputTokens :inputTokens, outputTokens :outputTokens, cacheReadTokens :cacheReadTokens, cacheWriteTokens :cacheWriteTokens';

/** `call` reaches DynamoDB for the addition, which the table's port of rows does not offer. */
export function createUsageStore(table: RowTable, call: AwsCall, tableName: string): UsageStore {
  return {
    async add({ tenantId, day, shard }, sum, additionId) {
      const values = Object.fromEntries(Object.entries(sum).map(([name, value]) => [`:${name}`, value]));
      try {
        await call('UpdateItem', {
          TableName: tableName,
          Key: toItem({ pk: partition(tenantId), sk: `d#${day}#${shard}` }),
          UpdateExpression: ADDITION,
          ConditionExpression: 'attribute_not_exists(lastAddition) OR lastAddition <> :id',
          ExpressionAttributeNames: { '#e': '__edb_e__', '#v': '__edb_v__' },
          ExpressionAttributeValues: toItem({
            ...values,
            ':e': 'usageDay',
            ':v': '1',
            ':tenantId': tenantId,
            ':id': additionId,
          }),
        });
      } catch (error) {
        if (!(error instanceof AwsError) || error.name !== 'ConditionalCheckFailedException') throw error;
      }
    },
    async days(tenantId, fromDay, toDay) {
      const sums = new Map<string, UsageSum>();
      let after: Readonly<Record<string, string>> | undefined;
      do {
        const range = { pk: partition(tenantId), from: `d#${fromDay}#`, to: `d#${toDay}#~` };
        const page = await table.query({ ...range, ...(after ? { after } : {}) });
        for (const row of page.rows) {
          const { sk, ...sum } = StoredUsage.parse(row);
          const day = SORT_KEY.exec(sk)?.[1];
          if (day !== undefined) sums.set(day, addUsage(sums.get(day) ?? NO_USAGE, sum));
        }
        after = page.next;
      } while (after);
      return sums;
    },
  };
}
