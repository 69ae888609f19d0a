import * as z from 'zod';
import type { ConversationKey } from '../conversations/model-keys.ts';
import { msKey } from '../conversations/model-keys.ts';
import { conversationPartition } from '../conversations/store-message-codec.ts';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { Row, RowTable, RowWrite } from '../runtime/row-table.ts';
import type { Activity } from './model-activity.ts';
import { Stage } from './rules-stage.ts';

const Stored = z.object({
  __edb_e__: z.literal('activity'),
  tenantId: z.string(),
  conversationId: z.string(),
  activityId: z.string(),
  atMs: z.number(),
  doneAtMs: z.number(),
  actorId: z.string(),
  change: z.object({
    tagsAdded: z.array(z.string()).exactOptional(),
    tagsRemoved: z.array(z.string()).exactOptional(),
    remark: z.object({ before: z.string(), after: z.string() }).exactOptional(),
    stage: z.object({ before: Stage.exactOptional(), after: Stage.exactOptional() }).exactOptional(),
    mutualFollow: z.boolean().exactOptional(),
    followUp: z.object({ before: z.string(), after: z.string() }).exactOptional(),
  }),
  jobId: z.string().exactOptional(),
});

/** Before `m#`: a thread's query from its end never meets them (shared/README.md). */
const keyOf = (atMs: number, activityId: string): string => `a#${msKey(atMs)}#${activityId}`;

export const activityRow = (activity: Activity): Row => ({
  pk: conversationPartition(activity),
  sk: keyOf(activity.atMs, activity.activityId),
  ...entityMarks('activity'),
  ...activity,
});

/** For the transaction that makes the change. Never replaces another: whoever does something twice does it once. */
export const activityWrite = (activity: Activity): RowWrite => ({
  row: activityRow(activity),
  condition: { kind: 'absent' },
});

/** What was done to a customer before an instant (not included), newest first. */
export async function listActivities(
  table: RowTable,
  key: ConversationKey,
  page: { readonly beforeMs: number; readonly limit: number },
): Promise<readonly Activity[]> {
  const { rows } = await table.query({
    pk: conversationPartition(key),
    from: 'a#',
    to: `a#${msKey(page.beforeMs)}`,
    descending: true,
    limit: page.limit,
  });
  return rows.map((row) => parsed(row));
}

/** An activity by its place, and what was done to the customer from there on. Strong: undoing decides on it. */
export async function loadActivitiesFrom(
  table: RowTable,
  key: ConversationKey,
  place: { readonly atMs: number; readonly activityId: string },
): Promise<{ readonly activity: Activity | undefined; readonly later: readonly Activity[] }> {
  const { rows } = await table.query({
    pk: conversationPartition(key),
    from: keyOf(place.atMs, place.activityId),
    to: 'a$',
    consistent: true,
  });
  const all = rows.map((row) => parsed(row));
  const activity = all.find(({ activityId }) => activityId === place.activityId);
  return { activity, later: all.filter((one) => activity && one !== activity && one.doneAtMs > activity.doneAtMs) };
}

function parsed(row: Row): Activity {
  const { __edb_e__: _, ...activity } = Stored.parse(row);
  return activity;
}
