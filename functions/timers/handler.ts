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
  /** A1, M3: staff accounts and cards, of one account and of those not asked about for a day. */
  readonly lookAfterAccount: (job: Extract<TimerJob, { kind: 'look-after-account' }>) => Promise<void>;
  readonly lookAfterDue: () => Promise<unknown>;
  /** A5: authorisations that end in some days. */
  readonly foretellEnds: () => Promise<unknown>;
  /** SEC31: what the audit logs had since is closed. */
  readonly sealAudit: () => Promise<unknown>;
  /** I1: who waits, and stands in no list of it. */
  readonly mendWaits: () => Promise<unknown>;
  /** I7: what was said since becomes searchable. */
  readonly indexSearch: () => Promise<unknown>;
}

/** Timers queue → what falls due by itself. A job that is in the batch twice runs once. */
export const createHandler = (deps: TimersDeps) =>
  createQueueHandler<TimerJob>(deps, {
    schema: TimerJob,
    nameOf,
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
        case 'look-after':
          await deps.lookAfterDue();
          return;
        case 'foretell-ends':
          await deps.foretellEnds();
          return;
        case 'mend-waits':
          await deps.mendWaits();
          return;
        case 'look-after-account':
          await deps.lookAfterAccount(job);
          return;
      }
    },
    fieldsOf: ({ kind }) => ({ kind }),
  });

function nameOf(job: TimerJob): string {
  if (job.kind === 'job') return `job ${job.tenantId} ${job.jobId}`;
  return job.kind === 'look-after-account' ? `account ${job.tenantId} ${job.accountId}` : job.kind;
}
