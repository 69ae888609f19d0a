import type { CardView } from '../contracts.ts';
import type { PickerSource } from '../inbox/picker.ts';
import { m } from '../paraglide/messages.js';
import { cardName } from '../words/words.ts';

/** A card of the conversation's account; `reason` in words where it may not be sent now (C1). */
export interface OfferedCard {
  readonly card: CardView;
  readonly reason: string | undefined;
}

const MOST_SHOWN = 8;

/** Cards whose title or kind holds what was typed; those that may go now before the others. */
export function cardsFor(cards: readonly OfferedCard[], typed: string): readonly OfferedCard[] {
  const words = typed.trim().toLowerCase();
  return cards
    .filter(({ card }) => `${card.title} ${cardName(card.card)}`.toLowerCase().includes(words))
    .toSorted((a, b) => Number(a.reason !== undefined) - Number(b.reason !== undefined));
}

/** Platform materials behind the slash (M3, I3): sent the way the card menu sends them. */
export const cardSource = (cards: readonly OfferedCard[], send: (card: CardView) => void): PickerSource => ({
  id: 'cards',
  title: m.cards(),
  entries: (typed) =>
    cardsFor(cards, typed)
      .slice(0, MOST_SHOWN)
      .map(({ card, reason }) => ({
        id: card.id,
        title: card.title || m.card_untitled(),
        detail: cardName(card.card),
        refused: reason,
        choose: () => send(card),
      })),
});
