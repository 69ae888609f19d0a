import * as z from 'zod';
import { msKey } from '../conversations/model-keys.ts';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { Row, RowTable, RowWrite } from '../runtime/row-table.ts';
import { isActive, type Job, JobState, JobTarget, JobTask } from './model.ts';

const Stored = z.object({
  __edb_e__: z.literal('job'),
  tenantId: z.string(),
  jobId: z.string(),
  task: JobTask,
  target: JobTarget,
  state: JobState,
  memberId: z.string(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  finishedAtMs: z.number().exactOptional(),
  counts: z.object({
    total: z.number(),
    done: z.number(),
    changed: z.number(),
    kept: z.number(),
    failed: z.number(),
  }),
  pages: z.number(),
  nextPage: z.number(),
  walk: z.object({ account: z.number(), after: z.string().exactOptional() }).exactOptional(),
  turn: z.number(),
  version: z.number(),
  file: z.object({ key: z.string(), name: z.string(), bytes: z.number() }).exactOptional(),
  failure: z.string().exactOptional(),
  stopping: z.literal(true).exactOptional(),
  undoes: z.number().exactOptional(),
  undoneBy: z.string().exactOptional(),
});

/** After so long nobody takes a batch back, and nobody asks whom it was over. */
const LIFE_MS = 90 * 24 * 3_600_000;
/** An active job that nothing was heard of for so long has lost its message: the sweeper asks for another run. */
export const SILENT_MS = 60_000;

const ACTIVE = 'jobs';
const listPartition = (tenantId: string): string => `t#${tenantId}#jobs`;
const keyOf = (tenantId: string, jobId: string) => ({ pk: listPartition(tenantId), sk: `j#${jobId}` });
const pageKey = (job: Pick<Job, 'tenantId' | 'jobId'>, page: number) => ({
  pk: `t#${job.tenantId}#job#${job.jobId}`,
  sk: `s#${String(page).padStart(5, '0')}`,
});

export function jobRow(job: Job): Row {
  return {
    ...keyOf(job.tenantId, job.jobId),
    ...entityMarks('job'),
    ...(isActive(job)
      ? { gsi2pk: ACTIVE, gsi2sk: `${msKey(job.updatedAtMs + SILENT_MS)}#${job.tenantId}#${job.jobId}` }
      : {}),
    ...job,
    ttl: Math.ceil((job.createdAtMs + LIFE_MS) / 1000),
  };
}

/** Undefined where the row is of another entity. @throws {z.ZodError} if the row is broken. */
export function parseJob(row: Readonly<Record<string, unknown>>): Job | undefined {
  if (row.__edb_e__ !== 'job') return undefined;
  const { __edb_e__: _, ...job } = Stored.parse(row);
  return job;
}

/** Strong: a run decides on it. */
export async function loadJob(table: RowTable, tenantId: string, jobId: string): Promise<Job | undefined> {
  const row = await table.get(keyOf(tenantId, jobId), { consistent: true });
  return row && parseJob(row);
}

/** Newest first: ids sort by time. */
export async function listJobs(
  table: RowTable,
  tenantId: string,
  page: { readonly before?: string; readonly limit: number },
): Promise<readonly Job[]> {
  const { rows } = await table.query({
    pk: listPartition(tenantId),
    from: 'j#',
    to: page.before === undefined ? 'j$' : `j#${page.before}`,
    descending: true,
    limit: page.limit + 1,
  });
  return rows
    .flatMap((row) => parseJob(row) ?? [])
    .filter(({ jobId }) => jobId !== page.before)
    .slice(0, page.limit);
}

/** False = a job of this id is there already. */
export const createJob = (table: RowTable, job: Job): Promise<boolean> =>
  table.put({ row: jobRow(job), condition: { kind: 'absent' } });

const overVersion = (before: Job, after: Job): RowWrite => ({
  row: jobRow(after),
  condition: { kind: 'one-of', attribute: 'version', values: [before.version] },
});

/** The job over the version it was decided on. False = another run, or a cancel, was first. */
export const commitJob = (table: RowTable, before: Job, after: Job): Promise<boolean> =>
  table.put(overVersion(before, after));

/** A job that takes another back, with the note there: one of the two alone would be an undo that nobody can repeat. */
export const createUndo = (table: RowTable, before: Job, marked: Job, undo: Job): Promise<boolean> =>
  table.putAll([overVersion(before, marked), { row: jobRow(undo), condition: { kind: 'absent' } }]);

/** The job with another page of whom it runs over, together: no page is counted that is not there. */
export const commitWithPage = (
  table: RowTable,
  before: Job,
  after: Job,
  page: number,
  ids: readonly string[],
): Promise<boolean> => table.putAll([overVersion(before, after), { row: pageRow(after, page, ids) }]);

/** Whom a selection names, written before the job that runs over it. */
export async function putPage(
  table: RowTable,
  job: Pick<Job, 'tenantId' | 'jobId' | 'createdAtMs'>,
  page: number,
  ids: readonly string[],
): Promise<void> {
  await table.put({ row: pageRow(job, page, ids) });
}

const pageRow = (job: Pick<Job, 'tenantId' | 'jobId' | 'createdAtMs'>, page: number, ids: readonly string[]): Row => ({
  ...pageKey(job, page),
  ...entityMarks('jobPage'),
  ids: [...ids],
  ttl: Math.ceil((job.createdAtMs + LIFE_MS) / 1000),
});

/** Whom a page of a job runs over. Strong: it may have been written a moment ago. */
export async function loadPage(
  table: RowTable,
  job: Pick<Job, 'tenantId' | 'jobId'>,
  page: number,
): Promise<readonly string[]> {
  const row = await table.get(pageKey(job, page), { consistent: true });
  return z.array(z.string()).parse(row?.ids ?? []);
}

/** Active jobs nothing was heard of lately: their message is lost, or their runner died. */
export async function listSilentJobs(
  table: RowTable,
  nowMs: number,
  limit: number,
): Promise<readonly Pick<Job, 'tenantId' | 'jobId'>[]> {
  const { rows } = await table.query({ index: 'gsi2', pk: ACTIVE, from: '0', to: `${msKey(nowMs)}~`, limit });
  return rows.flatMap(({ pk, sk }) => {
    const [, tenantId] = /^t#(.+)#jobs$/.exec(pk) ?? [];
    return tenantId === undefined ? [] : [{ tenantId, jobId: sk.slice('j#'.length) }];
  });
}
