import type { RowTable } from '../runtime/row-table.ts';
import type { Conversation } from './model-head.ts';
import type { ConversationKey } from './model-keys.ts';
import { platformOf } from './rules-account-id.ts';
import { newHead } from './rules-apply.ts';
import { loadRowsWithoutTime } from './store-conversations.ts';
import type { LoggedEvent } from './store-event-items.ts';

/**
 * The head of a conversation that begins with these events, `first` among them. A line may have been overtaken by its own
 * recall, which found no head to tell (INV17): one look where recalls stand, once in a conversation's life. Who only
 * enters has said nothing yet, and a burst of entries pays for no look (SPEED8c).
 */
export async function bornHead(
  table: RowTable,
  key: ConversationKey,
  first: LoggedEvent,
  events: readonly LoggedEvent[],
): Promise<Conversation> {
  const head = newHead(key, first.accountId, platformOf(first.accountId), first);
  if (events.every(({ event }) => event.kind === 'entered')) return head;
  const overtaking = await loadRowsWithoutTime(table, key);
  const isRecalled = overtaking.some((row) => row.row === 'event' && row.event.kind === 'recalled');
  return isRecalled ? { ...head, hasRecalls: true } : head;
}
