import type { Api } from '../api/api.ts';
import { isAborted } from '../api/failure.ts';
import type { CustomerFilter, JobView } from '../contracts.ts';
import { newId } from '../new-id.ts';

export type JobTask = JobView['task'];

const ASK_AGAIN_MS = 3_000;

export const isActive = (job: JobView): boolean => job.state === 'collecting' || job.state === 'running';

/** Work over many customers, as it goes on: told by the socket, asked for where the socket is silent. */
export class Jobs {
  readonly #api: Api;
  #known = $state.raw<ReadonlyMap<string, JobView>>(new Map());
  #shown = $state.raw<readonly string[]>([]);
  #failure = $state.raw<unknown>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Those this person started or that still run, the newest first, until they are put away. */
  get shown(): readonly JobView[] {
    return this.#shown.flatMap((id) => this.#known.get(id) ?? []);
  }

  /** Why nobody knows what runs already; what was begun here shows all the same. */
  get failure(): unknown {
    return this.#failure;
  }

  /** What runs already when the place is opened. Never throws: why it could not be had is kept. */
  async load(): Promise<void> {
    try {
      const { items } = await this.#api.call('listJobs', { query: { limit: 10 } });
      this.#failure = undefined;
      // K4: the screen of sources tells of its counts itself.
      const own = items.filter(({ task }) => task.kind !== 'count-sources');
      for (const job of own.toReversed()) if (isActive(job)) this.#show(job);
    } catch (thrown) {
      if (!isAborted(thrown)) this.#failure = thrown;
    }
  }

  async start(task: JobTask, target: { conversationIds: string[] } | { filter: CustomerFilter }): Promise<JobView> {
    const job = await this.#api.call('startJob', { body: { id: newId(), task, target } });
    this.#show(job);
    return job;
  }

  /** The newest sync of all accounts' cards that is known, whoever ordered it (M3). */
  get sync(): JobView | undefined {
    const known = [...this.#known.values()].filter(({ task }) => task.kind === 'sync-cards');
    return known.sort((a, b) => b.createdAtMs - a.createdAtMs)[0];
  }

  async startSync(): Promise<void> {
    this.#show(await this.#api.call('syncAllCards', { body: { id: newId() } }));
  }

  async cancel(job: JobView): Promise<void> {
    this.apply(await this.#api.call('cancelJob', { params: { jobId: job.id } }));
  }

  async undo(job: JobView): Promise<void> {
    const undoing = await this.#api.call('undoJob', { params: { jobId: job.id }, body: { id: newId() } });
    this.putAway(job.id);
    this.#show(undoing);
  }

  async download(job: JobView): Promise<string> {
    return (await this.#api.call('downloadJob', { params: { jobId: job.id } })).url;
  }

  putAway(id: string): void {
    this.#shown = this.#shown.filter((other) => other !== id);
  }

  /** An older version never overwrites a newer one; a file is told only to its maker, who asks for it. */
  apply(job: JobView): void {
    const known = this.#known.get(job.id);
    if (known && known.version >= job.version) return;
    this.#known = new Map(this.#known).set(job.id, job);
    if (job.task.kind === 'export' && job.state === 'done' && !job.file && this.#shown.includes(job.id))
      void this.#ask(job.id);
  }

  #show(job: JobView): void {
    this.apply(job);
    this.#shown = [job.id, ...this.#shown.filter((id) => id !== job.id)].slice(0, 5);
    this.#timer ??= setInterval(() => this.#look(), ASK_AGAIN_MS);
  }

  #look(): void {
    const active = this.shown.filter(isActive);
    if (active.length === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    } else if (!document.hidden) for (const job of active) void this.#ask(job.id);
  }

  async #ask(jobId: string): Promise<void> {
    const job = await this.#api.call('getJob', { params: { jobId } }).catch(() => undefined);
    if (!job) return;
    // The same version may come again with what only its maker is told.
    if (job.file) this.#known = new Map(this.#known).set(job.id, job);
    else this.apply(job);
  }
}
