import { isAborted } from './api/failure.ts';

/** Something fetched: the four states every screen draws are `loading`, `failed` and the caller's empty or present. */
export class Resource<T> {
  readonly #fetch: () => Promise<T>;
  #value = $state.raw<T | undefined>();
  #failure = $state.raw<unknown>();
  #pending: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(fetcher: () => Promise<T>) {
    this.#fetch = fetcher;
  }

  get value(): T | undefined {
    return this.#value;
  }

  /** Why the last fetch failed; what was there before stays. */
  get failure(): unknown {
    return this.#failure;
  }

  get state(): 'loading' | 'failed' | 'present' {
    if (this.#value !== undefined) return 'present';
    return this.#failure === undefined ? 'loading' : 'failed';
  }

  /** Fetches if nothing is there yet. */
  ensure(): void {
    if (this.#value === undefined && !this.#pending) void this.reload();
  }

  /** Fetches anew. A running fetch may have been answered before what calls for this one: the new one follows it. */
  reload(): Promise<void> {
    if (this.#pending) this.#next ??= this.#pending.then(() => this.#load());
    return this.#next ?? this.#load();
  }

  #load(): Promise<void> {
    this.#next = undefined;
    this.#pending = this.#fetch()
      .then(
        (value) => {
          this.#value = value;
          this.#failure = undefined;
        },
        (thrown: unknown) => {
          if (!isAborted(thrown)) this.#failure = thrown;
        },
      )
      .finally(() => {
        this.#pending = undefined;
      });
    return this.#pending;
  }

  /** Tries again from the start, showing the loading state. */
  retry(): void {
    this.#failure = undefined;
    void this.reload();
  }

  set(value: T): void {
    this.#value = value;
  }

  /** What the socket told of what is here already. A fetch that is on its way may be older: another follows it. */
  told(change: (value: T) => T): void {
    if (this.#value !== undefined) this.#value = change(this.#value);
    if (this.#pending) void this.reload();
  }
}
