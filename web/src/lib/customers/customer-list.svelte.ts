import type { Api } from '../api/api.ts';
import { isAborted } from '../api/failure.ts';
import type { CustomerFilter, CustomerRow, CustomerView } from '../contracts.ts';
import { ListEnd } from '../list-end.svelte.ts';
import { Meanwhile } from '../live/meanwhile.ts';
import { asQuery } from './customer-query.ts';

const PAGE = 60;
/** So many more are worth a scroll. */
const ENOUGH = PAGE / 2;
/** A narrow filter answers with short pages: so many are asked for before somebody has to scroll. */
const MOST_ROUNDS = 12;

/** The customer list (K1): pages by cursor, what changed by socket. */
export class CustomerList {
  readonly #api: Api;
  #rows = $state.raw<readonly CustomerRow[]>([]);
  #state = $state<'loading' | 'present' | 'failed'>('loading');
  #failure = $state.raw<unknown>();
  #filter: CustomerFilter | undefined;
  #abort = new AbortController();
  readonly end = new ListEnd();
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
    this.end.set();
    try {
      const next = await this.#take(undefined, signal);
      if (signal.aborted) return;
      this.end.set(next);
      if (this.#rows.length < ENOUGH) await this.#goOn();
      if (!signal.aborted) this.#state = 'present';
    } catch (thrown) {
      if (isAborted(thrown) || signal.aborted) return;
      this.#failure = thrown;
      this.#state = 'failed';
    }
  }

  async loadMore(): Promise<void> {
    if (this.#state === 'present') await this.#goOn();
  }

  /** Pages until there is something to draw, or nothing more. */
  #goOn(): Promise<void> {
    const { signal } = this.#abort;
    const from = this.#rows.length;
    let rounds = 0;
    return this.end.go(
      (cursor) => this.#take(cursor, signal),
      () => {
        rounds += 1;
        return rounds >= MOST_ROUNDS || this.#rows.length - from >= ENOUGH;
      },
    );
  }

  /** Adds a page and gives where the next begins. */
  async #take(cursor: string | undefined, signal: AbortSignal): Promise<string | undefined> {
    const query = { ...asQuery(this.#filter ?? {}), cursor, limit: PAGE };
    const asked = this.#api.call('listCustomers', { query }, signal);
    const { answer: page, told } = await this.#meanwhile.during(asked);
    if (signal.aborted) return undefined;
    const known = new Set(this.#rows.map((row) => row.conversationId));
    this.#rows = [...this.#rows, ...page.items.filter((row) => !known.has(row.conversationId))];
    for (const customer of told) this.apply(customer);
    return page.nextCursor;
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
