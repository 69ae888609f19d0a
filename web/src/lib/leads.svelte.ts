import type { Api } from './api/api.ts';
import { isAborted } from './api/failure.ts';
import type { LeadPersonView, LeadView } from './contracts.ts';
import { mergeLeads } from './leads-order.ts';
import { ListEnd } from './list-end.svelte.ts';
import type { LeadQuery } from './urls.ts';

const PAGE = 60;
/** A person's sources are known to the list's own fetch alone: after news, one follows. */
const AGAIN_AFTER_MS = 400;

/** The list of people who left a contact (K5): pages by cursor, new ones by socket. */
export class LeadList {
  readonly #api: Api;
  #rows = $state.raw<readonly LeadPersonView[]>([]);
  #state = $state<'loading' | 'present' | 'failed'>('loading');
  #failure = $state.raw<unknown>();
  readonly end = new ListEnd();
  #query: LeadQuery = {};
  #asked = '';
  #abort = new AbortController();
  /** News came while the first page was on its way: the page may be older than they are. */
  #isGap = false;
  #again: ReturnType<typeof setTimeout> | undefined;

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

  show(query: LeadQuery): void {
    const asked = JSON.stringify(query);
    if (this.#asked === asked && this.#state !== 'failed') return;
    this.#query = query;
    this.#asked = asked;
    void this.reload();
  }

  async reload(): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#state = 'loading';
    this.#rows = [];
    this.end.set();
    this.#isGap = false;
    try {
      const page = await this.#page(undefined, signal);
      this.#rows = mergeLeads(this.#rows, page.items);
      this.end.set(page.nextCursor);
      this.#state = 'present';
      // A narrow filter may answer with nothing yet and a cursor.
      if (page.items.length === 0) await this.loadMore();
      if (this.#isGap) this.resync();
    } catch (thrown) {
      if (isAborted(thrown) || signal.aborted) return;
      this.#failure = thrown;
      this.#state = 'failed';
    }
  }

  async loadMore(): Promise<void> {
    if (this.#state !== 'present') return;
    const { signal } = this.#abort;
    const before = this.#rows.length;
    const take = async (cursor: string) => {
      const page = await this.#page(cursor, signal);
      if (signal.aborted) return undefined;
      this.#rows = mergeLeads(this.#rows, page.items);
      return page.nextCursor;
    };
    await this.end.go(take, () => this.#rows.length > before);
  }

  /** What the socket tells: a row that is here changes at once; whether another one belongs here, the server says. */
  apply(lead: LeadView): void {
    this.#rows = this.#rows.map((row) => (row.id === lead.id ? { ...row, ...lead } : row));
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.resync(), AGAIN_AFTER_MS);
  }

  /** The newest page is fetched again, quietly; a person now shown at another lead stands once. */
  resync(): void {
    this.#isGap = this.#state === 'loading';
    if (this.#state !== 'present') return;
    const { signal } = this.#abort;
    this.#page(undefined, signal).then(
      (page) => {
        const shown = new Set(page.items.flatMap(({ others }) => others.map((one) => one.conversationId)));
        const oldest = page.nextCursor === undefined ? undefined : page.items.at(-1);
        const kept = this.#rows.filter(
          (row) => oldest !== undefined && row.capturedAtMs < oldest.capturedAtMs && !shown.has(row.conversationId),
        );
        this.#rows = mergeLeads(kept, page.items);
        if (oldest === undefined) this.end.set();
      },
      () => undefined,
    );
  }

  async setState(row: LeadPersonView, state: LeadView['state']): Promise<void> {
    await this.#change(row, { state });
  }
  async setOwner(row: LeadPersonView, ownerId: string | null): Promise<void> {
    await this.#change(row, { ownerId });
  }

  /** Z11: takes a lead out of its person, or puts it back. */
  async separate(conversationId: string, state: 'apart' | 'joined', reason: string): Promise<void> {
    await this.#api.call('separateLead', { params: { conversationId }, body: { state, reason } });
    this.resync();
  }

  async #change(row: LeadPersonView, body: { state?: LeadView['state']; ownerId?: string | null }): Promise<void> {
    const lead = await this.#api.call('updateLead', { params: { conversationId: row.conversationId }, body });
    const { ownerId: _before, ...rest } = row;
    this.#rows = this.#rows.map((known) => (known.id === row.id ? { ...rest, ...lead } : known));
  }

  #page(cursor: string | undefined, signal: AbortSignal) {
    const { accountId, states, owner, channel, q } = this.#query;
    const query = { accountId, states: states?.join(','), owner, channel, q, cursor, limit: PAGE };
    return this.#api.call('listLeads', { query }, signal);
  }
}
