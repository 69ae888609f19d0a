import * as z from 'zod';
import type { ConversationKey } from '../conversations/model-keys.ts';
import { msKey } from '../conversations/model-keys.ts';
import { conversationPartition } from '../conversations/store-message-codec.ts';
import { type Notice, noticeRow } from '../live/store-notices.ts';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { Row, RowTable, RowWrite } from '../runtime/row-table.ts';
import type { Activity } from './model-activity.ts';
import { type FollowUp, isOpen, isOwed } from './rules-follow-ups.ts';
import { activityWrite } from './store-activities.ts';

const Stored = z.object({
  __edb_e__: z.literal('followUp'),
  tenantId: z.string(),
  conversationId: z.string(),
  accountId: z.string(),
  followUpId: z.string(),
  text: z.string(),
  authorId: z.string(),
  createdAtMs: z.number(),
  dueAtMs: z.number().exactOptional(),
  memberId: z.string(),
  remindedAtMs: z.number().exactOptional(),
  doneAtMs: z.number().exactOptional(),
  version: z.number(),
});

/** Shards of the reminders: one alone would take every tenant's writes. */
const SHARDS = 4;
export const reminderShards: readonly number[] = Array.from({ length: SHARDS }, (_, shard) => shard);

const duePartition = (shard: number): string => `reminders#${shard}`;
const memberPartition = (tenantId: string, memberId: string): string => `t#${tenantId}#followups#${memberId}`;
const keyOf = (followUp: FollowUp) => ({
  pk: conversationPartition(followUp),
  // Before `m#`: a thread's query from its end never meets them.
  sk: `f#${msKey(followUp.createdAtMs)}#${followUp.followUpId}`,
});

/** Conversation ids are hashes: their first letter spreads as well as any sum of them. */
const shardOf = (conversationId: string): number => (conversationId.codePointAt(0) ?? 0) % SHARDS;

function rowOf(followUp: FollowUp): Row {
  const due = followUp.dueAtMs === undefined ? '' : msKey(followUp.dueAtMs);
  return {
    ...keyOf(followUp),
    ...entityMarks('followUp'),
    ...(isOpen(followUp)
      ? {
          gsi1pk: memberPartition(followUp.tenantId, followUp.memberId),
          gsi1sk: `${due}#${followUp.followUpId}`,
        }
      : {}),
    ...(isOwed(followUp)
      ? { gsi2pk: duePartition(shardOf(followUp.conversationId)), gsi2sk: `${due}#${followUp.followUpId}` }
      : {}),
    ...followUp,
  };
}

/** False = it is there already: the console repeats under the same id. */
export const createFollowUp = (table: RowTable, followUp: FollowUp): Promise<boolean> =>
  table.put({ row: rowOf(followUp), condition: { kind: 'absent' } });

const overVersion = (before: FollowUp, after: FollowUp): RowWrite => ({
  row: rowOf(after),
  condition: { kind: 'one-of', attribute: 'version', values: [before.version] },
});

/** The record over the version it was decided on, with what the timeline tells of it. False = somebody was first. */
export const replaceFollowUp = (
  table: RowTable,
  before: FollowUp,
  after: FollowUp,
  told?: Activity,
): Promise<boolean> =>
  told ? table.putAll([overVersion(before, after), activityWrite(told)]) : table.put(overVersion(before, after));

/** A reminder and the note that it was given, together: at most once, whatever dies between. False = it is not owed any more. */
export const remindOnce = (table: RowTable, before: FollowUp, after: FollowUp, notice: Notice): Promise<boolean> =>
  table.putAll([overVersion(before, after), { row: noticeRow(notice), condition: { kind: 'absent' } }]);

/** Follow-ups of a customer before an instant (not included), newest first. */
export async function listFollowUps(
  table: RowTable,
  key: ConversationKey,
  page: { readonly beforeMs?: number; readonly limit: number; readonly consistent?: boolean },
): Promise<readonly FollowUp[]> {
  const { rows } = await table.query({
    pk: conversationPartition(key),
    from: 'f#',
    to: page.beforeMs === undefined ? 'f$' : `f#${msKey(page.beforeMs)}`,
    descending: true,
    limit: page.limit,
    consistent: page.consistent === true,
  });
  return rows.flatMap((row) => parseFollowUp(row) ?? []);
}

/** What a member still has to do, the earliest first, after a place in that order (`<epoch ms>#<id>`). */
export async function listOpenFollowUps(
  table: RowTable,
  member: { readonly tenantId: string; readonly memberId: string },
  page: { readonly cursor?: string; readonly limit: number },
): Promise<{ readonly followUps: readonly FollowUp[]; readonly nextCursor?: string }> {
  const pk = memberPartition(member.tenantId, member.memberId);
  // No id holds a `!`: the first key behind the one that was seen last.
  const from = page.cursor === undefined ? '0' : `${page.cursor}!`;
  const { rows, next } = await table.query({ index: 'gsi1', pk, from, to: ':', limit: page.limit });
  const last = rows.at(-1)?.gsi1sk;
  return {
    followUps: await behind(table, rows),
    ...(next && typeof last === 'string' ? { nextCursor: last } : {}),
  };
}

/** Who has to be reminded by now? Of one shard, the longest overdue first. */
export async function listDueReminders(
  table: RowTable,
  shard: number,
  nowMs: number,
  limit: number,
): Promise<readonly FollowUp[]> {
  const keys = await table.query({ index: 'gsi2', pk: duePartition(shard), from: '0', to: `${msKey(nowMs)}~`, limit });
  return behind(table, keys.rows);
}

async function behind(table: RowTable, keys: readonly Row[]): Promise<readonly FollowUp[]> {
  if (keys.length === 0) return [];
  const rows = await table.getMany(keys.map(({ pk, sk }) => ({ pk, sk })));
  return rows.flatMap((row) => parseFollowUp(row) ?? []).sort((a, b) => (a.dueAtMs ?? 0) - (b.dueAtMs ?? 0));
}

function parseFollowUp(row: Row): FollowUp | undefined {
  if (row.__edb_e__ !== 'followUp') return undefined;
  const { __edb_e__: _, ...followUp } = Stored.parse(row);
  return followUp;
}
