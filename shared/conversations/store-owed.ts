import type { RowTable } from '../runtime/row-table.ts';
import { type ConversationKey, msKey } from './model-keys.ts';
import { WORK_SHARDS, workPartition } from './store-head-row.ts';

/** 6 · What is owed since before this instant, and forgotten by the queues? Oldest first, of one shard. */
export async function listOwed(
  table: RowTable,
  shard: number,
  beforeMs: number,
  limit: number,
): Promise<readonly ConversationKey[]> {
  const { rows } = await table.query({
    index: 'gsi2',
    pk: workPartition(shard),
    from: '0',
    to: msKey(beforeMs),
    limit,
  });
  return rows.flatMap((row) => {
    const [, tenantId, conversationId] = /^t#(.+)#c#([^#]+)$/.exec(row.pk) ?? [];
    return tenantId === undefined || conversationId === undefined ? [] : [{ tenantId, conversationId }];
  });
}

export const workShards: readonly number[] = Array.from({ length: WORK_SHARDS }, (_, shard) => shard);
