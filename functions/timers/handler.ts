import { TimerJob } from '../../shared/contracts/queues.ts';
import { createQueueHandler, type InvocationDeps } from '../../shared/runtime/queue-handler.ts';

export interface TimersDeps extends InvocationDeps {
  readonly sweep: () => Promise<unknown>;
  readonly refreshTokens: () => Promise<unknown>;
}

/** Timers queue → what falls due by itself. A job that is in the batch twice runs once. */
export const createHandler = (deps: TimersDeps) =>
  createQueueHandler<TimerJob>(deps, {
    schema: TimerJob,
    nameOf: ({ kind }) => kind,
    handle: async ([{ kind }]) => {
      switch (kind) {
        case 'sweep':
          await deps.sweep();
          return;
        case 'refresh-tokens':
          await deps.refreshTokens();
          return;
      }
    },
    fieldsOf: ({ kind }) => ({ kind }),
  });
