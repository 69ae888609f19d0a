import type { Api } from '../api/api.ts';
import { isAborted } from '../api/failure.ts';
import type { AccountView, ConversationView } from '../contracts.ts';
import { ListEnd } from '../list-end.svelte.ts';
import { Meanwhile } from '../live/meanwhile.ts';
import type { InboxQuery } from '../urls.ts';
import { ofAccount } from './account-change.ts';
import { compareBy, type ListContext, matchesQuery, mergeRows, newerOf, placeKey, withConversation } from './order.ts';

const FIRST_PAGE = 50;
const NEXT_PAGE = 100;
const ENOUGH_TO_SHOW = 20;
const MOST_ROUNDS = 20;
const MOST_RESYNCED = 400;

const asQuery = (query: InboxQuery) => ({
  filter: query.filters.join(','),
  status: query.status,
  assignee: query.assignee,
  tags: query.tags?.join(','),
  order: query.order,
  accountId: query.accountId,
  platform: query.platform,
  q: query.q,
});

/**
 * The live list. Pages come by cursor, changes by socket; both meet as upserts. While somebody aims at it or reads
 * further down, rows change in place and order waits: nothing moves under the pointer.
 */
export class InboxList {
  readonly #api: Api;
  readonly #context: () => ListContext;
  readonly #asTold: (conversation: ConversationView) => ConversationView;
  #rows = $state.raw<readonly ConversationView[]>([]);
  #waiting = $state.raw<ReadonlyMap<string, ConversationView>>(new Map());
  #state = $state<'loading' | 'present' | 'failed'>('loading');
  #failure = $state.raw<unknown>();
  #query: InboxQuery | undefined;
  readonly end = new ListEnd();
  #frozen = false;
  #openId: string | undefined;
  #abort = new AbortController();
  /** The socket broke while the first page was on its way: the page may be from before the break. */
  #isGap = false;
  readonly #meanwhile = new Meanwhile<ConversationView>();

  /** `asTold`: a conversation as its account is by now. */
  constructor(api: Api, context: () => ListContext, asTold: (conversation: ConversationView) => ConversationView) {
    this.#api = api;
    this.#context = context;
    this.#asTold = asTold;
  }

