import { beforeEach, expect, test } from 'vitest';
import { type AwsCall, AwsError } from '../runtime/aws-json.ts';
import { createMemoryRowTable, type MemoryRowTable } from '../runtime/memory-row-table.ts';
import type { ModelUsage } from './model.ts';
import { costDollars } from './models.ts';
import { createUsageStore } from './store-usage.ts';
import { createUsageMeter, type UsageDeps, usageByDay } from './usage.ts';

const CALL: ModelUsage = {
  model: 'claude-haiku-5-5',
  inputTokens: 200,
  outputTokens: 50,
  cacheReadTokens: 3000,
  cacheWriteTokens: 10,
  simulated: false,
};

let table: MemoryRowTable;
let updates: Record<string, unknown>[];
let failNext: Error | undefined;
let deps: UsageDeps;
let nowMs: number;

beforeEach(() => {
  let made = 0;
  nowMs = 1_795_363_199_000; // 2026-11-22T15:59:59Z: one second before midnight in Shanghai
  table = createMemoryRowTable();
  updates = [];
  failNext = undefined;
  const call: AwsCall = async (operation, input) => {
    if (failNext) {
      const error = failNext;
      failNext = undefined;
      throw error;
    }
    updates.push({ operation, ...input });
    return {};
  };
  deps = {
    usage: createUsageStore(table, call, 'T'),
    zones: { timeZone: async (tenantId) => (tenantId === 'ny' ? 'America/New_York' : 'Asia/Shanghai') },
    clock: { now: () => nowMs },
    ids: { ulid: () => `01ADD${++made}`, bytes: () => new Uint8Array([11]) },
  };
});

const row = (tenantId: string, day: string, shard: number, calls: number) =>
  table.put({
    row: {
      pk: `t#${tenantId}#usage`,
      sk: `d#${day}#${shard}`,
      calls,
      inputTokens: calls * 10,
      outputTokens: calls,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
    },
  });

test('G7: calls of one moment share one write, guarded against its own repeat', async () => {
  const meter = createUsageMeter(deps);
  meter.count('t1', CALL);
  meter.count('t1', CALL);
  await meter.flush();
  expect(updates).toEqual([
    {
      operation: 'UpdateItem',
      TableName: 'T',
      Key: { pk: { S: 't#t1#usage' }, sk: { S: 'd#2026-11-22#3' } },
      UpdateExpression:
        'SET #e = :e, #v = :v, tenantId = :tenantId, lastAddition = :id ADD calls :calls, inputTokens :inputTokens, outputTokens :outputTokens, cacheReadTokens :cacheReadTokens, cacheWriteTokens :cacheWriteTokens',
      ConditionExpression: 'attribute_not_exists(lastAddition) OR lastAddition <> :id',
      ExpressionAttributeNames: { '#e': '__edb_e__', '#v': '__edb_v__' },
      ExpressionAttributeValues: {
        ':calls': { N: '2' },
        ':inputTokens': { N: '400' },
        ':outputTokens': { N: '100' },
        ':cacheReadTokens': { N: '6000' },
        ':cacheWriteTokens': { N: '20' },
        ':e': { S: 'usageDay' },
        ':v': { S: '1' },
        ':tenantId': { S: 't1' },
        ':id': { S: '01ADD1' },
      },
    },
  ]);
  await meter.flush();
  expect(updates).toHaveLength(1);
});

test('days are the tenant’s own', async () => {
  const meter = createUsageMeter(deps);
  meter.count('t1', CALL);
  meter.count('ny', CALL);
  await meter.flush();
  nowMs += 1000;
  meter.count('t1', CALL);
  await meter.flush();
  expect(updates.map((update) => update['Key'])).toEqual([
    { pk: { S: 't#t1#usage' }, sk: { S: 'd#2026-11-22#3' } },
    { pk: { S: 't#ny#usage' }, sk: { S: 'd#2026-11-22#3' } },
    { pk: { S: 't#t1#usage' }, sk: { S: 'd#2026-11-23#3' } },
  ]);
});

test('F18: a repeat that was applied already is no error; what the table refused is kept for the next write', async () => {
  const meter = createUsageMeter(deps);
  meter.count('t1', CALL);
  failNext = new AwsError('ConditionalCheckFailedException', 400, 'condition');
  await meter.flush();
  expect(updates).toEqual([]);
  meter.count('t1', CALL);
  failNext = new AwsError('ProvisionedThroughputExceededException', 400, 'down');
  await expect(meter.flush()).rejects.toThrow('down');
  meter.count('t1', CALL);
  await meter.flush();
  expect(updates[0]).toMatchObject({ ExpressionAttributeValues: { ':calls': { N: '2' } } });
});

test('F18, G7: what may have been added is not added again under another name; what came after it is kept', async () => {
  const meter = createUsageMeter(deps);
  meter.count('t1', CALL);
  meter.count('ny', CALL);
  failNext = new AwsError('InternalServerError', 500, 'down');
  await expect(meter.flush()).rejects.toThrow('down');
  await meter.flush();
  expect(updates.map((update) => update['Key'])).toEqual([{ pk: { S: 't#ny#usage' }, sk: { S: 'd#2026-11-22#3' } }]);
});

test('the page shows every day of the span, summed over shards, tenants apart', async () => {
  await row('t1', '2026-11-22', 0, 1);
  await row('t1', '2026-11-22', 7, 2);
  await row('t1', '2026-11-20', 1, 5);
  await row('t1', '2026-11-19', 1, 100);
  await row('t2', '2026-11-22', 0, 1000);
  expect(await usageByDay(deps, 't1', 3)).toEqual([
    { day: '2026-11-20', calls: 5, inputTokens: 50, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0 },
    { day: '2026-11-21', calls: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
    { day: '2026-11-22', calls: 3, inputTokens: 30, outputTokens: 3, cacheReadTokens: 0, cacheWriteTokens: 0 },
  ]);
});

test('F34: no day is lost or doubled where summer time ends', async () => {
  nowMs = 1_793_595_600_000; // 2026-11-02T05:00:00Z, the day after the clocks went back in New York
  const days = (await usageByDay(deps, 'ny', 4)).map(({ day }) => day);
  expect(days).toEqual(['2026-10-30', '2026-10-31', '2026-11-01', '2026-11-02']);
});

test('what a call costs', () => {
  expect(
    costDollars({
      ...CALL,
      inputTokens: 1_000_000,
      outputTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      model: 'claude-sonnet-5-5',
    }),
  ).toBe(2);
  // 500 new, 3,000 cached, 150 out on the small model: $155 a million replies (targets.md).
  expect(
    costDollars({ ...CALL, inputTokens: 500, outputTokens: 150, cacheReadTokens: 3000, cacheWriteTokens: 0 }),
  ).toBeCloseTo(0.000155, 9);
  expect(
    costDollars({ ...CALL, inputTokens: 0, outputTokens: 0, cacheReadTokens: 200_000, cacheWriteTokens: 0 }),
  ).toBeCloseTo(0.01, 9);
  expect(costDollars({ ...CALL, model: 'simulated' })).toBeUndefined();
});
