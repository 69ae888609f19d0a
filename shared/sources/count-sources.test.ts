import { expect, test } from 'vitest';
import type { Source } from '../conversations/model.ts';
import type { Lead } from '../conversations/model-customers.ts';
import type { Conversation } from '../conversations/model-head.ts';
import { headRow } from '../conversations/store-head-row.ts';
import { customerOf, headOf, START_MS, TENANT } from '../customers/harness.ts';
import { customerRow, leadRow } from '../customers/store-customer-codec.ts';
import type { Job } from '../jobs/model.ts';
import { runJob } from '../jobs/run-job.ts';
import { loadJob } from '../jobs/store-jobs.ts';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { countSources, createCountWorker } from './count-sources.ts';
import { funnel } from './funnel.ts';
import { saveSpends } from './spends.ts';

/** START_MS is 2026-05-28T20:26:40Z: the 29th in Shanghai. */
const DAY_MS = 86_400_000;
const TODAY = '2026-05-29';
const MONTH = { from: '2026-05-01', to: '2026-05-31' };
const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

function company(accountIds: readonly string[] = ['dy_one', 'xhs_two']) {
  const table = createMemoryRowTable();
  const state = { nowMs: START_MS, orders: 0 };
  const clock = { now: () => state.nowMs };
  const accounts = { list: async (tenantId: string) => (tenantId === TENANT ? accountIds : []).map((id) => ({ id })) };
  const deps = { table, clock, log, accounts } as unknown as Parameters<typeof countSources>[0] & {
    readonly table: typeof table;
    readonly log: typeof log;
  };
  const order = (whole = false): Promise<Job> => {
    state.orders += 1;
    return countSources(deps, { tenantId: TENANT, memberId: 'm1', jobId: `j${state.orders}`, whole });
  };
  const run = (job: Job, worker = createCountWorker(deps)) =>
    runJob({ table, clock, log, collect: async () => ({ ids: [] }), workerOf: () => worker }, job);
  return {
    ...deps,
    state,
    order,
    run,
    count: async (whole = false) => run(await order(whole)),
    report: (accountIds?: readonly string[]) => funnel(table, { tenantId: TENANT, ...MONTH, accountIds }),
    async come(
      at: number,
      times: Pick<Conversation, 'enteredAtMs' | 'spokeAtMs'>,
      source?: Source,
      accountId = 'dy_one',
    ) {
      const lastActivityAtMs = Math.max(times.enteredAtMs ?? 0, times.spokeAtMs ?? 0);
      const head = headOf(at, { accountId, ...times, lastActivityAtMs });
      const known = { ...head, facts: { ...head.facts, lastCustomerMessageAtMs: times.spokeAtMs } } as Conversation;
      await table.put({ row: headRow(known) });
      await table.put({ row: customerRow(customerOf(known, source ? { source } : {})) });
      return known;
    },
    async leave(head: Conversation, capturedAtMs: number, changes: Partial<Lead> = {}) {
      const { tenantId, conversationId, accountId, platform } = head;
      const contact = { phoneSealed: 's', phoneMasked: '138****0426' };
      const lead = {
        tenantId,
        conversationId,
        accountId,
        platform,
        leadId: 'l',
        customerName: '',
        contact,
        capturedAtMs,
      };
      await table.put({ row: leadRow({ ...lead, state: 'new', ...changes }) });
    },
  };
}

const AD: Source = { channel: 'search-ad', adId: '7', adName: '春季' };

test('B1, K4: each step counts on the day of its first time, by source, with what it cost', async () => {
  const one = company();
  const visitor = await one.come(1, { enteredAtMs: START_MS - 2 * DAY_MS, spokeAtMs: START_MS - DAY_MS }, AD);
  await one.come(2, { enteredAtMs: START_MS - 1_000 }, AD);
  await one.come(3, { spokeAtMs: START_MS - 1_000 }, undefined, 'xhs_two');
  await one.leave(visitor, START_MS - 500, { source: AD });
  const spend = { channel: 'search-ad' as const, adId: '7', from: TODAY, to: TODAY, amountFen: 5_000 };
  await saveSpends(one, { tenantId: TENANT, memberId: 'm1' }, [spend]);
  await one.count();
  const report = await one.report();
  expect(report.countedAtMs).toBe(START_MS);
  expect(report.counting).toBeUndefined();
  expect(report.total).toEqual({ entered: 3, spoke: 2, contact: 1, spendFen: 5_000 });
  const ad = { entered: 2, spoke: 1, contact: 1, spendFen: 5_000 };
  expect(report.sources).toEqual([
    { channel: 'search-ad', ...ad, ads: [{ adId: '7', adName: '春季', ...ad }] },
    {
      channel: 'unknown',
      entered: 1,
      spoke: 1,
      contact: 0,
      spendFen: 0,
      ads: [{ entered: 1, spoke: 1, contact: 0, spendFen: 0 }],
    },
  ]);
  const quiet = { entered: 0, spoke: 0, contact: 0, spendFen: 0 };
  const byDay = new Map(report.days.map(({ day, ...steps }) => [day, steps]));
  expect(byDay.get('2026-05-27')).toEqual({ ...quiet, entered: 1 });
  expect(byDay.get('2026-05-28')).toEqual({ ...quiet, spoke: 1 });
  expect(byDay.get(TODAY)).toEqual({ entered: 2, spoke: 1, contact: 1, spendFen: 5_000 });
  expect((await one.report(['xhs_two'])).total).toEqual({ ...quiet, entered: 1, spoke: 1 });
  expect((await funnel(one.table, { tenantId: 't2', ...MONTH })).total).toEqual(quiet);
});

