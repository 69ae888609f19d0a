import type { UsageDayView } from '../contracts/company-views.ts';
import { AwsError } from '../runtime/aws-json.ts';
import { dayIn, parseIsoTime } from '../runtime/clock.ts';
import type { Clock, Ids } from '../runtime/ports.ts';
import type { ModelUsage } from './model.ts';
import { addUsage, NO_USAGE, USAGE_SHARDS, type UsageStore, type UsageSum } from './store-usage.ts';
import type { TenantZones } from './zones.ts';

/**
 * Model usage by day (G7). The rows of the thread carry the usage of the calls behind them and are the evidence; these
 * counters are the quick sum of it, so that a page of days costs a few units instead of a recount. A counter may miss a
 * call whose process died between the model's answer and the next write, or whose write nobody knows the outcome of; it
 * never counts one twice.
 */

export interface UsageDeps {
  readonly usage: UsageStore;
  readonly zones: TenantZones;
  readonly clock: Clock;
  readonly ids: Ids;
}

const DAY_MS = 86_400_000;

/** G7: the last `days` calendar days in the tenant's time zone, oldest first, days without calls included. */
export async function usageByDay(
  deps: Pick<UsageDeps, 'usage' | 'zones' | 'clock'>,
  tenantId: string,
  days: number,
): Promise<UsageDayView[]> {
  const today = dayIn(await deps.zones.timeZone(tenantId), deps.clock.now());
  const first = daysBefore(today, days - 1);
  const sums = await deps.usage.days(tenantId, first, today);
  return Array.from({ length: days }, (_, index) => {
    const day = daysBefore(today, days - 1 - index);
    return { day, ...(sums.get(day) ?? NO_USAGE) };
  });
}

/** Calendar arithmetic needs no zone: noon in UTC is never moved by summer time. */
const daysBefore = (day: string, count: number): string =>
  dayIn('UTC', (parseIsoTime(`${day}T12:00:00Z`) ?? 0) - count * DAY_MS);

/** Counts model calls. Calls of one moment share a write: a run that answers ten conversations writes about once. */
export interface UsageMeter {
  /** Counts now, writes with the next `flush`. */
  count(tenantId: string, usage: ModelUsage): void;
  /** Resolves when everything counted so far is written. @throws what the table throws; what it refused is kept for the next. */
  flush(): Promise<void>;
}

export function createUsageMeter(deps: UsageDeps): UsageMeter {
  const pending = new Map<string, UsageSum>();
  let writing: Promise<void> = Promise.resolve();

  const keep = (tenantId: string, sum: UsageSum): void =>
    void pending.set(tenantId, addUsage(pending.get(tenantId) ?? NO_USAGE, sum));

  const write = async (): Promise<void> => {
    const taken = [...pending];
    pending.clear();
    for (const [at, [tenantId, sum]] of taken.entries()) {
      let isSent = false;
      try {
        const day = dayIn(await deps.zones.timeZone(tenantId), deps.clock.now());
        const place = { tenantId, day, shard: shardOf(deps.ids) };
        isSent = true;
        await deps.usage.add(place, sum, deps.ids.ulid());
      } catch (error) {
        // The client has repeated it by then. What may have been added is not added again under another name.
        if (!isSent || wasRefused(error)) keep(tenantId, sum);
        for (const [other, left] of taken.slice(at + 1)) keep(other, left);
        throw error;
      }
    }
  };

  return {
    count(tenantId, usage) {
      const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
      const call = { calls: 1, inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens };
      keep(tenantId, call);
    },
    flush() {
      writing = writing.catch(() => undefined).then(write);
      return writing;
    },
  };
}

/** An error of ours: the table did nothing. Any other leaves open what it did. */
const wasRefused = (error: unknown): boolean => error instanceof AwsError && error.status < 500;

const shardOf = (ids: Ids): number => (ids.bytes(1)[0] ?? 0) % USAGE_SHARDS;
