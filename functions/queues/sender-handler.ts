import { OutboundJob } from '../../shared/contracts/queues.ts';
import { pumpConversation } from '../../shared/conversations/gate.ts';
import type { GateDeps } from '../../shared/conversations/ports.ts';
import type { HeardClock } from '../../shared/runtime/clock.ts';
import { createQueueHandler } from '../../shared/runtime/queue-handler.ts';

/** Outbound queue → platforms: one visit per conversation, however many jobs of a batch name it. */
export const createHandler = (deps: GateDeps & { readonly clock: HeardClock }) =>
  createQueueHandler<OutboundJob>(deps, {
    schema: OutboundJob,
    nameOf: ({ tenantId, conversationId }) => JSON.stringify([tenantId, conversationId]),
    handle: async (jobs, sentAtMs) => {
      // A grant of 30 s leaves no room for a clock that is behind: it is later now than when the job was sent (W1, F30).
      deps.clock.hear(sentAtMs);
      await pumpConversation(deps, merged(jobs));
    },
    fieldsOf: ({ tenantId, conversationId }) => ({ tenantId, conversationId }),
  });

/** The job that looks furthest back. One that knows no start lets the head say it, and a visit asks the head anyway. */
function merged(jobs: readonly [OutboundJob, ...OutboundJob[]]): OutboundJob {
  const [{ tenantId, conversationId }] = jobs;
  const starts = jobs.flatMap((job) => job.fromMs ?? []);
  return { tenantId, conversationId, ...(starts.length > 0 ? { fromMs: Math.min(...starts) } : {}) };
}
