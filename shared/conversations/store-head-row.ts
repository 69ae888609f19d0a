import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { Row } from '../runtime/row-table.ts';
import type { Conversation } from './model-head.ts';
import { msKey } from './model-keys.ts';
import { decodeHead, encodeHead } from './store-head-codec.ts';
import { conversationPartition } from './store-message-codec.ts';

/** Shards of the owed-work index: one alone would cap the whole product at 1,000 owed conversations a second. */
export const WORK_SHARDS = 16;
export const HEAD_KEY = 'n#head';

export const inboxPartition = (tenantId: string, accountId: string): string => `t#${tenantId}#a#${accountId}#inbox`;
export const workPartition = (shard: number): string => `work#${String(shard).padStart(2, '0')}`;

const MINUTE_MS = 60_000;
/** Epoch minutes, eight digits until 2160: a conversation moves in the inbox once a minute, not with every message. */
export const minuteKey = (atMs: number): string => String(Math.floor(atMs / MINUTE_MS)).padStart(8, '0');

export function headRow(head: Conversation): Row {
  const { tenantId, conversationId, accountId, workAtMs } = head;
  return {
    pk: conversationPartition(head),
    sk: HEAD_KEY,
    ...entityMarks('conversation'),
    t: tenantId,
    c: conversationId,
    a: accountId,
    v: head.version,
    gsi1pk: inboxPartition(tenantId, accountId),
    gsi1sk: `${minuteKey(head.lastActivityAtMs)}#${conversationId}`,
    ...(workAtMs === undefined
      ? {}
      : {
          gsi2pk: workPartition(shardOf(conversationId)),
          gsi2sk: msKey(workAtMs),
        }),
    d: encodeHead(head),
  };
}

const shardOf = (conversationId: string): number => {
  let sum = 0;
  for (const char of conversationId) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 65_521;
  return sum % WORK_SHARDS;
};

const StoredFrame = z.object({
  __edb_e__: z.literal('conversation'),
  t: z.string(),
  c: z.string(),
  a: z.string(),
  v: z.number().int(),
  d: z.unknown(),
});

/** Undefined where the row is of another entity. @throws {z.ZodError} if a head's row is broken. */
export function parseHead(row: Readonly<Record<string, unknown>>): Conversation | undefined {
  if (row.__edb_e__ !== 'conversation') return undefined;
  const { t, c, a, v, d } = StoredFrame.parse(row);
  return decodeHead({ tenantId: t, conversationId: c, accountId: a, version: v }, d);
}
