import type { CardView } from '../contracts.ts';
import { m } from '../paraglide/messages.js';

/** A card that the account holds: events name it by id alone. */
export const heldCard = (cards: readonly CardView[] | undefined, cardId: string | undefined): CardView | undefined =>
  cardId === undefined ? undefined : cards?.find(({ id }) => id === cardId);

/** The customer copied from a name card: which one, and what it holds, where that is known (M3). */
export function copiedWords(card: CardView | undefined): string {
  if (!card) return m.event_card_copied();
  switch (card.holds) {
    case 'wecom':
      return m.copied_wecom({ title: card.title });
    case 'dingtalk':
      return m.copied_dingtalk({ title: card.title });
    case 'wechat':
      return m.copied_wechat({ title: card.title });
    case 'phone':
      return m.copied_phone({ title: card.title });
    case undefined:
      return m.copied_card({ title: card.title });
  }
}
