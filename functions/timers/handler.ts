import { TimerJob } from '../../shared/contracts/queues.ts';
import { createQueueHandler, type InvocationDeps } from '../../shared/runtime/queue-handler.ts';

export interface TimersDeps extends InvocationDeps {
  readonly sweep: () => Promise<unknown>;
  /** I5: what waits with members who are gone. */
  readonly returnWork: () => Promise<unknown>;
  readonly refreshTokens: () => Promise<unknown>;
  /** I7: what was said since becomes searchable. */
  readonly indexSearch: () => Promise<unknown>;
}

/** Timers queue → what falls due by itself. A job that is in the batch twice runs once. */
export const createHandler = (deps: TimersDeps) =>
  createQueueHandler<TimerJob>(deps, {
    schema: TimerJob,
    nameOf: ({ kind }) => kind,
    handle: async ([{ kind }]) => {
      switch (kind) {
        case 'sweep':
          await Promise.all([deps.sweep(), deps.returnWork()]);
          return;
        case 'index-search':
          await deps.indexSearch();
          return;
        case 'refresh-tokens':
          await deps.refreshTokens();
          return;
      }
    },
    fieldsOf: ({ kind }) => ({ kind }),
  });
