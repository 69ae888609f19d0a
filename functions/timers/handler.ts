import { TimerJob } from '../../shared/contracts/queues.ts';
import { createQueueHandler, type InvocationDeps } from '../../shared/runtime/queue-handler.ts';

export interface TimersDeps extends InvocationDeps {
  readonly sweep: () => Promise<unknown>;
  /** I5: what waits with members who are gone. */
  readonly returnWork: () => Promise<unknown>;
  /** I4: follow-ups that fall due; K1: jobs whose message got lost. */
  readonly remind: () => Promise<unknown>;
  readonly sweepJobs: () => Promise<unknown>;
  readonly runJob: (job: { readonly tenantId: string; readonly jobId: string }) => Promise<void>;
  readonly refreshTokens: () => Promise<unknown>;
  /** SEC31: what the audit logs had since is closed. */
  readonly sealAudit: () => Promise<unknown>;
  /** I7: what was said since becomes searchable. */
  readonly indexSearch: () => Promise<unknown>;
}

/** Timers queue → what falls due by itself. A job that is in the batch twice runs once. */
export const createHandler = (deps: TimersDeps) =>
  createQueueHandler<TimerJob>(deps, {
    schema: TimerJob,
    nameOf: (job) => (job.kind === 'job' ? `job ${job.tenantId} ${job.jobId}` : job.kind),
    handle: async ([job]) => {
      switch (job.kind) {
        case 'sweep':
          await Promise.all([deps.sweep(), deps.returnWork(), deps.remind(), deps.sweepJobs()]);
          return;
        case 'job':
          await deps.runJob(job);
          return;
        case 'index-search':
          await deps.indexSearch();
          return;
        case 'seal-audit':
          await deps.sealAudit();
          return;
        case 'refresh-tokens':
          await deps.refreshTokens();
          return;
      }
    },
    fieldsOf: ({ kind }) => ({ kind }),
  });
