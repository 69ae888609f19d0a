/**
 * Xiaohongshu's side of the send windows (W4 to W6), judged by the platform's own clock and book. Written apart from
 * the product's engine, so that neither can hide the other's mistake.
 */

export const FIRST_DAY_MS = 86_400_000;
export const RECALL_MS = 120_000;

export type FirstContact = {
  /** When the customer first opened the message page. */
  readonly enteredAtMs: number | undefined;
  readonly spoke: boolean;
  readonly follows: boolean;
  readonly highWeight: boolean;
  /** Messages of the account, from anywhere, before the customer spoke; replies to comments left out. */
  readonly sent: readonly { readonly atMs: number; readonly isText: boolean }[];
  /** Whether the account had written before the first entry (a comment reply counts here). */
  readonly wroteBeforeEntry: boolean;
};

export type ContactVerdict = 'open' | 'never-entered' | 'had-message' | 'text-first' | 'weight' | 'used-up';

/** May one more message leave? W6 once the customer spoke; before that W5 for followers, else W4. */
export function judgeFirstContact(contact: FirstContact, isText: boolean, nowMs: number): ContactVerdict {
  if (contact.spoke) return 'open';
  if (contact.enteredAtMs === undefined) return 'never-entered';
  if (contact.wroteBeforeEntry) return 'had-message';
  if (contact.follows) return 'open';

  const dayEndsAtMs = contact.enteredAtMs + FIRST_DAY_MS;
  if (nowMs >= dayEndsAtMs) {
    return contact.sent.some((message) => message.atMs >= dayEndsAtMs) ? 'used-up' : 'open';
  }
  switch (contact.sent.length) {
    case 0:
      return isText ? 'open' : 'text-first';
    case 1:
      return contact.highWeight ? 'open' : 'weight';
    default:
      return 'used-up';
  }
}
