import type { ThreadItem } from '../contracts/views.ts';
import { type KnownContact, mayHoldId, withoutKnownId } from './rules-known-id.ts';

/** What a customer, or the phone app, put into a thread as text. What we sent ourselves is no customer's word, and is edited as it is. */
const textOf = ({ body, messageId }: ThreadItem): string | undefined =>
  body?.type === 'text' && messageId === undefined ? body.text : undefined;

/** Whether any of these lines may say an id: only then is it worth asking what is known of the customer. */
export const mayHoldIds = (items: readonly ThreadItem[]): boolean =>
  items.some((item) => mayHoldId(textOf(item) ?? ''));

/** The lines as people may see them: the customer's known WeChat id is hidden in each (X5). */
export const shownItems = (items: readonly ThreadItem[], contact: KnownContact | undefined): readonly ThreadItem[] =>
  items.map((item) => {
    const text = textOf(item);
    const shown = text === undefined ? undefined : withoutKnownId(text, contact);
    return shown === undefined || shown === text ? item : { ...item, body: { type: 'text', text: shown } };
  });
