import type { CustomerEvent } from './model.ts';
import type { SealedContact } from './model-customers.ts';
import type { StoredEvent } from './model-items.ts';
import { hiddenId, ID_WORD } from './rules-typed-contact.ts';

/** What everyone may see of a customer's contact. */
export type KnownContact = Pick<SealedContact, 'wechatMasked' | 'wechatFlaw'>;

/** An id as its contact shows it: first and last character, and its length. */
const SHOWN = /^([^*])\*+([^*])$/u;
/** What an id may begin or end with, and what people put around one. */
const EDGES = /^[-－_＿]+|[-－_＿]+$/gu;
const SHORTEST_ID = 6;

/** Whether a text has a word that could be an id at all: most have none, and nothing need be known to show them. */
export const mayHoldId = (text: string): boolean =>
  text.match(ID_WORD)?.some((word) => word.length >= SHORTEST_ID && /\p{L}/u.test(word)) ?? false;

/**
 * Hides a customer's WeChat id that is known by now wherever a text says it without a label (X5). The id itself stays sealed:
 * what everyone sees of it, first and last character and length, finds it. Another word of the same shape goes with it,
 * which costs a reader a word and nobody an id. An id that is not known whole finds nothing.
 */
export function withoutKnownId(text: string, contact: KnownContact | undefined): string {
  const [shown, first, last] = SHOWN.exec(contact?.wechatMasked ?? '') ?? [];
  if (shown === undefined || first === undefined || last === undefined || contact?.wechatFlaw !== undefined)
    return text;
  const isIt = (word: string): boolean => {
    const id = word.normalize('NFKC').toLowerCase();
    return id.length === shown.length && id.startsWith(first.toLowerCase()) && id.endsWith(last.toLowerCase());
  };
  return text.replace(ID_WORD, (word) => {
    const found = [word, word.replace(EDGES, '')].find(isIt);
    return found === undefined ? word : word.replace(found, () => hiddenId(found));
  });
}

/**
 * Whether what somebody says may be an id, the merchant on the phone as well: what is kept of it on the head is kept as
 * everyone may see it.
 */
export const maySayId = ({ kind, body }: CustomerEvent): boolean =>
  (kind === 'message' || kind === 'echo') && body?.type === 'text' && mayHoldId(body.text);

/** Somebody's words without the id that is known of them. */
export function withoutId<E extends StoredEvent>(stored: E, contact: KnownContact | undefined): E {
  const { event } = stored;
  if (!contact || !maySayId(event) || event.body?.type !== 'text') return stored;
  const text = withoutKnownId(event.body.text, contact);
  return text === event.body.text ? stored : { ...stored, event: { ...event, body: { ...event.body, text } } };
}
