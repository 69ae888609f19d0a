import type { QueueMessage } from './queues-model.ts';

/** Visible messages of one queue, in the order in which they should be received. */
export interface ReadyList {
  push(message: QueueMessage): void;
  take(): QueueMessage | undefined;
  /** A taken message is out of its receiver's hands: deleted, expired or back in the queue. */
  finished(message: QueueMessage): void;
  size(): number;
  clear(): void;
}

interface Group {
  readonly messages: QueueMessage[];
  head: number;
  taken: number;
}

/**
 * First in, first out, and fair between message groups as SQS fair queues are: the group with the fewest messages in
 * work goes first, so that one tenant's flood does not delay another. Without groups it is a plain queue.
 */
export function createReadyList(): ReadyList {
  const groups = new Map<string, Group>();
  let size = 0;

  const groupOf = (message: QueueMessage): Group => {
    const name = message.groupId ?? '';
    const known = groups.get(name);
    if (known) return known;
    const group: Group = { messages: [], head: 0, taken: 0 };
    groups.set(name, group);
    return group;
  };

  const quietest = (): Group | undefined => {
    let best: Group | undefined;
    for (const group of groups.values()) {
      const first = group.messages[group.head];
      if (!first) continue;
      const other = best?.messages[best.head];
      if (
        !best ||
        !other ||
        group.taken < best.taken ||
        (group.taken === best.taken && first.sentAtMs < other.sentAtMs)
      ) {
        best = group;
      }
    }
    return best;
  };

  return {
    push(message) {
      groupOf(message).messages.push(message);
      size += 1;
    },
    take() {
      const group = quietest();
      const message = group?.messages[group.head];
      if (!group || !message) return undefined;
      group.head += 1;
      group.taken += 1;
      size -= 1;
      if (group.head > 1_000 && group.head * 2 > group.messages.length) {
        group.messages.splice(0, group.head);
        group.head = 0;
      }
      return message;
    },
    finished(message) {
      const name = message.groupId ?? '';
      const group = groups.get(name);
      if (!group) return;
      group.taken -= 1;
      if (group.taken <= 0 && group.head === group.messages.length) groups.delete(name);
    },
    size: () => size,
    clear() {
      groups.clear();
      size = 0;
    },
  };
}
