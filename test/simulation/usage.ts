import { type AwsCall, AwsError } from '../../shared/runtime/aws-json.ts';
import { toRow } from '../../shared/runtime/row-table.ts';
import { dayOf } from './calendar.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { Truth } from './table.ts';
import type { Sim, Worker } from './worker.ts';

/** The counters of model usage: DynamoDB's side of the addition (E16), and what they may say (INV18, G7). */

export interface UsageLedger {
  /** A model answered for this tenant. */
  counted(tenantId: string): void;
  callOf(worker: Worker): AwsCall;
  /** `isCalm`: nothing failed, so nothing may be missing either. */
  check(isCalm: boolean): void;
}

interface Addition {
  readonly Key: Readonly<Record<string, unknown>>;
  readonly ExpressionAttributeValues: Readonly<Record<string, unknown>>;
}
const COUNTS = ['calls', 'inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens'] as const;
const PLACE = /^t#(.+)#usage$/;
/** Between a look at the clock and the write. */
const MEANWHILE_MS = 60_000;

export function createUsageLedger(sim: Sim, truth: Truth, elsewhere: Elsewhere): UsageLedger {
  const { chaos, random, situations, timeline } = sim;
  const answered = new Map<string, number>();

  /** False = the counter remembers this addition as its last. */
  const add = ({ Key, ExpressionAttributeValues: values }: Addition): boolean => {
    const [key, given] = [toRow(Key), toRow(values)];
    const before = truth.get(key);
    if (before?.lastAddition === given[':id']) return false;
    const sums = COUNTS.map((name) => [name, Number(before?.[name] ?? 0) + Number(given[`:${name}`])]);
    const row = { ...key, __edb_e__: 'usageDay', tenantId: given[':tenantId'], lastAddition: given[':id'] };
    return truth.putAll([{ row: { ...row, ...Object.fromEntries(sums) } }]);
  };

  /** F34: the day is the tenant's, by whatever zone its instance may still remember. */
  const judgeDay = (worker: Worker, { pk, sk }: { readonly pk: string; readonly sk: string }): void => {
    const tenantId = PLACE.exec(pk)?.[1] ?? '';
    const skewMs = Math.abs(worker.skewMs());
    const nowMs = timeline.now();
    const times = [nowMs - MEANWHILE_MS - skewMs, nowMs, nowMs + skewMs];
    const days = elsewhere.zonesOf(tenantId).flatMap((zone) => times.map((atMs) => dayOf(zone, atMs)));
    if (worker.state() !== 'zombie' && !days.includes(sk.slice(2, 12)))
      sim.violate('INV18', `${pk} is counted at ${sk}, and it is ${days.join()}`);
    if (sk.slice(2, 12) !== dayOf('Asia/Shanghai', nowMs)) situations.reach('usage-of-another-day');
  };

  const update = (worker: Worker, addition: Addition): object => {
    const key = toRow(addition.Key);
    judgeDay(worker, key);
    if (chaos.strikes('F17', 'E16')) throw new AwsError('ProvisionedThroughputExceededException', 400, 'slow down');
    const lost = chaos.strikes('F18', 'E16') ? random.between(0, 2) : undefined;
    if (lost === 0) throw new AwsError('InternalServerError', 500, 'try again');
    const isNew = add(addition);
    if (lost === 1) {
      situations.reach('usage-unsure');
      throw new AwsError('InternalServerError', 500, 'try again');
    }
    // The client repeats by itself and meets its own write.
    if (!isNew || lost === 2) throw new AwsError('ConditionalCheckFailedException', 400, 'added already');
    return {};
  };

  return {
    counted: (tenantId) => void answered.set(tenantId, (answered.get(tenantId) ?? 0) + 1),
    // The store writes nothing else by this call.
    callOf: (worker) => (_operation, input) => worker.effect('E16', 12, () => update(worker, input as Addition)),
    check(isCalm) {
      const shown = new Map<string, number>();
      for (const row of truth.all()) {
        const tenantId = row.__edb_e__ === 'usageDay' ? String(row.tenantId) : undefined;
        if (tenantId !== undefined) shown.set(tenantId, (shown.get(tenantId) ?? 0) + Number(row.calls));
      }
      for (const tenantId of new Set([...shown.keys(), ...answered.keys()])) {
        const [counters, calls] = [shown.get(tenantId) ?? 0, answered.get(tenantId) ?? 0];
        if (counters > calls || (isCalm && counters !== calls))
          sim.violate('INV18', `${tenantId} shows ${counters} model calls of ${calls}`);
      }
    },
  };
}
