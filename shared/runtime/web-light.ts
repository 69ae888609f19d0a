/**
 * Stand-ins for three classes of the web that an SDK builds requests and answers from. Node's own live in undici, which takes
 * a tenth of a small function's memory when the first of them is touched (SPEED3), though our calls go over another client
 * (http-client.ts). Bundled in their place where infra says so; web-light.test.ts holds them to Node's.
 */

type Init = Iterable<readonly [string, string]> | Readonly<Record<string, string>>;

const isPairs = (init: Init): init is Iterable<readonly [string, string]> => Symbol.iterator in init;

/** Header names without case, in order of their names; several values of one name are one, joined by commas. */
class LightHeaders {
  readonly #values = new Map<string, string>();

  constructor(init: Init = {}) {
    for (const [name, value] of isPairs(init) ? init : Object.entries(init)) this.append(name, value);
  }
  append(name: string, value: string): void {
    const known = this.#values.get(name.toLowerCase());
    if (known === undefined) this.set(name, value);
    else this.#values.set(name.toLowerCase(), `${known}, ${value.trim()}`);
  }
  set(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), value.trim());
  }
  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null;
  }
  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }
  delete(name: string): void {
    this.#values.delete(name.toLowerCase());
  }
  forEach(visit: (value: string, name: string) => void): void {
    for (const [name, value] of this) visit(value, name);
  }
  entries(): IterableIterator<[string, string]> {
    return [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1)).values();
  }
  keys(): IterableIterator<string> {
    return [...this.entries()].map(([name]) => name).values();
  }
  values(): IterableIterator<string> {
    return [...this.entries()].map(([, value]) => value).values();
  }
  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }
}

/** An answer that is there already, as text. */
class LightResponse {
  readonly status: number;
  readonly headers: LightHeaders;
  readonly url = '';
  readonly body = null;
  readonly #text: string;

  constructor(text: string | null, init: { readonly status?: number; readonly headers?: Init } = {}) {
    this.#text = text ?? '';
    this.status = init.status ?? 200;
    this.headers = new LightHeaders(init.headers);
  }
  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }
  async text(): Promise<string> {
    return this.#text;
  }
  async json(): Promise<unknown> {
    return JSON.parse(this.#text);
  }
}

/** Nothing is ever one: the SDK asks before it takes a body for JSON. */
class NoFormData {
  readonly isForm = true;
}

export { LightHeaders as Headers, LightResponse as Response, NoFormData as FormData };
