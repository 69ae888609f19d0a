import { untrack } from 'svelte';
import type { Api } from '../api/api.ts';
import type { AccountCardsView, AccountView, CardView } from '../contracts.ts';
import { Resource } from '../resource.svelte.ts';

/**
 * The cards that platforms hold for accounts (M3): of one account at a time, fetched when somebody asks for them, and again
 * once the account tells of a sync that found others.
 */
export class CardShelf {
  readonly #api: Pick<Api, 'call'>;
  readonly #known = new Map<string, Resource<AccountCardsView>>();

  constructor(api: Pick<Api, 'call'>) {
    this.#api = api;
  }

  /** Whoever shows them calls `ensure` on it. */
  of(accountId: string): Resource<AccountCardsView> {
    const known = this.#known.get(accountId);
    if (known) return known;
    // What is made within a derivation does not tell that derivation of its changes.
    const made = untrack(() => new Resource(() => this.#api.call('getAccountCards', { params: { accountId } })));
    this.#known.set(accountId, made);
    return made;
  }

  /** What a sync answered. */
  put(cards: AccountCardsView): void {
    this.of(cards.accountId).set(cards);
  }

  /** An account as it was told or fetched. Cards that nobody fetched are left alone (COST8). */
  follow({ id, cardsVersion }: Pick<AccountView, 'id' | 'cardsVersion'>): void {
    const known = this.#known.get(id);
    if (known?.value === undefined) known?.told((cards) => cards);
    else if (known.value.version !== cardsVersion) void known.reload();
  }

  /** A card that is here, whoever holds it. */
  find(cardId: string): CardView | undefined {
    for (const { value } of this.#known.values()) {
      const card = value?.items.find(({ id }) => id === cardId);
      if (card) return card;
    }
    return undefined;
  }
}
