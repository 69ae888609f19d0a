import type { AccountCardsView, AccountView, AgentMaterial, CardType, CardView, Platform } from '../contracts.ts';

/** A card that an AI employee may be allowed to send, at the account that holds it (M4). */
export interface ChoosableCard {
  readonly id: string;
  readonly card: CardType;
  readonly title: string;
  readonly platform: Platform;
  readonly accountName: string;
}

/** What is here of each account's cards. */
type CardsOf = (accountId: string) => {
  readonly value: AccountCardsView | undefined;
  readonly state: 'loading' | 'failed' | 'present';
};

/** Cards that ask for the contact are not chosen: an AI employee has them by its goal. */
const BY_GOAL: ReadonlySet<CardType> = new Set(['phone-collect-card', 'lead-card']);
/** Choices of before accounts were named with them are looked for in so many accounts. */
const LOOKED_THROUGH = 20;

const choosable = ({ platform, name }: AccountView, { id, card, title }: CardView): ChoosableCard => ({
  id,
  card,
  title,
  platform,
  accountName: name,
});

/** G4, C1: of an account's cards, those that may be chosen. */
export const choosableCards = (account: AccountView, cards: readonly CardView[]): readonly ChoosableCard[] =>
  cards
    .filter(({ card }) => account.sendable.includes(card) && !BY_GOAL.has(card))
    .map((card) => choosable(account, card));

/** The accounts whose cards must be here to tell of a chosen one. */
export const accountsToAsk = (item: AgentMaterial, accounts: readonly AccountView[]): readonly AccountView[] =>
  item.accountId === undefined ? accounts.slice(0, LOOKED_THROUGH) : accounts.filter(({ id }) => id === item.accountId);

/**
 * A chosen card as its account holds it; null = no account holds it any more; undefined = nobody knows: it is on its way,
 * or an account that is not asked may hold it.
 */
export function chosenCard(
  item: AgentMaterial,
  accounts: readonly AccountView[] | undefined,
  cardsOf: CardsOf,
): ChoosableCard | null | undefined {
  if (!accounts) return undefined;
  const asked = accountsToAsk(item, accounts).map((account) => ({ account, cards: cardsOf(account.id) }));
  for (const { account, cards } of asked) {
    const card = cards.value?.items.find(({ id }) => id === item.id);
    if (card) return choosable(account, card);
  }
  const areAllAsked = item.accountId !== undefined || asked.length === accounts.length;
  return areAllAsked && asked.every(({ cards }) => cards.state === 'present') ? null : undefined;
}
