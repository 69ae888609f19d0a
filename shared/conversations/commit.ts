import { Unavailable } from '../runtime/errors.ts';
import type { RowTable, RowWrite } from '../runtime/row-table.ts';
import type { Conversation } from './model-head.ts';
import type { ConversationKey } from './model-keys.ts';
import { withWork } from './rules-work.ts';
import { commitWith, loadHead } from './store-conversations.ts';

/** Lost races in a row after which something else is wrong. */
export const MAX_RACES = 12;

/** A head ready to be written over the one it was decided on: next version, place in the sweeper's index. */
export const nextHead = (before: Conversation, after: Conversation): Conversation => ({
  ...withWork(before, after),
  version: before.version + 1,
});

export interface HeadChange {
  readonly head: Conversation;
  /** The head it was decided on, where `decide` read a newer one than it was given. */
  readonly expected?: Conversation;
  /** Rows that belong to the change: all or none. */
  readonly with?: readonly RowWrite[];
}

/**
 * Changes a head: decides on what is there, writes it over the version decided on, and decides again where another
 * writer was first. `decide` may answer undefined: nothing to change. Returns the head as it then is.
 *
 * @throws {Unavailable} after too many lost races; whatever `decide` throws.
 */
export async function changeHead(
  table: RowTable,
  key: ConversationKey,
  decide: (head: Conversation) => HeadChange | undefined | Promise<HeadChange | undefined>,
  known?: Conversation,
): Promise<Conversation | undefined> {
  let head = known ?? (await loadHead(table, key, { consistent: true }));
  for (let race = 0; head && race < MAX_RACES; race++) {
    const change = await decide(head);
    if (!change) return head;
    const before = change.expected ?? head;
    const after = nextHead(before, change.head);
    if (await commitWith(table, before, after, change.with ?? [])) return after;
    head = await loadHead(table, key, { consistent: true });
  }
  if (!head) return undefined;
  throw new Unavailable('conversation.contended', 'the conversation changes faster than it can be written');
}
