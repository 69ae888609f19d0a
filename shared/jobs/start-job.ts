import { NotFound, RuleViolation } from '../runtime/errors.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { canUndo, isActive, type Job, type JobTarget, type JobTask, PAGE, touchedPages } from './model.ts';
import { commitJob, createJob, createUndo, loadJob, putPage } from './store-jobs.ts';

export interface JobDeps {
  readonly table: RowTable;
  readonly clock: Clock;
}

export interface NewJob {
  readonly tenantId: string;
  /** Chosen by the caller and sortable by time: repeating starts nothing more. */
  readonly jobId: string;
  readonly memberId: string;
  readonly task: JobTask;
}

const EMPTY = { total: 0, done: 0, changed: 0, kept: 0, failed: 0 };

/** Starts a job over these customers. Their names are written first: a job is never there without them. */
export async function startOverSelection(
  deps: JobDeps,
  job: NewJob,
  ids: readonly string[],
  pageSize: number = PAGE,
): Promise<Job> {
  const known = await loadJob(deps.table, job.tenantId, job.jobId);
  if (known) return known;
  const unique = [...new Set(ids)];
  const createdAtMs = deps.clock.now();
  const pages = Math.ceil(unique.length / pageSize);
  await Promise.all(
    Array.from({ length: pages }, (_, page) =>
      putPage(deps.table, { ...job, createdAtMs }, page, unique.slice(page * pageSize, (page + 1) * pageSize)),
    ),
  );
  const target: JobTarget = { kind: 'selection', count: unique.length };
  const counts = { ...EMPTY, total: unique.length };
  return create(deps, { ...base(job, createdAtMs), target, state: 'running', pages, counts });
}

/** Starts a job over whoever the filter holds; the accounts are those the member may see. */
export async function startOverFilter(
  deps: JobDeps,
  job: NewJob,
  target: Extract<JobTarget, { kind: 'filter' }>,
): Promise<Job> {
  const walk = { account: 0 };
  return create(deps, { ...base(job, deps.clock.now()), target, state: 'collecting', pages: 0, counts: EMPTY, walk });
}

const base = (job: NewJob, nowMs: number) => ({
  ...job,
  createdAtMs: nowMs,
  updatedAtMs: nowMs,
  nextPage: 0,
  turn: 1,
  version: 1,
});

/** The job, or the one that has this id already. */
async function create(deps: JobDeps, job: Job): Promise<Job> {
  if (await createJob(deps.table, job)) return job;
  return loadKnownJob(deps, job.tenantId, job.jobId);
}

/** @throws {NotFound} */
export async function loadKnownJob(deps: JobDeps, tenantId: string, jobId: string): Promise<Job> {
  const job = await loadJob(deps.table, tenantId, jobId);
  if (!job) throw new NotFound('job.unknown', 'no such job');
  return job;
}

/**
 * Asks for the end of an active job: its runner ends it after the page it is at, so that nothing is changed after it
 * says it is over. What it did stays, and can be taken back. @throws {NotFound}
 */
export async function cancelJob(deps: JobDeps, tenantId: string, jobId: string): Promise<Job> {
  for (;;) {
    const job = await loadKnownJob(deps, tenantId, jobId);
    if (!isActive(job) || job.stopping) return job;
    // Where no runner is at work, the next turn finds one that ends it.
    const after = { ...job, stopping: true as const, turn: job.turn + 1, version: job.version + 1 };
    if (await commitJob(deps.table, job, after)) return after;
  }
}

/**
 * Starts the job that takes another back: over the same customers, and only over what nobody changed since.
 *
 * @throws {NotFound}; {RuleViolation} `job.not-undoable`.
 */
export async function undoJob(deps: JobDeps, undo: Omit<NewJob, 'task'>, of: string): Promise<Job> {
  const known = await loadJob(deps.table, undo.tenantId, undo.jobId);
  if (known) return known;
  const job = await loadKnownJob(deps, undo.tenantId, of);
  if (!canUndo(job)) throw new RuleViolation('job.not-undoable', 'this job cannot be taken back');
  const marked = { ...job, undoneBy: undo.jobId, version: job.version + 1 };
  const task: JobTask = { kind: 'undo', of };
  const back: Job = {
    ...base({ ...undo, task }, deps.clock.now()),
    target: job.target,
    state: 'running',
    undoes: job.createdAtMs,
    pages: touchedPages(job),
    counts: { ...EMPTY, total: job.counts.total },
  };
  if (await createUndo(deps.table, job, marked, back)) return back;
  throw new RuleViolation('job.version-changed', 'somebody changed it meanwhile');
}

/** Asks for another run of an active job whose message got lost: the stream tells of the turn. */
export async function nudgeJob(deps: JobDeps, key: Pick<Job, 'tenantId' | 'jobId'>): Promise<void> {
  const job = await loadJob(deps.table, key.tenantId, key.jobId);
  if (!job || !isActive(job)) return;
  const after = { ...job, turn: job.turn + 1, updatedAtMs: deps.clock.now(), version: job.version + 1 };
  await commitJob(deps.table, job, after);
}
