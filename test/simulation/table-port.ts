import { AwsError } from '../../shared/runtime/aws-json.ts';
import { createRowTable, type RowTable, type RowWrite, toItem, toRow } from '../../shared/runtime/row-table.ts';
import { bytesOf } from './item-size.ts';
import type { Truth } from './table.ts';
import type { UnitLedger } from './units.ts';
import type { Sim, Worker } from './worker.ts';

const TABLE_MS = 12;
/** What DynamoDB takes. */
const ITEM_BYTES = 400 * 1_024;
/** The client's own repeats of a transaction that met another. */
const CONFLICT_ATTEMPTS = 4;

/** What a worker calls the table for, as reliability.md numbers it. */
export function effectOf(fn: Worker['fn'], writes: readonly RowWrite[] | 'read'): string {
  if (writes === 'read') return READS[fn];
  const entities = writes.map(({ row }) => String(row.__edb_e__));
  if (fn === 'webhooks') return 'E2';
  if (entities.includes('pace')) return 'E12';
  if (entities.includes('authorization')) return entities.length === 1 && fn === 'timers' ? 'E25' : 'E23';
  if (fn === 'conversation') return 'E18';
  if (fn === 'api' && writes.some(({ row }) => row.__edb_e__ === 'message' && String(row.s).startsWith('cancelled')))
    return 'E28';
  if (fn === 'api') return entities.includes('message') ? 'E27' : 'E26';
  if (fn === 'agent') return entities.includes('conversation') ? 'E8' : 'E9';
  if (fn === 'sender') return entities.includes('conversation') ? 'E11' : 'E15';
  return `${fn}.write`;
}

const READS: Readonly<Record<Worker['fn'], string>> = {
  webhooks: 'E1',
  conversation: 'E3',
  reactions: 'reactions.read',
  sender: 'E13',
  agent: 'E5',
  timers: 'E20',
  api: 'api.read',
};

/** The table as one worker sees it: slow, throttled, at times behind, at times silent about what it did. */
export function createTablePort(
  sim: Sim,
  worker: Worker,
  truth: Truth,
  aboutToWrite: (fn: Worker['fn']) => void,
  units: UnitLedger,
): RowTable {
  const { chaos, random, timeline, situations } = sim;
  const broken = (status: number): AwsError =>
    status === 400
      ? new AwsError('ProvisionedThroughputExceededException', 400, 'slow down')
      : new AwsError('InternalServerError', 500, 'try again');

  const read = <T>(consistent: boolean, look: (asOfMs: number | undefined) => T): Promise<T> => {
    const name = effectOf(worker.fn, 'read');
    return worker.effect(name, TABLE_MS, () => {
      if (chaos.strikes('F17', name)) throw broken(400);
      const lags = !consistent && chaos.strikes('F20', name);
      if (lags) situations.reach('stale-read');
      return look(lags ? timeline.now() - random.between(1, 2_000) : undefined);
    });
  };

  const write = (writes: readonly RowWrite[]): Promise<boolean> => {
    const name = effectOf(worker.fn, writes);
    return worker.effect(name, TABLE_MS, () => {
      aboutToWrite(worker.fn);
      if (chaos.strikes('F17', name)) throw broken(400);
      if (sizes(writes).some((bytes) => bytes > ITEM_BYTES))
        throw new AwsError('ValidationException', 400, 'Item size has exceeded the maximum allowed size');
      units.writes(writes);
      if (writes.length > 1 && chaos.strikes('F19', name)) {
        // The client tried CONFLICT_ATTEMPTS times by itself; mostly that was enough.
        if (random.chance(1 / CONFLICT_ATTEMPTS)) throw new AwsError('TransactionCanceledException', 400, 'conflict');
      }
      if (!chaos.strikes('F18', name)) {
        const done = truth.putAll(writes);
        // Its answer's rows are there: another run was quicker.
        if (!done && name === 'E9') situations.reach('agent-raced');
        return done;
      }
      const fate = random.between(0, 2);
      if (fate === 0) throw broken(500);
      const done = truth.putAll(writes);
      situations.reach('write-applied-answer-lost');
      if (fate === 1) throw broken(500);
      // The client repeats by itself and meets its own write.
      return done ? truth.putAll(writes) : done;
    });
  };

  const sizes = (writes: readonly RowWrite[]): readonly number[] => {
    const all = writes.map(({ row }) => bytesOf(row));
    if (all.some((bytes) => bytes > ITEM_BYTES / 2)) situations.reach('item-near-limit');
    return all;
  };

  /** The product's own client asks again for what a bulk read left out (F21). */
  const bulk = createRowTable((_operation, input) => {
    const { RequestItems } = input as { readonly RequestItems: { readonly sim: { readonly Keys: readonly object[] } } };
    const keys = RequestItems.sim.Keys;
    return read(false, (asOf) => {
      const isPart = chaos.strikes('F21', effectOf(worker.fn, 'read'));
      if (isPart) situations.reach('bulk-read-in-part');
      const taken = isPart ? random.between(0, keys.length - 1) : keys.length;
      const found = keys.slice(0, taken).flatMap((key) => truth.get(toRow({ ...key }), asOf) ?? []);
      const left = keys.slice(taken);
      for (const row of found) units.reads(worker.fn, [row], false);
      return {
        Responses: { sim: found.map(toItem) },
        ...(left.length > 0 ? { UnprocessedKeys: { sim: { Keys: left } } } : {}),
      };
    });
  }, 'sim');

  return {
    get: (key, options) =>
      read(options?.consistent === true, (asOf) => {
        const row = truth.get(key, asOf);
        units.reads(worker.fn, row ? [row] : [], options?.consistent === true);
        return row;
      }),
    getMany: (keys) => bulk.getMany(keys),
    query: (query) => {
      // A sweep asks sixteen shards and nearly all are empty: an answer that says nothing needs no effect of its own.
      if (query.index === 'gsi2' && truth.isVoid(query)) return Promise.resolve({ rows: [] });
      return read(query.consistent === true, (asOf) => {
        const page = truth.query(query, asOf);
        units.reads(worker.fn, page.rows, query.consistent === true);
        return page;
      });
    },
    put: (one) => write([one]),
    putAll: write,
    remove: (key, along = []) =>
      worker.effect(`${worker.fn}.remove`, TABLE_MS, () => {
        if (along.length > 0) truth.putAll(along);
        truth.remove(key);
      }),
  };
}
