import type { InboxOrder } from '../../shared/conversations/rules-inbox.ts';
import { InvalidInput } from '../../shared/runtime/errors.ts';

/** A cursor is a place in an order; anything else than what we handed out is refused before it reaches a key. */
const checked = (pattern: RegExp) => (cursor: string | undefined) => {
  if (cursor !== undefined && !pattern.test(cursor)) {
    throw new InvalidInput('cursor.invalid', 'this cursor was not handed out here', { field: 'cursor' });
  }
  return cursor === undefined ? {} : { cursor };
};

/** A place of the inbox: epoch minute and conversation. */
export const inboxCursor = checked(/^\d{8}#[0-9A-Za-z_-]{1,64}$/);
/**
 * Where a list in another order goes on: epoch millisecond and conversation (who waits), among those who wait since just
 * now, a way and a place of the inbox (what closes), or how many of one's own were shown.
 */
export const listCursor = (order: InboxOrder) => LIST_CURSORS[order];
const LIST_CURSORS = {
  activity: inboxCursor,
  waiting: checked(/^(?:\d{13}#[0-9A-Za-z_-]{1,64}|now(?:#\d{13}#\d{13}#[0-9A-Za-z_-]{1,64})?|own#\d{1,4})$/),
  closing: checked(/^(?:(?:up|down)#\d{8}(?:#[0-9A-Za-z_-]{1,64})?|own#\d{1,4})$/),
} as const;
/** Epoch millisecond and conversation. */
export const leadsCursor = checked(/^\d{13}#[0-9A-Za-z_-]{1,64}$/);
/** Key of an audit entry. */
export const auditCursor = checked(/^x#\d{13}#[0-9A-Za-z_-]{1,64}$/);
/** Key of a row of the thread. */
export const threadCursor = checked(/^m#\d{13}#[eo]_[0-9A-Za-z_-]{1,80}$/);
/** Epoch millisecond: where a timeline goes on. */
export function timelineCursor(cursor: string | undefined): number | undefined {
  const { cursor: text } = checked(/^\d{1,13}$/)(cursor);
  return text === undefined ? undefined : Number(text);
}
/** When a follow-up is due, and its id. */
export const followUpCursor = checked(/^\d{13}#[0-9A-Za-z_-]{1,128}$/);
/** An account's id. */
export const accountsCursor = checked(/^[0-9A-Za-z_-]{1,128}$/);
/** A job's id. */
export const jobCursor = checked(/^[0-9A-Za-z]{26}$/);
