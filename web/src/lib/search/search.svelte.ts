import type { Api } from '../api/api.ts';
import { isAborted } from '../api/failure.ts';
import type { FoundMessageView, FoundPersonView } from '../contracts.ts';
import { ListEnd } from '../list-end.svelte.ts';

const PAGE = 20;

/** What is found for some words (I7): a first answer, then older hits by cursor. */
export class Search {
  readonly #api: Api;
  #q = $state('');
  #state = $state<'idle' | 'loading' | 'present' | 'failed'>('idle');
  #people = $state.raw<readonly FoundPersonView[]>([]);
  #messages = $state.raw<readonly FoundMessageView[]>([]);
  #terms = $state.raw<readonly string[]>([]);
  readonly end = new ListEnd();
  #notes = $state.raw({ partial: false, indexing: false, tooShort: false });
  #failure = $state.raw<unknown>();
  #abort = new AbortController();

  constructor(api: Api) {
    this.#api = api;
  }

  get q() {
    return this.#q;
  }
  get state() {
    return this.#state;
  }
  get people() {
    return this.#people;
  }
  get messages() {
    return this.#messages;
  }
  get terms() {
    return this.#terms;
  }
  get notes() {
    return this.#notes;
  }
  get failure() {
    return this.#failure;
  }

  /** Looks for words; no words end the search. */
  async find(q: string): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#q = q;
    this.end.set();
    if (q === '') {
      this.#state = 'idle';
      this.#clear();
      return;
    }
    if (this.#state !== 'present') this.#state = 'loading';
    try {
      const answer = await this.#api.call('search', { query: { q, limit: PAGE } }, signal);
      this.#people = answer.people;
      this.#messages = answer.messages;
      this.#terms = answer.terms;
      this.end.set(answer.nextCursor);
      this.#notes = { partial: answer.partial, indexing: answer.indexing, tooShort: answer.tooShort };
      this.#state = 'present';
      // A page may be empty and still have a cursor: the words were rarer than their pairs.
      if (this.#messages.length === 0) await this.more();
    } catch (thrown) {
      if (isAborted(thrown) || signal.aborted) return;
      this.#clear();
      this.#failure = thrown;
      this.#state = 'failed';
    }
  }

  /** Older hits. */
  async more(): Promise<void> {
    const { signal } = this.#abort;
    if (this.#state !== 'present') return;
    const before = this.#messages.length;
    const take = async (cursor: string) => {
      const answer = await this.#api.call('search', { query: { q: this.#q, limit: PAGE, cursor } }, signal);
      if (signal.aborted) return undefined;
      this.#messages = joined(this.#messages, answer.messages, (one) => `${one.conversationId}/${one.key}`);
      this.#people = joined(this.#people, answer.people, (one) => one.conversationId);
      return answer.nextCursor;
    };
    await this.end.go(take, () => this.#messages.length > before);
  }

  #clear(): void {
    this.#people = [];
    this.#messages = [];
    this.#terms = [];
    this.end.set();
    this.#notes = { partial: false, indexing: false, tooShort: false };
  }
}

/** What a page repeats is kept once, where it stood. */
function joined<T>(known: readonly T[], more: readonly T[], nameOf: (one: T) => string): readonly T[] {
  const names = new Set(known.map(nameOf));
  return [...known, ...more.filter((one) => !names.has(nameOf(one)))];
}
