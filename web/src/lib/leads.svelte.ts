import type { Api } from './api/api.ts';
import { isAborted } from './api/failure.ts';
import type { LeadView } from './contracts.ts';
import { mergeLeads } from './leads-order.ts';

const PAGE = 60;

/** The list of leads (K5): pages by cursor, new ones by socket. */
export class LeadList {
  readonly #api: Api;
  #rows = $state.raw<readonly LeadView[]>([]);
  #state = $state<'loading' | 'present' | 'failed'>('loading');
  #failure = $state.raw<unknown>();
  #cursor = $state<string | undefined>();
  #accountId: string | undefined;
  #asked = false;
  #loadingMore = $state(false);
  #abort = new AbortController();

  constructor(api: Api) {
    this.#api = api;
  }

  get rows() {
    return this.#rows;
  }
  get state() {
    return this.#state;
  }
  get failure() {
    return this.#failure;
  }
  get hasMore() {
    return this.#cursor !== undefined;
  }

  show(accountId: string | undefined): void {
    if (this.#asked && this.#accountId === accountId && this.#state !== 'failed') return;
    this.#accountId = accountId;
    this.#asked = true;
    void this.reload();
  }

  async reload(): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#state = 'loading';
    this.#rows = [];
    try {
      const page = await this.#api.call('listLeads', { query: { accountId: this.#accountId, limit: PAGE } }, signal);
      this.#rows = mergeLeads(this.#rows, page.items);
      this.#cursor = page.nextCursor;
      this.#state = 'present';
    } catch (thrown) {
      if (isAborted(thrown) || signal.aborted) return;
      this.#failure = thrown;
      this.#state = 'failed';
    }
  }

  async loadMore(): Promise<void> {
    const cursor = this.#cursor;
    if (!cursor || this.#loadingMore || this.#state !== 'present') return;
    const { signal } = this.#abort;
    this.#loadingMore = true;
    try {
      const input = { query: { accountId: this.#accountId, cursor, limit: PAGE } };
      const page = await this.#api.call('listLeads', input, signal);
      this.#rows = mergeLeads(this.#rows, page.items);
      this.#cursor = page.nextCursor;
    } catch (thrown) {
      if (isAborted(thrown) || signal.aborted) return;
    }
    this.#loadingMore = false;
  }

  apply(lead: LeadView): void {
    if (this.#state !== 'present' || (this.#accountId && lead.accountId !== this.#accountId)) return;
    this.#rows = mergeLeads(this.#rows, [lead]);
  }

  /** After a break of the socket: the newest page is fetched again, quietly. */
  resync(): void {
    if (this.#state !== 'present') return;
    const { signal } = this.#abort;
    this.#api.call('listLeads', { query: { accountId: this.#accountId, limit: PAGE } }, signal).then(
      (page) => {
        this.#rows = mergeLeads(this.#rows, page.items);
      },
      () => undefined,
    );
  }
}