  get #order() {
    return this.#query?.order ?? 'activity';
  }
  #compare = (a: ConversationView, b: ConversationView): number => compareBy(this.#order, this.#context())(a, b);
  #isInPlace(known: ConversationView | undefined, now: ConversationView): boolean {
    if (!known) return false;
    const context = this.#context();
    return placeKey(known, this.#order, context) === placeKey(now, this.#order, context);
  }

  get rows(): readonly ConversationView[] {
    return this.#rows;
  }
  get state() {
    return this.#state;
  }
  get failure(): unknown {
    return this.#failure;
  }
  /** How many rows wait to move or to appear. */
  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** Shows another list; the same one again changes nothing. */
  show(query: InboxQuery): void {
    if (this.#query && JSON.stringify(asQuery(this.#query)) === JSON.stringify(asQuery(query))) return;
    this.#query = query;
    void this.reload();
  }

  async reload(): Promise<void> {
    const query = this.#query;
    if (!query) return;
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#state = 'loading';
    this.#rows = [];
    this.#waiting = new Map();
    this.end.set();
    this.#isGap = false;
    const early: ConversationView[] = [];
    try {
      let rounds = 0;
      const take = async (cursor: string | undefined) => {
        const { answer: page, told } = await this.#list(query, { cursor, limit: FIRST_PAGE }, signal);
        this.#rows = mergeRows(this.#rows, page.items, this.#compare);
        early.push(...told);
        rounds += 1;
        if (this.#rows.length > 0) this.#state = 'present';
        return page.nextCursor;
      };
      this.end.set(await take(undefined));
      // A narrow filter may find nothing in a page and still have more to look through.
      const isEnough = () => this.#rows.length >= ENOUGH_TO_SHOW || rounds >= MOST_ROUNDS;
      if (!isEnough()) await this.end.go(take, isEnough);
      if (signal.aborted) return;
      this.#state = 'present';
      this.apply(early);
      if (this.#isGap) void this.resync();
    } catch (thrown) {
      if (isAborted(thrown) || signal.aborted) return;
      this.#failure = thrown;
      this.#state = 'failed';
    }
  }

  async loadMore(): Promise<void> {
    await this.#goOn(() => true);
  }

  /** A narrow list looks further back until it finds somebody, or has looked far enough for one press. */
  async lookOn(): Promise<void> {
    const before = this.#rows.length;
    let rounds = 0;
    await this.#goOn(() => {
      rounds += 1;
      return this.#rows.length > before || rounds >= MOST_ROUNDS;
    });
  }
  async #goOn(isEnough: () => boolean): Promise<void> {
    const query = this.#query;
    if (!query || this.#state !== 'present') return;
    const { signal } = this.#abort;
    const take = async (cursor: string) => {
      const { answer: page, told } = await this.#list(query, { cursor, limit: NEXT_PAGE }, signal);
      if (signal.aborted) return undefined;
      this.#rows = mergeRows(this.#rows, page.items, this.#compare);
      this.apply(told);
      return page.nextCursor;
    };
    await this.end.go(take, isEnough);
  }
  /** What was looked at held so few that more may stand further back: nobody comes to the end of such a list by scrolling. */
  get isCutShort(): boolean {
    return this.#state === 'present' && this.end.hasMore && this.#rows.length < ENOUGH_TO_SHOW;
  }

  async #list(
    query: InboxQuery,
    page: { readonly cursor: string | undefined; readonly limit: number },
    signal: AbortSignal,
  ) {
    const asked = this.#api.call('listConversations', { query: { ...asQuery(query), ...page } }, signal);
    const { answer, told } = await this.#meanwhile.during(asked);
    return { answer: { ...answer, items: answer.items.map(this.#asTold) }, told };
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
    this.#meanwhile.tell(conversations);
    if (this.#state !== 'present') return;
    let rows = this.#rows;
    const waiting = new Map(this.#waiting);
    for (const incoming of conversations) rows = this.#applyOne(rows, waiting, incoming);
    this.#rows = rows;
    if (waiting.size !== this.#waiting.size) this.#waiting = waiting;
  }

  #applyOne(rows: readonly ConversationView[], waiting: Map<string, ConversationView>, incoming: ConversationView) {
    const query = this.#query;
    const index = rows.findIndex((row) => row.id === incoming.id);
    const known = index >= 0 ? rows[index] : waiting.get(incoming.id);
    const conversation = newerOf(known, incoming);
    if (!query || conversation === known) return rows;
    const belongs = matchesQuery(conversation, query, this.#context()) || (Boolean(query.q) && index >= 0);
    const inPlace = this.#isInPlace(known, conversation);
    if (index >= 0 && (this.#frozen || inPlace)) {
      if (!inPlace) waiting.set(conversation.id, conversation);
      if (belongs || this.#frozen || conversation.id === this.#openId) return rows.with(index, conversation);
      return rows.toSpliced(index, 1);
    }
    if (!belongs && conversation.id !== this.#openId) return index >= 0 ? rows.toSpliced(index, 1) : rows;
    const last = rows.at(-1);
    const isBelowLoaded = this.end.hasMore && last && this.#compare(last, conversation) < 0;
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
    const query = this.#query;
    if (!query || this.#state !== 'present') return;
    const merged =
      this.#waiting.size > 0 ? mergeRows(this.#rows, [...this.#waiting.values()], this.#compare) : this.#rows;
    const kept = merged.filter(
      (row) => query.q || row.id === this.#openId || matchesQuery(row, query, this.#context()),
    );
    this.#waiting = new Map();
    if (kept.length !== this.#rows.length || merged !== this.#rows) this.#rows = kept;
  }

  /** Closes the gap after a break: the shown part is fetched again, what is far below is left to its pages. */
  async resync(): Promise<void> {
    const query = this.#query;
    this.#isGap = this.#state === 'loading';
    if (!query || this.#state !== 'present') return;
    const { signal } = this.#abort;
    const wanted = Math.min(this.#rows.length, MOST_RESYNCED);
    try {
      const fetched: ConversationView[] = [];
      const early: ConversationView[] = [];
      let cursor: string | undefined;
      do {
        const limit = fetched.length === 0 && wanted <= FIRST_PAGE ? FIRST_PAGE : 200;
        const { answer: page, told } = await this.#list(query, { cursor, limit }, signal);
        fetched.push(...page.items);
        early.push(...told);
        cursor = page.nextCursor;
      } while (cursor !== undefined && fetched.length < wanted);
      this.apply([...fetched, ...early]);
    } catch (thrown) {
      if (!isAborted(thrown) && !signal.aborted) this.#failure = thrown;
    }
  }
}
