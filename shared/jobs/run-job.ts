import type { Log } from '../runtime/log.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { isActive, type Job, type JobCounts, MAX_CUSTOMERS, PAGE } from './model.ts';
import { commitJob, commitWithPage, loadJob, loadPage } from './store-jobs.ts';

/** What became of one customer: counted the same however often the page is done again. */
export type Outcome = 'changed' | 'kept' | 'failed';

/** What a kind of job does; each kind of task has one. */
export interface Worker {
  /** Does it to the customers of a page. Repeats are harmless: each customer is changed at most once in a job. */
  readonly work: (job: Job, ids: readonly string[]) => Promise<readonly Outcome[]>;
  /** Once, at the end: a file, for example. Repeats are harmless. */
  readonly finish?: (job: Job) => Promise<Partial<Pick<Job, 'file' | 'counts'>>>;
}

/** Where a job over a filter finds its customers: the next of them, and where to go on; `next` absent = the end. */
export type Collect = (
  job: Job,
  limit: number,
) => Promise<{ readonly ids: readonly string[]; readonly next?: NonNullable<Job['walk']> }>;

export interface RunDeps {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly log: Log;
  readonly collect: Collect;
  readonly workerOf: (job: Job) => Worker;
}

/** Of one run: a run ends well before its function does, and the next begins where it ended. */
const PAGES_A_RUN = 8;
/** What cannot be finished within a day is given up: somebody should look at it. */
const MAX_AGE_MS = 24 * 3_600_000;

/**
 * Carries a job on for some pages, and asks for the next run by raising its `turn`. Whatever dies between two steps, the
 * next run does the open page again; two runs at once do the same work, and of their progress one counts.
 */
export async function runJob(deps: RunDeps, key: Pick<Job, 'tenantId' | 'jobId'>): Promise<void> {
  for (let page = 1; page <= PAGES_A_RUN; page++) {
    const job = await loadJob(deps.table, key.tenantId, key.jobId);
    if (!job || !isActive(job)) return;
    if (!(await step(deps, job, page === PAGES_A_RUN))) return;
  }
}

/** One page further. False = another run was first, and this one is over. */
function step(deps: RunDeps, job: Job, isLast: boolean): Promise<boolean> {
  if (job.stopping) return end(deps, job, { state: 'cancelled' });
  if (deps.clock.now() - job.createdAtMs > MAX_AGE_MS)
    return end(deps, job, { state: 'failed', failure: 'job.too-old' });
  return job.state === 'collecting' ? collect(deps, job, isLast) : work(deps, job, isLast);
}

const stepped = (deps: RunDeps, job: Job, isLast: boolean, change: Partial<Job>): Job => ({
  ...job,
  ...change,
  updatedAtMs: deps.clock.now(),
  version: job.version + 1,
  turn: isLast ? job.turn + 1 : job.turn,
});

async function collect(deps: RunDeps, job: Job, isLast: boolean): Promise<boolean> {
  const { ids, next } = await deps.collect(job, PAGE);
  const total = job.counts.total + ids.length;
  if (total > MAX_CUSTOMERS) return end(deps, job, { state: 'failed', failure: 'job.too-many' });
  const { walk: _, ...rest } = job;
  const pages = ids.length > 0 ? job.pages + 1 : job.pages;
  const after = stepped(deps, rest, isLast, {
    counts: { ...job.counts, total },
    pages,
    ...(next ? { walk: next } : { state: 'running' }),
  });
  return ids.length > 0 ? commitWithPage(deps.table, job, after, job.pages, ids) : commitJob(deps.table, job, after);
}

async function work(deps: RunDeps, job: Job, isLast: boolean): Promise<boolean> {
  const worker = deps.workerOf(job);
  if (job.nextPage >= job.pages) return end(deps, job, { ...(await worker.finish?.(job)), state: 'done' });
  const source = job.task.kind === 'undo' ? { tenantId: job.tenantId, jobId: job.task.of } : job;
  const outcomes = await worker.work(job, await loadPage(deps.table, source, job.nextPage));
  return commitOutcomes(deps, job, outcomes, isLast);
}

/** Counts a page that was worked on. Somebody who asked for the end meanwhile is heard at the next step. */
async function commitOutcomes(
  deps: RunDeps,
  job: Job,
  outcomes: readonly Outcome[],
  isLast: boolean,
): Promise<boolean> {
  let before: Job | undefined = job;
  while (before && isActive(before) && before.nextPage === job.nextPage) {
    const change = { counts: counted(before.counts, outcomes), nextPage: before.nextPage + 1 };
    if (await commitJob(deps.table, before, stepped(deps, before, isLast, change))) return true;
    before = await loadJob(deps.table, job.tenantId, job.jobId);
  }
  return false;
}

const counted = (counts: JobCounts, outcomes: readonly Outcome[]): JobCounts => {
  const of = (outcome: Outcome): number => outcomes.filter((one) => one === outcome).length;
  return {
    total: counts.total,
    done: counts.done + outcomes.length,
    changed: counts.changed + of('changed'),
    kept: counts.kept + of('kept'),
    failed: counts.failed + of('failed'),
  };
};

/** Always false: a job that is over is stepped no further. */
async function end(deps: RunDeps, job: Job, change: Partial<Job>): Promise<boolean> {
  const { walk: _walk, stopping: _stopping, ...rest } = job;
  const after = { ...stepped(deps, rest, false, change), finishedAtMs: deps.clock.now() };
  if (await commitJob(deps.table, job, after)) {
    const { tenantId, task, state, counts } = after;
    deps.log.info('job.ended', { tenantId, kind: task.kind, state, count: counts.done });
  }
  return false;
}
