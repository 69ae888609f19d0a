import type { Api } from '../api/api.ts';
import type { AccountView, ConversationView } from '../contracts.ts';
import { Thread } from './thread.svelte.ts';

const MOST_KEPT = 30;

/** The threads opened lately: going back to one is instant, and the socket keeps each of them true. */
export class Threads {
  readonly #api: Api;
  readonly #changed: (conversation: ConversationView) => void;
  readonly #kept = new Map<string, Thread>();

  constructor(api: Api, changed: (conversation: ConversationView) => void) {
    this.#api = api;
    this.#changed = changed;
  }

  /** The thread of a conversation, the oldest unused one giving way. */
  open(id: string): Thread {
    const thread = this.#kept.get(id) ?? new Thread(id, this.#api, this.#changed);
    this.#kept.delete(id);
    this.#kept.set(id, thread);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return thread;
  }

  known(id: string): Thread | undefined {
    return this.#kept.get(id);
  }

  followAccount(account: AccountView): void {
    for (const thread of this.#kept.values()) thread.followAccount(account);
  }

  markAllStale(): void {
    for (const thread of this.#kept.values()) thread.markStale();
  }
}
