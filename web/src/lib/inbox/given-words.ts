import type { ThreadItem } from '../contracts.ts';
import { m } from '../paraglide/messages.js';

/** W3: what the customer decided about messages of the account's own accord. */
export const consentWords = ({ consent }: Pick<ThreadItem, 'consent'>): string =>
  consent?.given === true ? m.event_consent_given() : m.event_consent_withdrawn();

/** W7: the words of the comment that a message answers, where the thread holds it. */
export function quotedBy({ body }: Pick<ThreadItem, 'body'>, lines: readonly ThreadItem[]): string | undefined {
  if (body?.type !== 'text' || !body.quote) return undefined;
  const { commentId } = body.quote;
  const quoted = lines.find(({ comment }) => comment?.id === commentId)?.body;
  return quoted?.type === 'text' ? quoted.text : '';
}
