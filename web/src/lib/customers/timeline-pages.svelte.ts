import type { Api } from '../api/api.ts';
import type { TimelineItemView } from '../contracts.ts';
import { ListEnd } from '../list-end.svelte.ts';
import { type TimelinePage, withNewest } from './timeline-merge.ts';

/** What happened with one customer (K1), newest first: older pages stay while what is new is put above them. */
export class TimelinePages {
  readonly conversationId: string;
  readonly end = new ListEnd();
  readonly #api: Api;
  #items = $state.raw<readonly TimelineItemView[] | undefined>();
  #failure = $state.raw<unknown>();
  #pages = 1;
  /** Grows when everything was put anew: an older page on its way belongs to what was there before. */
  #round = 0;
  #loading: Promise<void> | undefined;
  #isAskedAgain = false;

  constructor(api: Api, conversationId: string) {
    this.#api = api;
    this.conversationId = conversationId;
  }

  /** Undefined until the first page is here. */
  get items() {
    return this.#items;
  }
  /** Why the newest page could not be had; what was there before stays. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Something was added. One answer at a time: what is told while it is on its way calls for one more. */
  async refresh(): Promise<void> {
    if (this.#loading) {
      this.#isAskedAgain = true;
      return this.#loading;
    }
    this.#loading = this.#loadNewest();
    await this.#loading;
    this.#loading = undefined;
    if (!this.#isAskedAgain) return;
    this.#isAskedAgain = false;
    await this.refresh();
  }

  older(): Promise<void> {
    const round = this.#round;
    return this.end.go(async (cursor) => {
      const page = await this.#page(cursor);
      if (round !== this.#round) return undefined;
      this.#items = [...(this.#items ?? []), ...page.items];
      this.#pages += 1;
      return page.nextCursor;
    });
  }

  async #loadNewest(): Promise<void> {
    try {
      const page = await this.#page();
      const joined = this.#items && withNewest(this.#items, page);
      if (joined && page.nextCursor !== undefined) this.#items = joined;
      else await this.#replace(page);
      this.#failure = undefined;
    } catch (thrown) {
      this.#failure = thrown;
    }
  }

  /** What is new does not meet what was here: as many pages are fetched anew as somebody had asked for. */
  async #replace(newest: TimelinePage): Promise<void> {
    let { items, nextCursor } = newest;
    let pages = 1;
    for (; nextCursor !== undefined && pages < this.#pages; pages += 1) {
      const page = await this.#page(nextCursor);
      items = [...items, ...page.items];
      nextCursor = page.nextCursor;
    }
    this.#items = items;
    this.#pages = pages;
    this.#round += 1;
    this.end.set(nextCursor);
  }

  #page(cursor?: string): Promise<TimelinePage> {
    return this.#api.call('getTimeline', { params: { conversationId: this.conversationId }, query: { cursor } });
  }
}
