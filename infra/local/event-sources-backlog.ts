import type { StreamRecord } from './dynamo-stream.ts';

/** Records that were read and are not handled yet, by partition key. */
export interface Backlog {
  add(record: StreamRecord): void;
  /**
   * At least `enough` records, where there are so many, and up to `max`, of keys that are not being handled, in stream order;
   * their keys are locked until `done`.
   */
  take(max: number, enough?: number): readonly StreamRecord[];
  done(batch: readonly StreamRecord[]): void;
  /** Position of the oldest unhandled record. */
  oldest(): number | undefined;
  /** Unhandled records, taken ones included. */
  size(): number;
  /** Records that could be taken now. */
  waiting(): number;
}

export function createBacklog(): Backlog {
  const waiting = new Map<string, StreamRecord[]>();
  const locked = new Map<string, StreamRecord[]>();
  /** Every unhandled position, oldest first: added in order, and a Set keeps it. */
  const open = new Set<number>();

  return {
    add(record) {
      open.add(record.position);
      const held = locked.get(record.partition) ?? waiting.get(record.partition);
      if (held) held.push(record);
      else waiting.set(record.partition, [record]);
    },
    take(max, enough = max) {
      const batch: StreamRecord[] = [];
      for (const [partition, records] of waiting) {
        const room = max - batch.length;
        if (room === 0 || batch.length >= enough) break;
        batch.push(...records.splice(0, room));
        waiting.delete(partition);
        locked.set(partition, records); // what is left or arrives meanwhile waits for `done`
      }
      return batch.sort((a, b) => a.position - b.position);
    },
    done(batch) {
      for (const { position, partition } of batch) {
        open.delete(position);
        const rest = locked.get(partition);
        locked.delete(partition);
        if (rest && rest.length > 0) waiting.set(partition, rest);
      }
    },
    oldest: () => open.values().next().value,
    size: () => open.size,
    waiting: () => [...waiting.values()].reduce((sum, records) => sum + records.length, 0),
  };
}
