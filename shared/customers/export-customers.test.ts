import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runJob } from '../jobs/run-job.ts';
import { startOverSelection } from '../jobs/start-job.ts';
import { loadJob } from '../jobs/store-jobs.ts';
import { createExportWorker } from './export-customers.ts';
import { everything, idOf, START_MS, TENANT, tableWith } from './harness.ts';
import { readSpreadsheet } from './harness-spreadsheet.ts';
import type { MakerOf } from './job-maker.ts';
import { harmless } from './rules-export.ts';

const SEALED = { phoneSealed: 'sealed-phone', phoneMasked: '138****8000' };

async function exportWith(reveal: boolean, names: readonly string[], makerOf = everything) {
  const table = await tableWith(names.length, (at) => ({
    head: { tags: ['老房', '急'], assigneeId: `m${at}` },
    customer: { name: names[at] ?? '', contact: SEALED, remark: '=HYPERLINK("http://evil","x")', stage: 'trust' },
  }));
  const files = new Map<string, Uint8Array>();
  const clock = { now: () => START_MS };
  const worker = createExportWorker({
    table,
    cipher: { open: async (place, sealed) => `${sealed} of ${place.recordId.length} ${place.field}` },
    objects: { put: async (key, _type, bytes) => void files.set(key, bytes) },
    accountNames: async () => new Map([['dy_one', '云筑家装']]),
    memberNames: async () => new Map([['m0', '小陈']]),
    timeZoneOf: async () => 'Asia/Shanghai',
    makerOf,
  });
  const columns = ['name', 'account', 'phone', 'tags', 'stage', 'assignee', 'remark', 'lastActivity'] as const;
  const task = { kind: 'export' as const, columns: [...columns], reveal };
  const ids = [...names.map((_, at) => idOf(at)), 'nobody'];
  await startOverSelection({ table, clock }, { tenantId: TENANT, jobId: 'job-1', memberId: 'anna', task }, ids);
  const silent = () => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const deps = { table, clock, log, collect: async () => ({ ids: [] }), workerOf: () => worker };
  await runJob(deps, { tenantId: TENANT, jobId: 'job-1' });
  const job = await loadJob(table, TENANT, 'job-1');
  const bytes = files.get('exports/t1/job-1.xlsx') ?? new Uint8Array();
  return { job, rows: readSpreadsheet(bytes) };
}

test('K1: an export opens again, with contacts masked and nothing that a program would run', async () => {
  const { job, rows } = await exportWith(false, ['小美', '=1+2', '＋cmd', '\t@x']);
  expect(job).toMatchObject({
    state: 'done',
    counts: { total: 5, done: 5, kept: 4, failed: 1 },
    file: { key: 'exports/t1/job-1.xlsx', name: '客户 2026-05-29 0426.xlsx' },
  });
  expect(rows[0]).toEqual(['客户', '托管账号', '手机号', '标签', '阶段', '负责人', '备注', '最近活动']);
  expect(rows[1]).toEqual([
    '小美',
    '云筑家装',
    '138****8000',
    '老房、急',
    '信任建立',
    '小陈',
    '\'=HYPERLINK("http://evil","x")',
    '2026-05-28 00:40',
  ]);
  expect(rows.slice(2).map(([name]) => name)).toEqual(["'=1+2", "'＋cmd", "'\t@x"]);
});

test('X5: contacts stand in clear only where the export was ordered so', async () => {
  const { rows } = await exportWith(true, ['小美']);
  expect(rows[1]?.[2]).toBe('sealed-phone of 22 contact.phone');
});

test('X5: not even then once its maker may read them no more', async () => {
  const { rows } = await exportWith(true, ['小美'], async () => ({ sees: () => true, mayReveal: false }));
  expect(rows[1]?.[2]).toBe('138****8000');
});

test('X1: an export of somebody limited holds own conversations only', async () => {
  const onlyThird: MakerOf = async () => ({ sees: ({ assigneeId }) => assigneeId === 'm2', mayReveal: true });
  const { job, rows } = await exportWith(false, ['小美', '小王', '小李'], onlyThird);
  expect(rows.slice(1).map(([name]) => name)).toEqual(['小李']);
  expect(job?.counts).toEqual({ total: 4, done: 4, changed: 0, kept: 1, failed: 3 });
});

test('no text begins a formula, and whatever is harmless is left as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(harmless(text)).not.toMatch(/^\s*[=+\-@]/);
      expect(harmless(text).isWellFormed()).toBe(true);
    }),
    { numRuns: 2_000 },
  );
  expect(['小美', '13800138000', 'a=b', "it's"].map(harmless)).toEqual(['小美', '13800138000', 'a=b', "it's"]);
});
