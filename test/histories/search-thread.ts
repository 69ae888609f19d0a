import { parentPort } from 'node:worker_threads';
import { type Stretch, searched } from './search.ts';

/** One thread of the search: a stretch of seeds at a time. */
parentPort?.on('message', ({ at, job }: { at: number; job: Stretch }) => {
  parentPort?.postMessage({ at, result: searched(job) });
});
