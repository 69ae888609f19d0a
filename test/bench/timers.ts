import { quietHead } from '../../shared/conversations/harness-head.ts';
import type { Conversation } from '../../shared/conversations/model-head.ts';
import { lookAgainAtMs } from '../../shared/conversations/rules-gate.ts';
import { withWork } from '../../shared/conversations/rules-work.ts';
import { headRow } from '../../shared/conversations/store-head-row.ts';
import { sweep } from '../../shared/conversations/sweep.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { createMemoryRowTable } from '../../shared/runtime/memory-row-table.ts';
import type { Row, RowTable } from '../../shared/runtime/row-table.ts';
import { createRandom, type Random } from '../simulation/random.ts';
import { type Measure, percentile, spread } from './report.ts';

/**
 * SPEED10: the product's own sweeper in virtual time. A hundred thousand messages wait for a time of the same day;
 * Scheduler starts a sweep every minute, 0 to 59 s late; a queue brings a job a moment after its delay.
 */

const TIMERS = 100_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const START_MS = 1_780_000_000_000;
const SEED = 10;
/** From Scheduler over the timers queue into the sweep, and what a queue adds to a delay (ASSUMED). */
const START_DELAY_MS = [50, 500] as const;
const QUEUE_DELAY_MS = [20, 400] as const;

export async function measureTimers(): Promise<Measure[]> {
  const random = createRandom(SEED, 'timers');
  const dueMs = new Map<string, number>();
  for (let at = 0; at < TIMERS; at++) dueMs.set(`c${at}`, START_MS + random.between(5 * MINUTE_MS, DAY_MS));
  const { firstMs, jobs } = await runDay(dueMs, random);
  const errors = [...dueMs].map(([id, ms]) => (firstMs.get(id) ?? Number.POSITIVE_INFINITY) - ms);
  return [
    {
      id: 'SPEED10',
      what: 'timer error, 99th percentile of 100,000 in a day',
      value: percentile(errors, 99) / 1_000,
      unit: 's',
      gate: { atMost: 2 },
      moonshot: { atMost: 1 },
      basis: 'count',
      also: [
        {
          what: 'timers that acted early',
          value: errors.filter((ms) => ms < 0).length,
          unit: '',
          gate: { atMost: 0 },
          basis: 'count',
        },
        {
          what: 'timer error, the largest',
          value: percentile(errors, 100) / 1_000,
          unit: 's',
          gate: { atMost: MINUTE_MS / 1_000 },
          moonshot: { atMost: 2 },
          basis: 'count',
        },
      ],
      details: { errors: spread(errors), jobsPerTimer: jobs / TIMERS },
    },
  ];
}

/** When each conversation was first looked at with its time come, or before it. */
async function runDay(dueMs: ReadonlyMap<string, number>, random: Random) {
  const firstMs = new Map<string, number>();
  let jobs = 0;
  let nowMs = START_MS;
  const { table, forget } = owedTable(new Map([...dueMs].map(([id, ms]) => [id, waiting(id, ms)])));
  const bring = (conversationId: string, delaySeconds: number): void => {
    jobs += 1;
    const atMs = nowMs + delaySeconds * 1_000 + random.between(...QUEUE_DELAY_MS);
    firstMs.set(conversationId, Math.min(atMs, firstMs.get(conversationId) ?? atMs));
  };
  const ids = { ulid: () => '', bytes: (length: number) => new Uint8Array(length) };
  for (let minute = 0; minute * MINUTE_MS <= DAY_MS + 2 * MINUTE_MS; minute++) {
    nowMs = START_MS + minute * MINUTE_MS + random.between(0, 59_000) + random.between(...START_DELAY_MS);
    for (const [id, atMs] of firstMs) if (atMs <= nowMs) forget(id);
    await sweep({
      table,
      clock: { now: () => nowMs },
      ids,
      log: SILENT,
      outbound: async (found) => {
        for (const { conversationId } of found) bring(conversationId, 0);
      },
      agent: async () => undefined,
      later: async (found) => {
        for (const { job, delaySeconds } of found) bring(job.conversationId, delaySeconds);
      },
    });
  }
  return { firstMs, jobs };
}

const quiet = (): void => undefined;
const SILENT: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** A conversation in which nothing but one message for later waits. */
function waiting(conversationId: string, sendAtMs: number): Row {
  const heldUntilMs = lookAgainAtMs(
    {
      tenantId: 't1',
      conversationId,
      accountId: 'dy_a',
      messageId: 'later',
      atMs: START_MS,
      kind: 'message',
      sender: 'operator',
      state: 'held',
      epoch: 0,
      deadlineMs: sendAtMs + 60 * MINUTE_MS,
      sendAtMs,
      failure: { code: 'schedule.later' },
    },
    START_MS,
  );
  const head: Conversation = quietHead({
    conversationId,
    accountId: 'dy_a',
    customerPlatformId: conversationId,
    createdAtMs: START_MS,
    outbound: { fromMs: START_MS, mark: 1, heldUntilMs },
  });
  return headRow(withWork(undefined, head));
}

/** The index of owed work, kept in order, so that a day of sweeps takes seconds. */
function owedTable(byId: ReadonlyMap<string, Row>): {
  readonly table: RowTable;
  readonly forget: (id: string) => void;
} {
  const rows = [...byId.values()];
  const byKey = new Map(rows.map((row) => [row.pk, row]));
  const shards = Map.groupBy(
    [...rows].sort((a, b) => (String(a.gsi2sk) < String(b.gsi2sk) ? -1 : 1)),
    (row) => String(row.gsi2pk),
  );
  const table: RowTable = {
    ...createMemoryRowTable(),
    get: async ({ pk }) => byKey.get(pk),
    query: async ({ pk, to, limit = 200 }) => {
      const shard = shards.get(pk) ?? [];
      const gone = shard.findIndex((row) => byKey.has(row.pk));
      shard.splice(0, gone < 0 ? shard.length : gone);
      const found: Row[] = [];
      for (const row of shard) {
        if (found.length === limit || String(row.gsi2sk) > to) break;
        if (byKey.has(row.pk)) found.push(row);
      }
      return { rows: found };
    },
  };
  return { table, forget: (id) => void byKey.delete(byId.get(id)?.pk ?? '') };
}
