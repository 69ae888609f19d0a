import type { ThreadRow } from '../conversations/model-items.ts';
import type { ConversationKey } from '../conversations/model-keys.ts';
import { msKey } from '../conversations/model-keys.ts';
import { mayHoldId, withoutKnownId } from '../conversations/rules-known-id.ts';
import { loadHead, loadRowsBefore } from '../conversations/store-conversations.ts';
import { NotFound } from '../runtime/errors.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { type TimelineItem, timelineOf } from './rules-timeline.ts';
import { listActivities } from './store-activities.ts';
import { loadCustomer } from './store-customers.ts';
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
  const items = await shown(table, key, timelineOf({ rows, activities, followUps, floorMs }));
  return { items, ...(floorMs > 0 ? { nextCursor: String(floorMs) } : {}) };
}

/** X5: a comment may say the WeChat id that is known by now. Only then is the customer asked for. */
async function shown(
  table: RowTable,
  key: ConversationKey,
  items: readonly TimelineItem[],
): Promise<readonly TimelineItem[]> {
  const isSaid = (item: TimelineItem): item is TimelineItem & { readonly note: string } =>
    item.kind === 'comment' && item.note !== undefined && mayHoldId(item.note);
  if (!items.some(isSaid)) return items;
  const contact = (await loadCustomer(table, key))?.contact;
  return items.map((item) => (isSaid(item) ? { ...item, note: withoutKnownId(item.note, contact) } : item));
}

/** Where a list was cut off: just after its oldest instant, so that rows of one instant stay together. */
const cutAt = <T>(list: readonly T[], limit: number, atMsOf: (one: T) => number): number => {
  const oldest = list.at(-1);
  return oldest === undefined || list.length < limit ? 0 : atMsOf(oldest) + 1;
};

/** The instant in a row's key; rows of the thread are ordered by it, whatever their own times say. */
const placeMs = (key: ThreadRow['key']): number => Number(key.slice('m#'.length, 'm#'.length + msKey(0).length));
