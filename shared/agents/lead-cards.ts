import type { CardType, Platform } from '../conversations/model.ts';
import type { Clock } from '../runtime/ports.ts';
import type { LeadCards } from './ports.ts';
import { remember } from './remember.ts';

/** What must be known of an account to send its card. */
export interface CardHolder {
  readonly platform: Platform;
  readonly cards: readonly { readonly id: string; readonly card: CardType; readonly title: string }[];
}

/** The card of each platform that asks for a contact (M3). */
const LEAD_CARD: Readonly<Record<Platform, CardType>> = { douyin: 'phone-collect-card', xiaohongshu: 'lead-card' };
const LIFE_MS = 30_000;

/** SEC19: which card an agent sends is resolved from the account, never from what a model says. Kept for 30 s. */
export function createLeadCards(
  load: (tenantId: string, accountId: string) => Promise<CardHolder | undefined>,
  clock: Clock,
): LeadCards {
  return remember(clock, LIFE_MS, async (tenantId, accountId) => {
    const holder = await load(tenantId, accountId);
    const card = holder?.cards.find((each) => each.card === LEAD_CARD[holder.platform]);
    return card && { type: 'card', card: card.card, cardId: card.id, title: card.title };
  });
}
