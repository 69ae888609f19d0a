import type { AccountCardsView } from '../contracts/account-routes.ts';
import { loadAccount } from './change-account.ts';
import type { AccountStore } from './store-accounts.ts';
import type { AccountCards, CardCovers, CardStore } from './store-cards.ts';

interface Shown {
  readonly cards: Pick<AccountCards, 'accountId' | 'version' | 'cards' | 'messageCards'>;
  readonly covers: CardCovers;
}

/** M3: an account's cards as the last sync found them; none where none was found. @throws {NotFound} `account.unknown` */
export async function loadCards(
  deps: { readonly accounts: Pick<AccountStore, 'load'>; readonly cards: Pick<CardStore, 'loadShown'> },
  key: { readonly tenantId: string; readonly accountId: string },
): Promise<Shown> {
  const shown = await deps.cards.loadShown(key);
  if (shown) return shown;
  await loadAccount(deps.accounts, key.tenantId, key.accountId);
  return { cards: { accountId: key.accountId, version: 0, cards: [] }, covers: {} };
}

export const cardsView = ({
  cards: { accountId, version, cards, messageCards = [] },
  covers,
}: Shown): AccountCardsView => ({
  accountId,
  version,
  items: cards.map((card) => {
    const coverUrl = covers[card.id];
    return { ...card, ...(coverUrl === undefined ? {} : { coverUrl }) };
  }),
  messageCards,
});
