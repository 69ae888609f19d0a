const MOST_KNOWN = 1_000;

/** What the socket tells twice is new once, whether or not the list it belongs to is here (X3). */
export class ToldOnce {
  readonly #most: number;
  readonly #known = new Set<string>();

  constructor(most = MOST_KNOWN) {
    this.#most = most;
  }

  /** Notes it; false = it was told before. The oldest are forgotten first. */
  isNew(id: string): boolean {
    if (this.#known.has(id)) return false;
    this.#known.add(id);
    const [oldest] = this.#known;
    if (oldest !== undefined && this.#known.size > this.#most) this.#known.delete(oldest);
    return true;
  }
}
