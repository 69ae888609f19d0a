import type { AccountStore } from '../../shared/accounts/store-accounts.ts';
import type { JobView } from '../../shared/contracts/job-routes.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { orderJob } from '../../shared/customers/order-job.ts';
import type { Job } from '../../shared/jobs/model.ts';
import { cancelJob, loadKnownJob, undoJob } from '../../shared/jobs/start-job.ts';
import { listJobs } from '../../shared/jobs/store-jobs.ts';
import { jobView } from '../../shared/jobs/views.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import type { Caller } from '../../shared/runtime/caller.ts';
import { NotAllowed, NotFound } from '../../shared/runtime/errors.ts';
import type { Objects } from '../../shared/runtime/objects.ts';
import type { Clock } from '../../shared/runtime/ports.ts';
import type { RowTable } from '../../shared/runtime/row-table.ts';
import type { AuditTrail } from '../../shared/tenants/audit-trail.ts';
import { jobCursor } from './cursors.ts';

export interface JobDeps {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly accounts: Pick<AccountStore, 'list'>;
  readonly objects: Pick<Objects, 'downloadUrl'>;
  readonly audit: AuditTrail;
}

/** Long enough for a click, too short to be passed on. */
const DOWNLOAD_SECONDS = 60;

/** An export is its maker's alone: it may hold contacts in clear. */
const shown = (job: Job, caller: Caller): JobView => {
  const { file, ...view } = jobView(job);
  return job.memberId === caller.memberId && file ? { ...view, file } : view;
};

/** What one must be allowed to order a job, and so to stop it: a sync of cards is for those who keep accounts (X1). */
const permissionOf = ({ kind }: Job['task']) => {
  if (kind === 'sync-cards') return routes.syncAllCards.permission;
  return kind === 'count-sources' ? routes.countSources.permission : routes.startJob.permission;
};

/** Work over many customers (K1). */
export const jobEndpoints = (deps: JobDeps) => [
  endpoint(routes.startJob, async ({ body, caller }) => {
    const { id: jobId, task, target } = body;
    const order = () => orderJob(deps, caller, { jobId, task, target });
    const fields = task.kind === 'export' && task.reveal ? ['contacts'] : [];
    const job = await deps.audit.change(caller, `job.${task.kind}`, jobId, order, fields);
    return shown(job, caller);
  }),

  endpoint(routes.listJobs, async ({ query, caller }) => {
    const { cursor: before } = jobCursor(query.cursor);
    const page = { limit: query.limit, ...(before === undefined ? {} : { before }) };
    const jobs = await listJobs(deps.table, caller.tenantId, page);
    const last = jobs.length === query.limit ? jobs.at(-1) : undefined;
    return { items: jobs.map((job) => shown(job, caller)), nextCursor: last?.jobId };
  }),

  endpoint(routes.getJob, async ({ params, caller }) =>
    shown(await loadKnownJob(deps, caller.tenantId, params.jobId), caller),
  ),

  endpoint(routes.cancelJob, async ({ params, caller }) => {
    const { task } = await loadKnownJob(deps, caller.tenantId, params.jobId);
    if (!caller.permissions.includes(permissionOf(task))) {
      throw new NotAllowed('permission.missing', 'whoever may not order such a job may not stop it either');
    }
    const cancel = () => cancelJob(deps, caller.tenantId, params.jobId);
    const job = await deps.audit.change(caller, 'job.cancelled', params.jobId, cancel);
    return shown(job, caller);
  }),

  endpoint(routes.undoJob, async ({ params, body, caller }) => {
    const { tenantId, memberId } = caller;
    const undo = () => undoJob(deps, { tenantId, memberId, jobId: body.id }, params.jobId);
    const job = await deps.audit.change(caller, 'job.undone', params.jobId, undo);
    return shown(job, caller);
  }),

  endpoint(routes.downloadJob, async ({ params, caller }) => {
    const { file, memberId, task } = await loadKnownJob(deps, caller.tenantId, params.jobId);
    if (!file || memberId !== caller.memberId) throw new NotFound('job.no-file', 'no file of yours');
    const reveals = task.kind === 'export' && task.reveal;
    // X5: the right may have gone since the file was made.
    if (reveals && !caller.permissions.includes('contacts.reveal')) {
      throw new NotAllowed('permission.missing', 'the file holds contacts in clear, and your role may not read them');
    }
    // Nobody gets it before it is written down that they did.
    await deps.audit(caller, 'export.downloaded', params.jobId, reveals ? ['contacts'] : []);
    const right = { key: file.key, fileName: file.name, expiresSeconds: DOWNLOAD_SECONDS };
    return { url: deps.objects.downloadUrl(right), expiresSeconds: DOWNLOAD_SECONDS };
  }),
];
