import { isAborted } from './api/failure.ts';

/** Fetches the page at a cursor, adds it, and gives the cursor after it. */
type Take = (cursor: string) => Promise<string | undefined>;

/**
 * The end of a list that comes by pages: where it goes on, whether more is on its way, and why that failed. A failure
 * stays until somebody tries again: scrolling alone does not ask a server again that has just refused.
 */
export class ListEnd {
  #cursor = $state<string | undefined>();
  #going = $state.raw<Promise<void> | undefined>();
  #failure = $state.raw<unknown>();
  #round = 0;

  /** Whether the list goes on. */
  get hasMore(): boolean {
    return this.#cursor !== undefined;
  }
  get isBusy(): boolean {
    return this.#going !== undefined;
  }
  get failure(): unknown {
    return this.#failure;
  }
  /** Whether a list that is read to its end may ask for more by itself. */
  get goesOn(): boolean {
    return this.hasMore && !this.isBusy && this.#failure === undefined;
  }

  /** The list begins anew, and ends at this cursor: an answer on its way for the old one counts no more. */
  set(cursor?: string): void {
    this.#round += 1;
    this.#cursor = cursor;
    this.#going = undefined;
    this.#failure = undefined;
  }

  /**
   * Goes on, one at a time: asked while it goes, it is done when that is. A page may be short or
   * empty and still have a cursor (a narrow filter): until `isEnough` says so, the next is asked for.
   */
  async go(take: Take, isEnough: () => boolean = () => true): Promise<void> {
    if (this.#cursor === undefined) return;
    const round = this.#round;
    this.#going ??= this.#run(take, this.#cursor, isEnough).finally(() => {
      if (round === this.#round) this.#going = undefined;
    });
    await this.#going;
  }

  async #run(take: Take, from: string, isEnough: () => boolean): Promise<void> {
    const round = this.#round;
    this.#failure = undefined;
    try {
      let next: string | undefined = from;
      do {
        next = await take(next);
        if (round !== this.#round) return;
        this.#cursor = next;
      } while (next !== undefined && !isEnough());
    } catch (thrown) {
      if (round === this.#round && !isAborted(thrown)) this.#failure = thrown;
    }
  }
}
