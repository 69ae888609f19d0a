import { createThreadPool, type ThreadPool } from '../harness/thread-pool.ts';
import type { Job, JobResult } from './job.ts';

/** Runs of seeds on every core; a run that throws is a defect of the simulation and fails the whole. */

export type Pool = ThreadPool<Job, JobResult>;

export const createPool = (): Pool => createThreadPool(new URL('./pool-thread.ts', import.meta.url));
