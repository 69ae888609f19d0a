import * as z from 'zod';
import type { AwsCall } from './aws-json.ts';
import { Unavailable } from './errors.ts';

export interface QueueMessage {
  readonly body: unknown;
  /** 0 to 900. */
  readonly delaySeconds?: number;
  /** Fair queues: a tenant's flood does not delay another (decision 10). */
  readonly groupId?: string;
}

/** A queue one can only put messages into. */
export interface QueueSender {
  /** Sends them all in as few requests as possible. @throws {Unavailable} if the queue did not take every one. */
  send(messages: readonly QueueMessage[]): Promise<void>;
}

const BATCH = 10;
const Answer = z.object({ Failed: z.array(z.unknown()).optional() });

/** Over the small client: functions that put jobs into queues start for a person who waits (SPEED2). */
export function createQueueSender(call: AwsCall, queueUrl: string): QueueSender {
  const sendBatch = async (messages: readonly QueueMessage[]): Promise<void> => {
    const answer = await call('SendMessageBatch', {
      QueueUrl: queueUrl,
      Entries: messages.map(({ body, delaySeconds, groupId }, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(body),
        ...(delaySeconds ? { DelaySeconds: delaySeconds } : {}),
        ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
      })),
    });
    const failed = Answer.parse(answer).Failed?.length ?? 0;
    if (failed > 0)
      throw new Unavailable('queue.partly-failed', `${failed} of ${messages.length} messages were not taken`);
  };
  return {
    async send(messages) {
      const batches = Array.from({ length: Math.ceil(messages.length / BATCH) }, (_, index) =>
        messages.slice(index * BATCH, (index + 1) * BATCH),
      );
      await Promise.all(batches.map(sendBatch));
    },
  };
}
