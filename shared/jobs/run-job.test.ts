import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headRow } from '../conversations/store-head-row.ts';
import { customersIn, finishJob, headOf, idOf, START_MS, TENANT, tableWith } from '../customers/harness.ts';
import { updateCustomer } from '../customers/update-customer.ts';
import type { MemoryRowTable } from '../runtime/memory-row-table.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { cancelJob, startOverFilter, startOverSelection, undoJob } from './start-job.ts';
import { listSilentJobs, loadJob } from './store-jobs.ts';
import { sweepJobs } from './sweep-jobs.ts';

const clockAt = (startMs = START_MS) => {
  let nowMs = startMs;
  return {
    now: () => {
      nowMs += 1;
      return nowMs;
    },
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
};
const JOB = { tenantId: TENANT, jobId: 'job-1', memberId: 'anna' };
const TAG = { kind: 'tag' as const, add: ['急'], remove: ['老房'] };
const FILTER = (filter = {}, accountIds = ['dy_one']) => ({ kind: 'filter' as const, filter, accountIds });

/** A table whose callers die at the n-th write: sometimes before it, sometimes after it. */
function mortal(table: RowTable, deathAt: number, isAfter: boolean): RowTable {
  let writes = 0;
  const dying = async <T>(write: () => Promise<T>): Promise<T> => {
    writes += 1;
    if (writes === deathAt && !isAfter) throw new Error('killed before a write');
    const answer = await write();
    if (writes === deathAt && isAfter) throw new Error('killed after a write');
    return answer;
  };
  return {
    ...table,
    put: (write) => dying(() => table.put(write)),
    putAll: (writes_) => dying(() => table.putAll(writes_)),
  };
}

const activities = (table: MemoryRowTable) => table.all().filter((row) => row.__edb_e__ === 'activity');

describe('K1: a batch over many customers', () => {
  test('tags everybody selected once, counts each, and leaves the rest', async () => {
    const table = await tableWith(250, (at) => ({ head: { tags: at % 2 === 0 ? ['老房'] : ['急'] } }));
    const clock = clockAt();
    const ids = Array.from({ length: 240 }, (_, at) => idOf(at));
    await startOverSelection({ table, clock }, { ...JOB, task: TAG }, [...ids, idOf(3), 'nobody']);
    const job = await finishJob(table, 'job-1', clock);
    expect(job).toMatchObject({
      state: 'done',
      pages: 3,
      counts: { total: 241, done: 241, changed: 120, kept: 120, failed: 1 },
    });
    const customers = customersIn(table.all());
    expect(customers.filter(({ tags }) => tags.join() === '急')).toHaveLength(245);
    expect(activities(table)).toHaveLength(120);
  });

  test('over a filter it meets everybody of every account who was there when it was ordered', async () => {
    const table = await tableWith(130, (at) => ({
      head: { accountId: at % 2 === 0 ? 'dy_one' : 'xhs_two', tags: at < 100 ? ['老房'] : [] },
    }));
    const clock = clockAt();
    await startOverFilter({ table, clock }, { ...JOB, task: TAG }, FILTER({ tags: ['老房'] }, ['dy_one', 'xhs_two']));
    await table.put({ row: headRow(headOf(900, { tags: ['老房'], createdAtMs: START_MS + 60_000 })) });
    expect(await finishJob(table, 'job-1', clock)).toMatchObject({
      state: 'done',
      counts: { total: 100, changed: 100 },
    });
  });

  test('whoever writes while it looks is met all the same, and changed once', async () => {
    const table = await tableWith(250, () => ({ head: { tags: ['老房'] } }));
    const clock = clockAt();
    await startOverFilter({ table, clock }, { ...JOB, task: TAG }, FILTER());
    const query = table.query.bind(table);
    let looks = 0;
    table.query = async (asked) => {
      const page = await query(asked);
      looks += 1;
      // Somebody whom the walk has not met yet, and somebody whom it has, write now.
      for (const at of looks === 1 ? [2, 240] : []) {
        await table.put({ row: headRow(headOf(at, { tags: ['老房'], lastActivityAtMs: START_MS + at })) });
      }
      return page;
    };
    const job = await finishJob(table, 'job-1', clock);
    expect(job?.counts).toMatchObject({ total: 251, changed: 251 });
    expect(activities(table)).toHaveLength(250);
    expect(customersIn(table.all()).every(({ tags }) => tags.join() === '急')).toBe(true);
  });

  test('starting twice under one id starts one job', async () => {
    const table = await tableWith(3);
    const clock = clockAt();
    const first = await startOverSelection({ table, clock }, { ...JOB, task: TAG }, [idOf(0)]);
    expect(await startOverSelection({ table, clock }, { ...JOB, task: TAG }, [idOf(1)])).toEqual(first);
  });
});

describe('K1: whatever dies between two writes', () => {
  test('each customer is tagged once, the counts are right, and an undo restores everybody', async () => {
    const death = fc.record({ at: fc.integer({ min: 1, max: 60 }), isAfter: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(death, { maxLength: 3 }), fc.boolean(), async (deaths, isAppend) => {
        const table = await tableWith(24, (at) => ({ head: { tags: at % 3 === 0 ? ['急'] : ['老房'] } }));
        const clock = clockAt();
        const task = isAppend ? { kind: 'remark' as const, mode: 'append' as const, text: '回访' } : TAG;
        await startOverFilter({ table, clock }, { ...JOB, task }, FILTER());
        for (const { at, isAfter } of deaths) {
          await finishJob(mortal(table, at, isAfter), 'job-1', clock).catch(() => undefined);
        }
        const job = await finishJob(table, 'job-1', clock);
        expect(job?.counts).toEqual({
          total: 24,
          done: 24,
          changed: isAppend ? 24 : 16,
          kept: isAppend ? 0 : 8,
          failed: 0,
        });
        const customers = customersIn(table.all());
        if (isAppend) expect(customers.map(({ remark }) => remark)).toEqual(Array(24).fill('回访'));
        else expect(customers.every(({ tags }) => tags.join() === '急')).toBe(true);

        await undoJob({ table, clock }, { ...JOB, jobId: 'job-2' }, 'job-1');
        for (const { at, isAfter } of deaths) {
          await finishJob(mortal(table, at, isAfter), 'job-2', clock).catch(() => undefined);
        }
        const undo = await finishJob(table, 'job-2', clock);
        expect(undo?.counts).toEqual(job?.counts);
        const restored = customersIn(table.all());
        expect(restored.map(({ remark }) => remark)).toEqual(Array(24).fill(''));
        expect(restored.filter(({ tags }) => tags.join() === '老房')).toHaveLength(16);
      }),
      { numRuns: 60 },
    );
  });

  test('a job whose message got lost is found by the sweeper, once a minute', async () => {
    const table = await tableWith(1);
    const clock = clockAt();
    const job = await startOverSelection({ table, clock }, { ...JOB, task: TAG }, [idOf(0)]);
    expect(await sweepJobs({ table, clock })).toBe(0);
    clock.advance(60_000);
    expect(await sweepJobs({ table, clock })).toBe(1);
    expect((await loadJob(table, TENANT, 'job-1'))?.turn).toBe(job.turn + 1);
    expect(await sweepJobs({ table, clock })).toBe(0);
    await finishJob(table, 'job-1', clock);
    expect(await listSilentJobs(table, clock.now() + 600_000, 10)).toEqual([]);
  });
});

describe('K1: taking a batch back', () => {
  test('leaves what a colleague changed since', async () => {
    const table = await tableWith(3, () => ({ head: { tags: ['老房'] } }));
    const clock = clockAt();
    const ids = { ulid: () => `x${clock.now()}`, bytes: () => new Uint8Array() };
    await startOverSelection({ table, clock }, { ...JOB, task: TAG }, [idOf(0), idOf(1), idOf(2)]);
    await finishJob(table, 'job-1', clock);
    const key = { tenantId: TENANT, conversationId: idOf(1) };
    await updateCustomer({ table, clock, ids }, key, { tags: ['复访'] }, { memberId: 'ben' });
    await undoJob({ table, clock }, { ...JOB, jobId: 'job-2' }, 'job-1');
    expect((await finishJob(table, 'job-2', clock))?.counts).toMatchObject({ total: 3, done: 3 });
    const tags = new Map(customersIn(table.all()).map((one) => [one.conversationId, one.tags.join()]));
    expect([tags.get(idOf(0)), tags.get(idOf(1)), tags.get(idOf(2))]).toEqual(['老房', '复访,老房', '老房']);
  });

  test('is possible once, and only when the batch is over', async () => {
    const table = await tableWith(1, () => ({ head: { tags: ['老房'] } }));
    const clock = clockAt();
    await startOverSelection({ table, clock }, { ...JOB, task: TAG }, [idOf(0)]);
    const undo = (jobId: string) => undoJob({ table, clock }, { ...JOB, jobId }, 'job-1');
    await expect(undo('job-2')).rejects.toMatchObject({ code: 'job.not-undoable' });
    await finishJob(table, 'job-1', clock);
    const first = await undo('job-2');
    expect(await undo('job-2')).toEqual(first);
    await expect(undo('job-3')).rejects.toMatchObject({ code: 'job.not-undoable' });
    await expect(undoJob({ table, clock }, { ...JOB, tenantId: 't2', jobId: 'x' }, 'job-1')).rejects.toMatchObject({
      code: 'job.unknown',
    });
  });

  test('a batch that was stopped keeps what it did, and gives back exactly that', async () => {
    const table = await tableWith(950, () => ({ head: { tags: ['老房'] } }));
    const clock = clockAt();
    await startOverSelection(
      { table, clock },
      { ...JOB, task: TAG },
      Array.from({ length: 950 }, (_, at) => idOf(at)),
    );
    await finishJob(table, 'job-1', clock, 1);
    await cancelJob({ table, clock }, TENANT, 'job-1');
    const job = await finishJob(table, 'job-1', clock);
    expect(job).toMatchObject({ state: 'cancelled', counts: { total: 950, done: 800, changed: 800 } });
    await undoJob({ table, clock }, { ...JOB, jobId: 'job-2' }, 'job-1');
    const undo = await finishJob(table, 'job-2', clock);
    expect(undo?.counts).toMatchObject({ changed: 800 });
    expect(customersIn(table.all()).every(({ tags }) => tags.join() === '老房')).toBe(true);
  });
});
