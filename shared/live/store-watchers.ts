import * as z from 'zod';
import type { ConversationKey } from '../conversations/model-keys.ts';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable } from '../runtime/row-table.ts';

const Watcher = z.object({
  tenantId: z.string(),
  conversationId: z.string(),
  connectionId: z.string(),
  memberId: z.string(),
  name: z.string(),
  /** Not renewed by then = looks at it no more. */
  untilMs: z.number(),
});
/** A console that shows a conversation now (I5). */
export type Watcher = Readonly<z.infer<typeof Watcher>>;

type Place = Pick<Watcher, 'tenantId' | 'conversationId' | 'connectionId'>;
/** In the conversation's partition, past everything a thread reads. */
const partitionOf = ({ tenantId, conversationId }: ConversationKey): string => `t#${tenantId}#c#${conversationId}`;
const keyOf = (place: Place) => ({ pk: partitionOf(place), sk: `w#${place.connectionId}` });

export interface WatcherStore {
  put(watcher: Watcher): Promise<void>;
  remove(place: Place): Promise<void>;
  /** Who looks at it now; whoever did not renew is left out. */
  list(key: ConversationKey, nowMs: number, options?: { readonly consistent?: boolean }): Promise<readonly Watcher[]>;
}

/** Who looks at a conversation: a row a console, forgotten by itself. No stream reader hears of it. */
export function createWatcherStore(table: RowTable): WatcherStore {
  return {
    async put(watcher) {
      const ttl = Math.ceil(watcher.untilMs / 1000) + 60;
      await table.put({ row: { ...keyOf(watcher), ...entityMarks('watcher'), ...watcher, ttl } });
    },
    remove: (place) => table.remove(keyOf(place)),
    async list(key, nowMs, { consistent = false } = {}) {
      const { rows } = await table.query({ pk: partitionOf(key), from: 'w#', to: 'w$', consistent });
      return rows.map((row) => Watcher.parse(row)).filter(({ untilMs }) => untilMs > nowMs);
    },
  };
}