test('B1: counted again it is the same; who came since is added, who was attributed since moves', async () => {
  const one = company();
  await one.come(1, { enteredAtMs: START_MS - DAY_MS });
  await one.count();
  await one.count();
  expect((await one.report()).total.entered).toBe(1);
  one.state.nowMs += DAY_MS;
  await one.come(2, { enteredAtMs: one.state.nowMs - 5 });
  // A word today of one who came before: the row moved, the first time did not.
  await one.come(1, { enteredAtMs: START_MS - DAY_MS, spokeAtMs: one.state.nowMs - 4 }, AD);
  await one.count();
  const { total, sources } = await one.report();
  expect(total).toMatchObject({ entered: 2, spoke: 1 });
  expect(sources.map(({ channel, entered }) => [channel, entered])).toEqual([
    ['search-ad', 1],
    ['unknown', 1],
  ]);
});

test('K4: what was attributed weeks later moves with a count of the whole, and no one is lost by it', async () => {
  const one = company();
  const long = START_MS - 20 * DAY_MS;
  await one.come(1, { enteredAtMs: long });
  await one.count();
  await one.come(1, { enteredAtMs: long }, AD);
  await one.count();
  expect((await one.report()).sources[0]?.channel).toBe('unknown');
  await one.count(true);
  expect((await one.report()).sources.map(({ channel, entered }) => [channel, entered])).toEqual([['search-ad', 1]]);
});

test('K5, B1: only what reaches somebody is a contact', async () => {
  const one = company();
  const head = await one.come(1, { spokeAtMs: START_MS - 9 });
  await one.leave(head, START_MS - 5, { contact: { phoneMasked: '123', phoneFlaw: 'invalid' } });
  await one.count();
  expect((await one.report()).total.contact).toBe(0);
});

test('K4: one order at a time is under way; its progress shows, and what fails keeps the old time', async () => {
  const one = company();
  await one.come(1, { enteredAtMs: START_MS - 5 });
  const job = await one.order();
  expect((await one.order()).jobId).toBe(job.jobId);
  expect((await one.report()).counting).toEqual({ done: 0, total: 2 });
  const worker = createCountWorker(one);
  await one.run(job, { ...worker, work: async (_, ids) => ids.map(() => 'failed' as const) });
  expect((await loadJob(one.table, TENANT, job.jobId))?.state).toBe('done');
  expect((await one.report()).countedAtMs).toBeUndefined();
  await one.count();
  expect((await one.report()).countedAtMs).toBe(START_MS);
});

test('K4: a count of the whole, ordered beside one under way, stays the one that is followed', async () => {
  const one = company();
  const short = await one.order();
  const whole = await one.order(true);
  await one.run(short);
  expect((await one.report()).counting).toEqual({ done: 0, total: 2 });
  one.state.nowMs += 1_000;
  await one.run(whole);
  const report = await one.report();
  expect(report).toMatchObject({ countedAtMs: START_MS });
  expect(report.counting).toBeUndefined();
});

test('K4: an account whose rows cannot be read fails alone', async () => {
  const one = company();
  await one.come(1, { enteredAtMs: START_MS - 5 });
  const broken = await one.come(2, { enteredAtMs: START_MS - 5 }, undefined, 'xhs_two');
  await one.table.put({ row: { ...headRow(broken), d: 'broken' } });
  await one.count();
  const report = await one.report();
  expect(report.total.entered).toBe(1);
  expect(report.countedAtMs).toBeUndefined();
});

test('K4: a count that dies between any two writes is the same once it ran again', async () => {
  for (let writes = 1; ; writes++) {
    const one = company();
    await one.come(1, { enteredAtMs: START_MS - 40 * DAY_MS, spokeAtMs: START_MS - 5 }, AD);
    await one.come(2, { enteredAtMs: START_MS - 5 }, undefined, 'xhs_two');
    const job = await one.order();
    let left = writes;
    const dying = {
      ...one.table,
      put: (write: Parameters<typeof one.table.put>[0]) => {
        if (left-- <= 0) throw new Error('died');
        return one.table.put(write);
      },
    };
    await createCountWorker({ ...one, table: dying })
      .work(job, ['dy_one', 'xhs_two'])
      .catch(() => undefined);
    const died = left < 0;
    await one.run(job);
    expect((await one.report()).total).toMatchObject({ entered: 1, spoke: 1 });
    const april = await funnel(one.table, { tenantId: TENANT, from: '2026-04-01', to: '2026-04-30' });
    expect(april.total.entered).toBe(1);
    if (!died) break;
  }
});

test('K4: a report is read in twice and counts once; an account of others is named, and nothing is kept', async () => {
  const one = company();
  const by = { tenantId: TENANT, memberId: 'm1' };
  const spend = { channel: 'search-ad' as const, from: '2026-04-20', to: '2026-05-19', amountFen: 3_000 };
  await saveSpends(one, by, [spend]);
  await saveSpends(one, by, [spend, { ...spend, amountFen: 6_000 }]);
  expect((await one.report()).total.spendFen).toBe(3_800);
  const foreign = [
    { ...spend, from: '2026-05-01' },
    { ...spend, accountId: 'dy_foreign' },
  ];
  await expect(saveSpends(one, by, foreign)).rejects.toMatchObject({
    code: 'account.unknown',
    details: { field: 'items.1.accountId' },
  });
  expect((await one.report()).total.spendFen).toBe(3_800);
});
