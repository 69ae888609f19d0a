import type { CustomerRow } from '../../shared/contracts/customer-list-routes.ts';
import type { JobView } from '../../shared/contracts/job-routes.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { World } from './fixtures.ts';

/** Work over many customers, in the stand-in server: begun, followed, stopped, taken back. */

export interface Asked {
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly world: World;
  readonly push: (message: object) => void;
}
type Matching = (asked: Asked) => readonly CustomerRow[];

const jobs = new Map<string, JobView>();
const before = new Map<string, Map<string, string[]>>();

export function resetJobs(): void {
  jobs.clear();
}

function startJob(asked: Asked, matching: Matching): JobView {
  const { id, task, target } = routes.startJob.body.parse(asked.body);
  const ids =
    'conversationIds' in target
      ? target.conversationIds
      : matching({ ...asked, query: new URLSearchParams({ tags: (target.filter.tags ?? []).join(',') }) }).map(
          (row) => row.conversationId,
        );
  const job = begun(id, task, ids.length);
  before.set(id, new Map());
  work(id, ids, asked);
  return job;
}

function begun(id: string, task: JobView['task'], total: number): JobView {
  const job: JobView = {
    id,
    task,
    state: 'running',
    stopping: false,
    memberId: 'm1',
    createdAtMs: Date.now(),
    counts: { total, done: 0, changed: 0, kept: 0, failed: 0 },
    canUndo: false,
    version: 1,
  };
  jobs.set(id, job);
  return job;
}

/** Over accounts, one a step: long enough to look at. */
function startSync(asked: Asked): JobView {
  const { id } = routes.syncAllCards.body.parse(asked.body);
  const ids = asked.world.accounts.filter(({ status }) => status === 'hosted').map((account) => account.id);
  const job = begun(id, { kind: 'sync-cards' }, ids.length);
  work(id, ids, asked, 1);
  return job;
}

/** A few hundred at a time, as the real one does. */
function work(id: string, ids: readonly string[], asked: Asked, atOnce = 200): void {
  const job = jobs.get(id);
  if (job?.state !== 'running') return;
  const some = ids.slice(job.counts.done, job.counts.done + atOnce);
  for (const one of some) apply(job, one, asked.world);
  const done = job.counts.done + some.length;
  const isOver = done >= ids.length || job.stopping;
  const isExport = job.task.kind === 'export';
  const next: JobView = {
    ...job,
    state: isOver ? (job.stopping ? 'cancelled' : 'done') : 'running',
    counts: { ...job.counts, done, ...(isExport ? { kept: done } : { changed: done }) },
    canUndo: isOver && !isExport && job.task.kind !== 'undo' && job.task.kind !== 'sync-cards',
    ...(isOver && isExport ? { file: { name: '客户.xlsx', bytes: 4_096 } } : {}),
    version: job.version + 1,
  };
  jobs.set(id, next);
  const { file: _, ...told } = next;
  asked.push({ type: 'job', job: told });
  if (!isOver) setTimeout(() => work(id, ids, asked, atOnce), atOnce === 1 ? 600 : 150);
}

function apply(job: JobView, id: string, world: World): void {
  const customer = world.customers.get(id);
  if (!customer) return;
  const { task } = job;
  before.get(job.id)?.set(id, customer.tags);
  if (task.kind === 'tag') {
    const tags = [...new Set([...customer.tags, ...task.add])].filter((tag) => !task.remove.includes(tag));
    world.customers.set(id, { ...customer, tags });
  } else if (task.kind === 'undo') {
    world.customers.set(id, { ...customer, tags: before.get(task.of)?.get(id) ?? customer.tags });
  }
}

function startUndo(id: string, of: string, ids: readonly string[], asked: Asked): JobView {
  const job: JobView = {
    id,
    task: { kind: 'undo', of },
    state: 'running',
    stopping: false,
    memberId: 'm1',
    createdAtMs: Date.now(),
    counts: { total: ids.length, done: 0, changed: 0, kept: 0, failed: 0 },
    canUndo: false,
    version: 1,
  };
  jobs.set(id, job);
  before.set(id, new Map());
  work(id, ids, asked);
  return job;
}

/** What the API would say; undefined where the route is of another subject. */
export function answerJobs(name: string, asked: Asked, matching: Matching): unknown {
  const { params, body } = asked;
  const id = params.jobId ?? '';
  const job = jobs.get(id);
  switch (name) {
    case 'startJob':
      return startJob(asked, matching);
    case 'syncAllCards':
      return startSync(asked);
    case 'listJobs':
      return { items: [...jobs.values()].reverse() };
    case 'getJob':
      return job;
    case 'cancelJob':
      if (job) jobs.set(id, { ...job, stopping: true, version: job.version + 1 });
      return jobs.get(id);
    case 'undoJob': {
      const undo = routes.undoJob.body.parse(body);
      if (job) jobs.set(id, { ...job, canUndo: false, undoneBy: undo.id });
      const ids = [...(before.get(id)?.keys() ?? [])];
      return startUndo(undo.id, id, ids, asked);
    }
    case 'downloadJob':
      return { url: '/favicon.svg', expiresSeconds: 60 };
    default:
      return undefined;
  }
}
