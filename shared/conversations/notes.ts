import { NotFound } from '../runtime/errors.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import type { Conversation } from './model-head.ts';
import type { ConversationKey } from './model-keys.ts';
import type { Message } from './model-messages.ts';
import { createMessages, loadHead } from './store-conversations.ts';
import { findMessage } from './store-message-search.ts';

export interface AddNote extends ConversationKey {
  /** Chosen by the caller: the same id again writes nothing. */
  readonly noteId: string;
  readonly text: string;
  readonly mentions: readonly string[];
  readonly memberId: string;
}

/**
 * An internal note in the thread (I2). It is a row of its own that no sender looks at, so it never leaves the platform, and
 * the head stays as it is: nothing happened between us and the customer.
 *
 * @throws {NotFound}
 */
export async function addNote(
  deps: { readonly table: RowTable; readonly clock: Clock },
  { tenantId, conversationId, noteId, text, mentions, memberId }: AddNote,
): Promise<{ readonly message: Message; readonly conversation: Conversation; readonly isNew: boolean }> {
  const key = { tenantId, conversationId };
  const conversation = await loadHead(deps.table, key);
  if (!conversation) throw new NotFound('conversation.unknown', 'no such conversation');
  // Its key has the time in it, so a repeat is looked for by its id.
  const known = await findMessage(deps.table, key, noteId);
  if (known) return { message: known, conversation, isNew: false };
  const atMs = deps.clock.now();
  const message: Message = {
    ...key,
    accountId: conversation.accountId,
    messageId: noteId,
    atMs,
    kind: 'note',
    sender: 'operator',
    senderId: memberId,
    state: 'sent',
    epoch: conversation.epoch,
    deadlineMs: atMs,
    note: text,
    ...(mentions.length > 0 ? { mentions } : {}),
  };
  const isNew = await createMessages(deps.table, [message]);
  return { message, conversation, isNew };
}
