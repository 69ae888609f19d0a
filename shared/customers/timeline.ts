import type { ThreadRow } from '../conversations/model-items.ts';
import type { ConversationKey } from '../conversations/model-keys.ts';
import { msKey } from '../conversations/model-keys.ts';
import { loadHead, loadRowsBefore } from '../conversations/store-conversations.ts';
import { NotFound } from '../runtime/errors.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { type TimelineItem, timelineOf } from './rules-timeline.ts';
import { listActivities } from './store-activities.ts';
import { listFollowUps } from './store-follow-ups.ts';

/** Rows of a thread are many and mostly messages, which are told in lines of several. */
const ROWS = 150;
const OTHERS = 50;
/** Past every instant. */
const END_MS = 9_999_999_999_999;

/**
 * Everything that happened with a customer before an instant, newest first (K1): three short queries of one partition,
 * merged. Where one of them was cut off, nothing older than its last row is told yet; the cursor goes on from there.
 *
 * @throws {NotFound}
 */
export async function loadTimeline(
  table: RowTable,
  key: ConversationKey,
  beforeMs: number | undefined,
): Promise<{ readonly items: readonly TimelineItem[]; readonly nextCursor?: string }> {
  const before = beforeMs ?? END_MS;
  const [rows, activities, followUps, head] = await Promise.all([
    loadRowsBefore(table, key, `m#${msKey(before)}`, ROWS),
    listActivities(table, key, { beforeMs: before, limit: OTHERS }),
    listFollowUps(table, key, { beforeMs: before, limit: OTHERS }),
    beforeMs === undefined ? loadHead(table, key) : undefined,
  ]);
  if (beforeMs === undefined && !head) throw new NotFound('conversation.unknown', 'no such conversation');
  const floorMs = Math.max(
    cutAt(rows, ROWS, ({ key: rowKey }) => placeMs(rowKey)),
    cutAt(activities, OTHERS, ({ atMs }) => atMs),
    cutAt(followUps, OTHERS, ({ createdAtMs }) => createdAtMs),
  );
  const items = timelineOf({ rows, activities, followUps, floorMs });
  return { items, ...(floorMs > 0 ? { nextCursor: String(floorMs) } : {}) };
}

/** Where a list was cut off: just after its oldest instant, so that rows of one instant stay together. */
const cutAt = <T>(list: readonly T[], limit: number, atMsOf: (one: T) => number): number => {
  const oldest = list.at(-1);
  return oldest === undefined || list.length < limit ? 0 : atMsOf(oldest) + 1;
};

/** The instant in a row's key; rows of the thread are ordered by it, whatever their own times say. */
const placeMs = (key: ThreadRow['key']): number => Number(key.slice('m#'.length, 'm#'.length + msKey(0).length));
