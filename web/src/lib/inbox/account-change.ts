import type { AccountView, ConversationView } from '../contracts.ts';

/** The accounts with one that the socket told of; one that is new stands last, one that is older than known is passed over. */
export const withAccount = (known: readonly AccountView[], account: AccountView): readonly AccountView[] =>
  known.some(({ id }) => id === account.id)
    ? known.map((one) => (one.id === account.id && one.version <= account.version ? account : one))
    : [...known, account];

/** A conversation as its changed account makes it look; the same object where the account is another's. */
export function ofAccount(conversation: ConversationView, account: AccountView): ConversationView {
  if (conversation.accountId !== account.id) return conversation;
  return {
    ...conversation,
    accountName: account.name,
    accountKind: account.kind,
    accountHighWeight: account.highWeight,
    accountAdSpend30dYuan: account.adSpend30dYuan,
    agentMode: account.agentId === undefined ? 'off' : account.agentMode,
  };
}

/**
 * Accounts as the socket told of them. A conversation that is pushed or fetched shows its account as an instance
 * remembers it, which may be a second old: what was told stands over that (INV17).
 */
export class ToldAccounts {
  readonly #told = new Map<string, AccountView>();

  /** False = a push that came late: something newer was told. */
  tell(account: AccountView): boolean {
    if ((this.#told.get(account.id)?.version ?? 0) > account.version) return false;
    this.#told.set(account.id, account);
    return true;
  }

  /** After a break nobody knows what was missed: what is loaded anew counts again. */
  forget(): void {
    this.#told.clear();
  }

  over(conversation: ConversationView): ConversationView {
    const account = this.#told.get(conversation.accountId);
    return account ? ofAccount(conversation, account) : conversation;
  }
}
