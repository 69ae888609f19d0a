/** Names a conversation; its tenant leads every key (SEC10). */
export interface ConversationKey {
  readonly tenantId: string;
  readonly conversationId: string;
}

/** Sort keys of a conversation's partition (shared/README.md). The order of keys is the order of the thread. */

/** 13 digits until the year 2286: text order is time order. */
export const msKey = (atMs: number): string => String(atMs).padStart(13, '0');

export const messageKey = (atMs: number, messageId: string): string => `m#${msKey(atMs)}#o_${messageId}`;

/** The end of an event's key is a hash: enough of it to tell the events of one conversation apart for a while. */
const SHORT = 8;
export const shortKey = (key: string): string => key.slice(-SHORT);

/** Shorter still: what the head remembers of events it applied. 36 bits tell eight names apart. */
export const SEEN_CHARS = 6;
export const seenName = (key: string): string => key.slice(-SEEN_CHARS);
