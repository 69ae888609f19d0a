import { Worker } from 'node:worker_threads';
import type { Timed } from './http-load.ts';
import type { LoadJob } from './load-worker.ts';

/** Runs one load in a thread of its own. @throws what the thread throws */
export function load(job: LoadJob): Promise<Timed> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./load-worker.ts', import.meta.url), { workerData: job });
    worker.once('message', (timed: Timed) => resolve(timed));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the load generator ended with ${code}`)));
  });
}
