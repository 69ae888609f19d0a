import type { Api } from '../api/api.ts';
import type { FunnelView } from '../contracts.ts';
import { newId } from '../new-id.ts';
import { Resource } from '../resource.svelte.ts';
import type { Range } from './range.ts';

/** Figures older than this are counted anew by whoever opens them. */
const FRESH_MS = 15 * 60_000;
const ASK_AGAIN_MS = 2_000;

/** The funnel of some days, counted up to now once while it is looked at, and asked for again while that goes on. */
export class Funnel {
  readonly #api: Api;
  readonly #query: Range & { readonly accountIds?: string };
  readonly shown: Resource<FunnelView>;
  #isOrdering = $state(false);
  #failure = $state.raw<unknown>();

  constructor(api: Api, query: Range & { readonly accountIds?: string }) {
    this.#api = api;
    this.#query = query;
    this.shown = new Resource(() => this.#api.call('funnel', { query: { ...this.#query } }));
  }

  get isCounting(): boolean {
    return this.#isOrdering || this.shown.value?.counting !== undefined;
  }
  /** Why counting could not be ordered; the figures that are there stay. */
  get failure(): unknown {
    return this.#failure;
  }

  isOld(nowMs: number): boolean {
    const funnel = this.shown.value;
    return funnel !== undefined && !funnel.counting && nowMs - (funnel.countedAtMs ?? 0) > FRESH_MS;
  }

  async count(whole = false): Promise<void> {
    if (this.#isOrdering) return;
    this.#isOrdering = true;
    this.#failure = undefined;
    try {
      await this.#api.call('countSources', { body: { id: newId(), whole } });
      await this.shown.reload();
    } catch (thrown) {
      this.#failure = thrown;
    } finally {
      this.#isOrdering = false;
    }
  }

  /** Asks how far the count is until it is over; answers how to stop. A hidden page asks nothing. */
  follow(): () => void {
    const timer = setInterval(() => {
      if (!document.hidden) void this.shown.reload();
    }, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }
}
