import type { Api } from '../api/api.ts';
import type { OpenFollowUpView } from '../contracts.ts';
import { ListEnd } from '../list-end.svelte.ts';

const PAGE = 100;

export interface FollowUpChange {
  readonly done?: boolean;
  readonly due?: string;
  readonly memberId?: string;
}

/** What a member comes back to over all customers (I4): pages by due time. What is done stays in sight until one leaves. */
export class MyFollowUps {
  readonly #api: Api;
  #rows = $state.raw<readonly OpenFollowUpView[]>();
  #failure = $state.raw<unknown>();
  readonly end = new ListEnd();
  /** Counts what somebody changed here: an answer asked for before it is older than it. */
  #changes = 0;
  readonly #memberId: string;

  constructor(api: Api, memberId: string) {
    this.#api = api;
    this.#memberId = memberId;
  }

  get rows() {
    return this.#rows;
  }
  get failure() {
    return this.#failure;
  }

  async load(): Promise<void> {
    const changes = this.#changes;
    try {
      const page = await this.#page(undefined);
      if (changes !== this.#changes) return;
      const done = (this.#rows ?? []).filter((row) => row.doneAtMs !== undefined);
      const fresh = new Set(page.items.map(({ id }) => id));
      this.#rows = inOrder([...page.items, ...done.filter(({ id }) => !fresh.has(id))]);
      this.end.set(page.nextCursor);
      this.#failure = undefined;
    } catch (thrown) {
      this.#failure = thrown;
    }
  }

  loadMore(): Promise<void> {
    return this.end.go(async (cursor) => {
      const page = await this.#page(cursor);
      const known = new Set((this.#rows ?? []).map(({ id }) => id));
      this.#rows = inOrder([...(this.#rows ?? []), ...page.items.filter(({ id }) => !known.has(id))]);
      return page.nextCursor;
    });
  }

  /** Done or undone, another time (wall clock of the tenant's zone), or a colleague's from now on. */
  async change(row: OpenFollowUpView, body: FollowUpChange): Promise<void> {
    const params = { conversationId: row.conversationId, followUpId: row.id };
    const next = await this.#api.call('updateFollowUp', { params, body });
    this.#changes += 1;
    const { doneAtMs: _, ...rest } = row;
    const changed = (this.#rows ?? []).map((known) => (known.id === row.id ? { ...rest, ...next } : known));
    this.#rows = inOrder(changed.filter(({ memberId }) => memberId === this.#memberId));
  }

  #page(cursor: string | undefined) {
    return this.#api.call('myFollowUps', { query: { memberId: this.#memberId, cursor, limit: PAGE } });
  }
}

const inOrder = (rows: readonly OpenFollowUpView[]): readonly OpenFollowUpView[] =>
  rows.toSorted((a, b) => (a.dueAtMs ?? 0) - (b.dueAtMs ?? 0));
