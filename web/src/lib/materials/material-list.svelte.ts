import type { Api } from '../api/api.ts';
import { ApiFailure, isAborted } from '../api/failure.ts';
import type { FolderView, MaterialKind, MaterialView, Platform } from '../contracts.ts';
import { ListEnd } from '../list-end.svelte.ts';

export interface MaterialQuery {
  readonly q?: string;
  readonly kind?: MaterialKind;
  /** `top` = in no folder. */
  readonly folderId?: string;
  readonly platform?: Platform;
}

/** Materials as one looks at them: one query at a time, pages on demand. */
export class MaterialList {
  readonly #api: Api;
  #query = $state.raw<MaterialQuery>({});
  #items = $state.raw<readonly MaterialView[] | undefined>();
  readonly end = new ListEnd();
  #failure = $state.raw<unknown>();
  #abort: AbortController | undefined;

  constructor(api: Api) {
    this.#api = api;
  }

  get query(): MaterialQuery {
    return this.#query;
  }
  get items(): readonly MaterialView[] {
    return this.#items ?? [];
  }
  get failure(): unknown {
    return this.#failure;
  }
  get state(): 'loading' | 'failed' | 'present' {
    if (this.#failure !== undefined && this.#items === undefined) return 'failed';
    return this.#items === undefined ? 'loading' : 'present';
  }

  /** Narrows the list; what was there stays until the answer is here, so that nothing jumps. */
  show(query: MaterialQuery): void {
    this.#query = query;
    this.end.set();
    void this.load();
  }

  async load(): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.#failure = undefined;
    try {
      const page = await this.#api.call('listMaterials', { query: { ...this.#query } }, abort.signal);
      this.#items = page.items;
      this.end.set(page.nextCursor);
    } catch (thrown) {
      if (!isAborted(thrown)) this.#failure = thrown;
    }
  }

  async more(): Promise<void> {
    await this.end.go(async (cursor) => {
      const page = await this.#api.call('listMaterials', { query: { ...this.#query, cursor } }, this.#abort?.signal);
      const known = new Set(this.items.map(({ id }) => id));
      this.#items = [...this.items, ...page.items.filter(({ id }) => !known.has(id))];
      return page.nextCursor;
    });
    const { failure } = this.end;
    // What the page ended with has moved: begin again.
    if (failure instanceof ApiFailure && !failure.outcomeUnknown) await this.load();
  }

  /** A material was saved: combinations that hold it have changed with it (M2), so they are asked for again. */
  saved(material: MaterialView): void {
    this.#items = [material, ...this.items.filter(({ id }) => id !== material.id)];
    void this.load();
  }

  removed(id: string): void {
    this.#items = this.items.filter((one) => one.id !== id);
  }
}

export type Folders = readonly FolderView[];
