import type { Api } from '../api/api.ts';
import { isAborted } from '../api/failure.ts';
import type { AccountView, ConversationView } from '../contracts.ts';
import { ListEnd } from '../list-end.svelte.ts';
import { Meanwhile } from '../live/meanwhile.ts';
import type { InboxQuery } from '../urls.ts';
import { ListRows } from './list-rows.svelte.ts';
import type { ListContext } from './order.ts';

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

/** The live list. Pages come by cursor, changes by socket; both meet as upserts in its rows (list-rows.svelte.ts). */
export class InboxList {
  readonly #api: Api;
  readonly #asTold: (conversation: ConversationView) => ConversationView;
  readonly #rows: ListRows;
  #state = $state<'loading' | 'present' | 'failed'>('loading');
  #failure = $state.raw<unknown>();
  #query: InboxQuery | undefined;
  readonly end = new ListEnd();
  #abort = new AbortController();
  /** The socket broke while the first page was on its way: the page may be from before the break. */
  #isGap = false;
  readonly #meanwhile = new Meanwhile<ConversationView>();

  /** `asTold`: a conversation as its account is by now. */
  constructor(api: Api, context: () => ListContext, asTold: (conversation: ConversationView) => ConversationView) {
    this.#api = api;
    this.#asTold = asTold;
    this.#rows = new ListRows({
      context,
      query: () => this.#query,
      isPresent: () => this.#state === 'present',
      hasMore: () => this.end.hasMore,
    });
  }

  get rows(): readonly ConversationView[] {
    return this.#rows.shown;
  }
  get state() {
    return this.#state;
  }
  get failure(): unknown {
    return this.#failure;
  }
  /** How many rows wait to move or to appear. */
  get waitingCount(): number {
    return this.#rows.waitingCount;
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
    this.#rows.clear();
    this.end.set();
    this.#isGap = false;
    const early: ConversationView[] = [];
    try {
      let rounds = 0;
      const take = async (cursor: string | undefined) => {
        const { answer: page, told } = await this.#list(query, { cursor, limit: FIRST_PAGE }, signal);
        this.#rows.take(page.items);
        early.push(...told);
        rounds += 1;
        if (this.rows.length > 0) this.#state = 'present';
        return page.nextCursor;
      };
      this.end.set(await take(undefined));
      // A narrow filter may find nothing in a page and still have more to look through.
      const isEnough = () => this.rows.length >= ENOUGH_TO_SHOW || rounds >= MOST_ROUNDS;
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
    const before = this.rows.length;
    let rounds = 0;
    await this.#goOn(() => {
      rounds += 1;
      return this.rows.length > before || rounds >= MOST_ROUNDS;
    });
  }
  async #goOn(isEnough: () => boolean): Promise<void> {
    const query = this.#query;
    if (!query || this.#state !== 'present') return;
    const { signal } = this.#abort;
    const take = async (cursor: string) => {
      const { answer: page, told } = await this.#list(query, { cursor, limit: NEXT_PAGE }, signal);
      if (signal.aborted) return undefined;
      this.#rows.take(page.items);
      this.apply(told);
      return page.nextCursor;
    };
    await this.end.go(take, isEnough);
  }
  /** What was looked at held so few that more may stand further back: nobody comes to the end of such a list by scrolling. */
  get isCutShort(): boolean {
    return this.#state === 'present' && this.end.hasMore && this.rows.length < ENOUGH_TO_SHOW;
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

  keepOpen(conversationId: string | undefined): void {
    this.#rows.keepOpen(conversationId);
  }
  drop(id: string): void {
    this.#rows.drop(id);
  }
  followAccount(account: AccountView): void {
    this.#rows.followAccount(account);
  }
  freeze(frozen: boolean): void {
    this.#rows.freeze(frozen);
  }
  settle(): void {
    this.#rows.settle();
  }
  /** Live changes, several at once. */
  apply(conversations: readonly ConversationView[]): void {
    this.#meanwhile.tell(conversations);
    if (this.#state === 'present') this.#rows.apply(conversations);
  }

  /** Closes the gap after a break: the shown part is fetched again, what is far below is left to its pages. */
  async resync(): Promise<void> {
    const query = this.#query;
    this.#isGap = this.#state === 'loading';
    if (!query || this.#state !== 'present') return;
    const { signal } = this.#abort;
    const wanted = Math.min(this.rows.length, MOST_RESYNCED);
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
