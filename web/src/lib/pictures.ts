import type { Api } from './api/api.ts';

/** Of one call (the contract's limit): a list shows fewer rows at once. */
const MOST_OF_A_CALL = 30;
/** What a screen needs is asked for together. */
const GATHER_MS = 30;
/** Asked again before the address is refused. */
const EARLY_MS = 300_000;
/** A picture that could not be had may be there later. */
const AGAIN_MS = 120_000;

interface Known {
  readonly url: string | undefined;
  readonly untilMs: number;
}

/**
 * Where pictures of the platforms are shown from: our own bucket, never their hosts (SEC28). The console asks for what a
 * screen shows in one call, and once an hour for each.
 */
export class Pictures {
  readonly #api: Api;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();
  /** On their way: whoever asks meanwhile waits for the same answer. */
  readonly #asked = new Map<string, Promise<void>>();
  #next: { readonly of: Set<string>; readonly answered: Promise<void> } | undefined;

  constructor(api: Api, now: () => number) {
    this.#api = api;
    this.#now = now;
  }

  /** What is known at once, so that a row that is drawn again does not blink. */
  known(of: string | undefined): string | undefined {
    return of === undefined ? undefined : this.#fresh(of)?.url;
  }

  /** Undefined = there is nothing to show. Never throws. */
  async find(of: string): Promise<string | undefined> {
    if (!this.#fresh(of)) await (this.#asked.get(of) ?? this.#ask(of));
    return this.#known.get(of)?.url;
  }

  #fresh(of: string): Known | undefined {
    const found = this.#known.get(of);
    return found && found.untilMs > this.#now() ? found : undefined;
  }

  #ask(of: string): Promise<void> {
    this.#next ??= this.#gather();
    this.#next.of.add(of);
    this.#asked.set(of, this.#next.answered);
    return this.#next.answered;
  }

  #gather() {
    const of = new Set<string>();
    const answered = new Promise<void>((resolve) => setTimeout(resolve, GATHER_MS)).then(async () => {
      this.#next = undefined;
      const all = [...of];
      const calls = [];
      for (let from = 0; from < all.length; from += MOST_OF_A_CALL)
        calls.push(this.#fetch(all.slice(from, from + MOST_OF_A_CALL)));
      await Promise.all(calls);
      for (const one of all) this.#asked.delete(one);
    });
    return { of, answered };
  }

  async #fetch(of: readonly string[]): Promise<void> {
    const answer = await this.#api.call('findPictures', { body: { of: [...of] } }).catch(() => undefined);
    // What does not come is not asked for again at once.
    for (const one of of) this.#known.set(one, { url: undefined, untilMs: this.#now() + AGAIN_MS });
    for (const { of: one, url } of answer?.items ?? []) {
      if (url === undefined) continue;
      this.#known.set(one, { url, untilMs: this.#now() + (answer?.expiresSeconds ?? 0) * 1_000 - EARLY_MS });
    }
  }
}
