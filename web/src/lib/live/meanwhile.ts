/**
 * What the socket tells while a fetch is on its way. The fetch's answer may be older than that, so whoever fetched
 * applies it once more, after the answer: without this a change is lost if it comes between question and answer (I1).
 */
export class Meanwhile<T> {
  readonly #listening = new Set<T[]>();

  /** The socket told this: every fetch that is on its way hears of it. */
  tell(things: readonly T[]): void {
    for (const told of this.#listening) told.push(...things);
  }

  /** A fetch's answer with all that was told since it began, oldest first. @throws what the fetch throws */
  async during<R>(fetch: Promise<R>): Promise<{ readonly answer: R; readonly told: readonly T[] }> {
    const told: T[] = [];
    this.#listening.add(told);
    try {
      return { answer: await fetch, told };
    } finally {
      this.#listening.delete(told);
    }
  }
}
