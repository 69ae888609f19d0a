import type { JobView } from '../contracts/job-routes.ts';
import { canUndo, type Job } from './model.ts';

/** A job as the live socket tells every console: an export's file is for its maker, who asks for it. */
export function toldJob(job: Job): JobView {
  const { file: _, ...view } = jobView(job);
  return view;
}

/** A job as its maker follows it. Where an export's file lies is nobody's business. */
export const jobView = (job: Job): JobView => ({
  id: job.jobId,
  task: job.task,
  state: job.state,
  stopping: job.stopping === true,
  memberId: job.memberId,
  createdAtMs: job.createdAtMs,
  finishedAtMs: job.finishedAtMs,
  counts: { ...job.counts },
  canUndo: canUndo(job),
  undoneBy: job.undoneBy,
  file: job.file && { name: job.file.name, bytes: job.file.bytes },
  failure: job.failure,
  version: job.version,
});
