import type { Api } from '../api/api.ts';
import type { ConversationView } from '../contracts.ts';

const MOST_COUNTED = 100;

/** How many conversations hold something unread, for the title and the rail; past a hundred it says so. */
export class UnreadCount {
  readonly #api: Api;
  readonly #ids = new Set<string>();
  #count = $state(0);
  #hasMore = $state(false);

  constructor(api: Api) {
    this.#api = api;
  }

  get count(): number {
    return this.#count;
  }
  get label(): string {
    return this.#hasMore || this.#count > 99 ? '99+' : `${this.#count}`;
  }

  async load(): Promise<void> {
    try {
      const page = await this.#api.call('listConversations', { query: { filter: 'unread', limit: MOST_COUNTED } });
      this.#ids.clear();
      for (const row of page.items) this.#ids.add(row.id);
      this.#hasMore = page.nextCursor !== undefined;
      this.#count = this.#ids.size;
    } catch {
      // The list itself reports that the server cannot be reached; the count follows with the next live change.
    }
  }

  apply(conversations: readonly ConversationView[]): void {
    for (const { id, unread } of conversations) {
      if (unread > 0) this.#ids.add(id);
      else this.#ids.delete(id);
    }
    this.#count = this.#ids.size;
  }
}
