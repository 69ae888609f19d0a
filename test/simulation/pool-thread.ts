import { parentPort } from 'node:worker_threads';
import { type Job, runJob } from './job.ts';

/** One thread of the pool: a job at a time, in the order they came. */

let last: Promise<void> = Promise.resolve();
parentPort?.on('message', ({ at, job }: { at: number; job: Job }) => {
  last = last.then(async () => {
    parentPort?.postMessage({ at, result: await runJob(job) });
  });
});
