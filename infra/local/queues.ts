import * as z from 'zod';
import type { LocalQueue, Queue, QueueSettings } from './queues-model.ts';
import { openQueue } from './queues-queue.ts';
import type { RuntimeStore } from './runtime-store.ts';
import type { LocalClock } from './types.ts';

export interface Queues {
  byName(name: string): Queue | undefined;
  list(): readonly Queue[];
}

const Attributes = z.record(
  z.string(),
  z.object({ DataType: z.string(), StringValue: z.string().optional(), BinaryValue: z.string().optional() }),
);

/**
 * Standard SQS queues on the movable clock: delays, visibility timeouts, redrive to dead letters. Messages live in the
 * runtime's store, so that nothing accepted is lost with the process; what was in flight is visible again after a restart.
 *
 * @throws {Error} for FIFO queues, which the runtime does not have.
 */
export function openQueues(settings: readonly QueueSettings[], store: RuntimeStore, clock: LocalClock): Queues {
  const queues = new Map<string, LocalQueue>();
  for (const one of settings) {
    if (one.fifo) throw new Error(`queue ${one.name}: FIFO queues are not supported by the local runtime`);
    queues.set(
      one.name,
      openQueue(one, store, clock, (name) => queues.get(name)),
    );
  }
  for (const row of store.db.prepare('SELECT * FROM messages ORDER BY sent_at, rowid').iterate()) {
    queues.get(String(row.queue))?.adopt({
      id: String(row.id),
      body: String(row.body),
      attributes: Attributes.parse(JSON.parse(String(row.attributes))),
      sentAtMs: Number(row.sent_at),
      visibleAtMs: Number(row.visible_at),
      received: Number(row.received),
      firstReceivedAtMs: row.first_received_at === null ? undefined : Number(row.first_received_at),
      groupId: row.group_id === null ? undefined : String(row.group_id),
    });
  }
  return { byName: (name) => queues.get(name), list: () => [...queues.values()] };
}
