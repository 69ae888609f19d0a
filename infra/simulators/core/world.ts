import { Account, type Body, Card, Conversation, Customer, Message, type Who } from './model.ts';
import type { Store } from './store.ts';

/** Everything a twin remembers, by id, with every change written to its store. */
export interface World {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly customers: ReadonlyMap<string, Customer>;
  readonly conversations: ReadonlyMap<string, Conversation>;
  readonly cards: ReadonlyMap<string, Card>;
  saveAccount(account: Account): void;
  saveCustomer(customer: Customer): void;
  saveCard(card: Card): void;
  removeCard(id: string): void;
  /** The conversation of the two, opened where there was none. */
  conversation(who: Who): Conversation;
  existing(who: Who): Conversation | undefined;
  byRef(ref: string): Conversation | undefined;
  save(conversation: Conversation): void;
  add(message: Message): void;
  update(message: Message): void;
  message(id: string): Message | undefined;
  thread(who: Who): readonly Message[];
  /** Calls back after every change of a conversation; the answer stops it. */
  watch(listener: (who: Who) => void): () => void;
  clear(): void;
}

const keyOf = (who: Who): string => `${who.accountId}|${who.customerId}`;

function indexed<T>(values: T[], key: (value: T) => string): Map<string, T> {
  return new Map(values.map((value) => [key(value), value]));
}

/** Loads a world from its store. `makeRef` names new conversations. */
export function createWorld(store: Store, makeRef: () => string): World {
  const all = <T>(kind: string, parse: (value: unknown) => T): T[] => store.load(kind).map(parse);
  const accounts = indexed(
    all('account', (v) => Account.parse(v)),
    (a) => a.id,
  );
  const customers = indexed(
    all('customer', (v) => Customer.parse(v)),
    (c) => c.id,
  );
  const cards = indexed(
    all('card', (v) => Card.parse(v)),
    (c) => c.id,
  );
  const conversations = indexed(
    all('conversation', (v) => Conversation.parse(v)),
    keyOf,
  );
  const refs = indexed([...conversations.values()], (c) => c.ref);
  const messages = new Map<string, Message>();
  const threads = new Map<string, Message[]>();
  const listeners = new Set<(who: Who) => void>();

  const file = (message: Message): void => {
    messages.set(message.id, message);
    const thread = threads.get(keyOf(message));
    if (thread) thread.push(message);
    else threads.set(keyOf(message), [message]);
  };
  for (const message of all('message', (v) => Message.parse(v))) file(message);

  const tell = (who: Who): void => {
    for (const listener of listeners) listener(who);
  };
  const save = (conversation: Conversation): void => {
    conversations.set(keyOf(conversation), conversation);
    refs.set(conversation.ref, conversation);
    store.put('conversation', keyOf(conversation), conversation);
    tell(conversation);
  };
  const open = (who: Who): Conversation => ({
    accountId: who.accountId,
    customerId: who.customerId,
    ref: makeRef(),
    follows: false,
    mutual: false,
    present: false,
    entries: [],
    comments: [],
    acceptedSinceCustomer: 0,
    counters: {},
  });

  return {
    accounts,
    customers,
    conversations,
    cards,
    saveAccount(account) {
      accounts.set(account.id, account);
      store.put('account', account.id, account);
    },
    saveCustomer(customer) {
      customers.set(customer.id, customer);
      store.put('customer', customer.id, customer);
    },
    saveCard(card) {
      cards.set(card.id, card);
      store.put('card', card.id, card);
    },
    removeCard(id) {
      cards.delete(id);
      store.remove('card', id);
    },
    conversation(who) {
      const found = conversations.get(keyOf(who));
      if (found) return found;
      const made = open(who);
      save(made);
      return made;
    },
    existing: (who) => conversations.get(keyOf(who)),
    byRef: (ref) => refs.get(ref),
    save,
    add(message) {
      file(message);
      store.put('message', message.id, message);
      tell(message);
    },
    update(message) {
      messages.set(message.id, message);
      const thread = threads.get(keyOf(message));
      const at = thread?.findIndex((other) => other.id === message.id) ?? -1;
      if (thread && at >= 0) thread[at] = message;
      store.put('message', message.id, message);
      tell(message);
    },
    message: (id) => messages.get(id),
    thread: (who) => threads.get(keyOf(who)) ?? [],
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clear() {
      for (const map of [accounts, customers, cards, conversations, refs, messages, threads]) map.clear();
    },
  };
}

/** What makes two messages the same to the one who reads them. */
export function fingerprint(body: Body): string {
  if (body.kind === 'text') return `text|${body.text}`;
  if (body.kind === 'card') return `card|${body.card}|${body.cardId}`;
  if (body.kind === 'image') return `image|${body.mediaId ?? body.url ?? ''}`;
  return JSON.stringify(body);
}
