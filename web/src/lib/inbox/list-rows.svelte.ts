import type { AccountView, ConversationView } from '../contracts.ts';
import type { InboxQuery } from '../urls.ts';
import { ofAccount } from './account-change.ts';
import { compareBy, type ListContext, matchesQuery, mergeRows, newerOf, placeKey, withConversation } from './order.ts';

/** What the rows ask of the list they stand in. */
export interface ListPort {
  readonly context: () => ListContext;
  readonly query: () => InboxQuery | undefined;
  /** Whether the list is shown by now, rather than on its way. */
  readonly isPresent: () => boolean;
  /** Whether pages further down are not fetched yet. */
  readonly hasMore: () => boolean;
}

/**
 * The rows of the live list. While somebody aims at them or reads further down, they change in place and order waits:
 * nothing moves under the pointer.
 */
export class ListRows {
  readonly #list: ListPort;
  #rows = $state.raw<readonly ConversationView[]>([]);
  #waiting = $state.raw<ReadonlyMap<string, ConversationView>>(new Map());
  #frozen = false;
  #openId: string | undefined;

  constructor(list: ListPort) {
    this.#list = list;
  }

  get #order() {
    return this.#list.query()?.order ?? 'activity';
  }
  #compare = (a: ConversationView, b: ConversationView): number => compareBy(this.#order, this.#list.context())(a, b);
  #isInPlace(known: ConversationView | undefined, now: ConversationView): boolean {
    if (!known) return false;
    const context = this.#list.context();
    return placeKey(known, this.#order, context) === placeKey(now, this.#order, context);
  }

  get shown(): readonly ConversationView[] {
    return this.#rows;
  }
  /** How many rows wait to move or to appear. */
  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** Another list begins. */
  clear(): void {
    this.#rows = [];
    this.#waiting = new Map();
  }

  /** A page that was fetched. */
  take(items: readonly ConversationView[]): void {
    this.#rows = mergeRows(this.#rows, items, this.#compare);
  }

  /** The open conversation stays in the list although it may no longer belong there (read, answered). */
  keepOpen(conversationId: string | undefined): void {
    if (this.#openId === conversationId) return;
    this.#openId = conversationId;
    // What was open and no longer belongs goes, unless somebody aims at the list.
    if (!this.#frozen) this.settle();
  }

  /** A conversation that the member may no longer see (X1). */
  drop(id: string): void {
    this.#rows = this.#rows.filter((row) => row.id !== id);
    const waiting = new Map(this.#waiting);
    if (waiting.delete(id)) this.#waiting = waiting;
  }

  /** A5: an account changed; its rows say so where they stand. */
  followAccount(account: AccountView): void {
    this.#rows = this.#rows.map((row) => ofAccount(row, account));
    this.#waiting = new Map([...this.#waiting].map(([id, row]) => [id, ofAccount(row, account)]));
  }

  /** Live changes, several at once. */
  apply(conversations: readonly ConversationView[]): void {
    let rows = this.#rows;
    const waiting = new Map(this.#waiting);
    for (const incoming of conversations) rows = this.#applyOne(rows, waiting, incoming);
    this.#rows = rows;
    if (waiting.size !== this.#waiting.size) this.#waiting = waiting;
  }

  #applyOne(rows: readonly ConversationView[], waiting: Map<string, ConversationView>, incoming: ConversationView) {
    const query = this.#list.query();
    const index = rows.findIndex((row) => row.id === incoming.id);
    const known = index >= 0 ? rows[index] : waiting.get(incoming.id);
    const conversation = newerOf(known, incoming);
    if (!query || conversation === known) return rows;
    const belongs = matchesQuery(conversation, query, this.#list.context()) || (Boolean(query.q) && index >= 0);
    const inPlace = this.#isInPlace(known, conversation);
    if (index >= 0 && (this.#frozen || inPlace)) {
      if (!inPlace) waiting.set(conversation.id, conversation);
      if (belongs || this.#frozen || conversation.id === this.#openId) return rows.with(index, conversation);
      return rows.toSpliced(index, 1);
    }
    if (!belongs && conversation.id !== this.#openId) return index >= 0 ? rows.toSpliced(index, 1) : rows;
    const last = rows.at(-1);
    const isBelowLoaded = this.#list.hasMore() && last && this.#compare(last, conversation) < 0;
    if (index < 0 && isBelowLoaded) return rows;
    if (this.#frozen) {
      waiting.set(conversation.id, conversation);
      return rows;
    }
    return withConversation(rows, conversation, this.#compare);
  }

  /** Somebody aims at the list or reads below its top: order waits until they are done. */
  freeze(frozen: boolean): void {
    if (this.#frozen === frozen) return;
    this.#frozen = frozen;
    if (!frozen) this.settle();
  }

  /** Lets what waited take its place, and what no longer belongs go. */
  settle(): void {
    const query = this.#list.query();
    if (!query || !this.#list.isPresent()) return;
    const merged =
      this.#waiting.size > 0 ? mergeRows(this.#rows, [...this.#waiting.values()], this.#compare) : this.#rows;
    const kept = merged.filter(
      (row) => query.q || row.id === this.#openId || matchesQuery(row, query, this.#list.context()),
    );
    this.#waiting = new Map();
    if (kept.length !== this.#rows.length || merged !== this.#rows) this.#rows = kept;
  }
}
