import { type JobDeps, nudgeJob } from './start-job.ts';
import { listSilentJobs } from './store-jobs.ts';

/** In one round: the next minute takes the rest. */
const AT_ONCE = 50;

/** Finds active jobs that nothing was heard of lately and asks for another run of each. Answers how many. */
export async function sweepJobs(deps: JobDeps): Promise<number> {
  const silent = await listSilentJobs(deps.table, deps.clock.now(), AT_ONCE);
  await Promise.all(silent.map((key) => nudgeJob(deps, key)));
  return silent.length;
}
