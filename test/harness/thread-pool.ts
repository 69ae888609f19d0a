import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Jobs on every core. They share nothing with another, so threads change how soon a result comes and nothing else. */

export interface ThreadPool<Job, Result> {
  /** Hands each result to `told` in the order of the jobs, whoever is done first. One call at a time. */
  run(jobs: Iterable<Job>, told: (result: Result, job: Job) => void): Promise<void>;
  close(): Promise<void>;
}

/** Jobs a thread has before it, so that it never waits for the next. */
const AHEAD = 2;

/**
 * Threads that run a module, which answers `{ at, job }` with `{ at, result }`; both are plain data. A thread that fails
 * fails the whole.
 */
export function createThreadPool<Job, Result>(module: URL, threads = availableParallelism()): ThreadPool<Job, Result> {
  const workers = Array.from({ length: threads }, () => new Worker(module));
  return {
    run: (jobs, told) =>
      new Promise<void>((resolve, reject) => {
        const source = jobs[Symbol.iterator]();
        const done = new Map<number, Result>();
        const given: Job[] = [];
        let [open, at] = [0, 0];
        const feed = (worker: Worker): void => {
          const next = source.next();
          if (!next.done) {
            open += 1;
            worker.postMessage({ at: given.push(next.value) - 1, job: next.value });
          } else if (open === 0) resolve();
        };
        const take = (result: Result, place: number): void => {
          done.set(place, result);
          for (let first = done.get(at); first; first = done.get(at)) {
            done.delete(at);
            const job = given[at++];
            if (job) told(first, job);
          }
        };
        for (const worker of workers) {
          worker.removeAllListeners();
          worker.on('error', reject);
          worker.on('message', ({ at: place, result }: { at: number; result: Result }) => {
            open -= 1;
            take(result, place);
            feed(worker);
          });
          for (let ahead = 0; ahead < AHEAD; ahead++) feed(worker);
        }
      }),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
