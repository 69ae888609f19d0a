import type { CustomerEvent } from './model.ts';
import type { Customer, Lead } from './model-customers.ts';
import type { Conversation } from './model-head.ts';
import type { ConversationKey } from './model-keys.ts';
import type { Message } from './model-messages.ts';

/** What a conversation's partition holds together: its log of events, its thread, the whole. */

/** An event of the log. `key` is its sort key (`m#ms#e_hash`): it orders the thread and is the duplicate guard. */
export interface StoredEvent extends ConversationKey {
  readonly accountId: string;
  readonly key: string;
  readonly event: CustomerEvent;
  /** When the webhook came: an event that came ten minutes late triggers nothing (SEC4). */
  readonly receivedAtMs: number;
}

/** One row of the thread as read from the table. */
export type ThreadRow =
  | { readonly row: 'event'; readonly key: string; readonly event: CustomerEvent }
  | { readonly row: 'message'; readonly key: string; readonly message: Message };

/** A conversation with what its partition holds beside it; `rows` are in thread order (oldest first). */
export interface ConversationRecord {
  readonly conversation: Conversation;
  readonly customer?: Customer;
  readonly lead?: Lead;
  readonly rows: readonly ThreadRow[];
}
