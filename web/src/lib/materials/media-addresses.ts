import type { Api } from '../api/api.ts';

/** Addresses of our own images and videos answer for a while only: asked for once, kept for most of that time. */

interface Known {
  readonly url: Promise<string>;
  readonly untilMs: number;
}

const MOST = 500;
/** Asked for anew so long before they end. */
const EARLY_MS = 300_000;

export class MediaAddresses {
  readonly #api: Api;
  readonly #known = new Map<string, Known>();
  constructor(api: Api) {
    this.#api = api;
  }

  /** @throws {ApiFailure} */
  of(objectId: string, part: 'whole' | 'thumbnail'): Promise<string> {
    const name = `${part}/${objectId}`;
    const known = this.#known.get(name);
    if (known && Date.now() < known.untilMs) return known.url;
    if (this.#known.size >= MOST) this.#known.clear();
    const answer = this.#api.call('mediaAddress', { params: { objectId }, query: { part } });
    // Until the answer says otherwise; what fails is forgotten, so that the next one who looks asks again.
    this.#known.set(name, { url: answer.then(({ url }) => url), untilMs: Date.now() + EARLY_MS });
    answer.then(
      ({ url, expiresSeconds }) =>
        this.#known.set(name, {
          url: Promise.resolve(url),
          untilMs: Date.now() + expiresSeconds * 1000 - EARLY_MS,
        }),
      () => this.#known.delete(name),
    );
    return this.#known.get(name)?.url ?? answer.then(({ url }) => url);
  }
}
