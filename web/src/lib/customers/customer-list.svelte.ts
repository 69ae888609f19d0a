import type { Api } from '../api/api.ts';
import { isAborted } from '../api/failure.ts';
import type { CustomerFilter, CustomerRow, CustomerView } from '../contracts.ts';
import { Meanwhile } from '../live/meanwhile.ts';
import { asQuery } from './customer-query.ts';

const PAGE = 60;
/** A narrow filter answers with short pages: so many are asked for before somebody has to scroll. */
const MOST_ROUNDS = 12;

/** The customer list (K1): pages by cursor, what changed by socket. */
export class CustomerList {
  readonly #api: Api;
  #rows = $state.raw<readonly CustomerRow[]>([]);
  #state = $state<'loading' | 'present' | 'failed'>('loading');
  #failure = $state.raw<unknown>();
  #cursor = $state<string | undefined>();
  #loadingMore = $state(false);
  #filter: CustomerFilter | undefined;
  #abort = new AbortController();
  readonly #meanwhile = new Meanwhile<CustomerView>();

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
  get loadingMore() {
    return this.#loadingMore;
  }

  /** Shows whoever this filter holds; the same one again changes nothing. */
  show(filter: CustomerFilter): void {
    if (JSON.stringify(filter) === JSON.stringify(this.#filter) && this.#state !== 'failed') return;
    this.#filter = filter;
    void this.reload();
  }

  async reload(): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#state = 'loading';
    this.#rows = [];
    this.#cursor = undefined;
    try {
      await this.#fetch(signal);
      if (!signal.aborted) this.#state = 'present';
    } catch (thrown) {
      if (isAborted(thrown) || signal.aborted) return;
      this.#failure = thrown;
      this.#state = 'failed';
    }
  }

  async loadMore(): Promise<void> {
    if (!this.#cursor || this.#loadingMore || this.#state !== 'present') return;
    this.#loadingMore = true;
    await this.#fetch(this.#abort.signal).catch(() => undefined);
    this.#loadingMore = false;
  }

  /** Pages until there is something to draw, or nothing more. */
  async #fetch(signal: AbortSignal): Promise<void> {
    const from = this.#rows.length;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const query = { ...asQuery(this.#filter ?? {}), cursor: this.#cursor, limit: PAGE };
      const asked = this.#api.call('listCustomers', { query }, signal);
      const { answer: page, told } = await this.#meanwhile.during(asked);
      if (signal.aborted) return;
      const known = new Set(this.#rows.map((row) => row.conversationId));
      this.#rows = [...this.#rows, ...page.items.filter((row) => !known.has(row.conversationId))];
      this.#cursor = page.nextCursor;
      for (const customer of told) this.apply(customer);
      if (!page.nextCursor || this.#rows.length - from >= PAGE / 2) return;
    }
  }

  /** A customer changed: the row shows it where it is. Order is for the next fetch; nothing moves under the pointer. */
  apply(customer: CustomerView): void {
    this.#meanwhile.tell([customer]);
    if (!this.#rows.some((row) => row.conversationId === customer.conversationId)) return;
    this.#rows = this.#rows.map((row) =>
      row.conversationId === customer.conversationId ? withCustomer(row, customer) : row,
    );
  }
}

function withCustomer(row: CustomerRow, customer: CustomerView): CustomerRow {
  const { stage: _stage, contact: _contact, ...rest } = row;
  return {
    ...rest,
    name: customer.name,
    tags: customer.tags,
    remark: customer.remark,
    ...(customer.stage ? { stage: customer.stage } : {}),
    ...(customer.contact ? { contact: customer.contact } : {}),
  };
}
