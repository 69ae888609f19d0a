import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { BurstOutcome } from '../../shared/agents/answer-burst.ts';
import type { UsageMeter } from '../../shared/agents/usage.ts';
import { AgentJob } from '../../shared/contracts/queues.ts';
import type { Log } from '../../shared/runtime/log.ts';

export interface AgentHandlerDeps {
  readonly answer: (job: AgentJob) => Promise<BurstOutcome>;
  readonly meter: Pick<UsageMeter, 'flush'>;
  readonly log: Log;
}

/**
 * Agent queue → answers. The conversations of a batch are answered side by side: a run mostly waits for the model, so
 * several in flight cost hardly more than one (decision 10). Each record fails on its own.
 */
export const createHandler =
  (deps: AgentHandlerDeps) =>
  async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const done = await Promise.all(event.Records.map((record) => handleRecord(deps, record)));
    return { batchItemFailures: done.flatMap((id) => (id === undefined ? [] : [{ itemIdentifier: id }])) };
  };

/** The record's id if it must come again. */
async function handleRecord({ answer, meter, log }: AgentHandlerDeps, record: SQSRecord): Promise<string | undefined> {
  const job = parseJob(record.body);
  if (!job) {
    // No repeat can help; the dead-letter queue keeps it for a person.
    log.error('record.poison', { kind: 'agent', requestId: record.messageId });
    return record.messageId;
  }
  try {
    await answer(job);
    // Counted calls are written at the latest here; jobs that end together share the write.
    await meter.flush();
    return undefined;
  } catch (error) {
    const { tenantId, conversationId } = job;
    log.warn('record.failed', {
      kind: 'agent',
      tenantId,
      conversationId,
      errorName: error instanceof Error ? error.name : 'unknown',
    });
    await meter.flush().catch(() => undefined);
    return record.messageId;
  }
}

function parseJob(body: string): AgentJob | undefined {
  try {
    return AgentJob.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
