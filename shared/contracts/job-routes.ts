import * as z from 'zod';
import { CustomerFilter } from '../customers/rules-filter.ts';
import { JobState, JobTask } from '../jobs/model.ts';
import { Cursor, Id, Limit, page, type Route } from './route.ts';

/** A job's id sorts by time: the console makes it, so that a repeated request starts one job. */
export const JobId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/i);
const Count = z.number().int();

/** Work over many customers, as consoles follow it. */
export const JobView = z.object({
  id: z.string(),
  task: JobTask,
  state: JobState,
  /** Somebody asked for its end. */
  stopping: z.boolean(),
  memberId: z.string(),
  createdAtMs: Count,
  finishedAtMs: Count.optional(),
  counts: z.object({ total: Count, done: Count, changed: Count, kept: Count, failed: Count }),
  canUndo: z.boolean(),
  undoneBy: z.string().optional(),
  /** An export's file, for its maker. */
  file: z.object({ name: z.string(), bytes: Count }).optional(),
  failure: z.string().optional(),
  version: Count,
});
export type JobView = z.infer<typeof JobView>;

const jobParams = z.object({ jobId: JobId });

export const jobRoutes = {
  startJob: {
    method: 'POST',
    path: '/jobs',
    permission: 'conversations.write',
    summary: 'Change or export many customers in the background (K1, K2, K3)',
    body: z.strictObject({
      id: JobId,
      /** An undo names the job it takes back; it is started there. */
      task: JobTask.refine(
        ({ kind }) => !['undo', 'sync-cards', 'count-sources'].includes(kind),
        'an undo is started at the job that it takes back, a sync of cards or a count of sources over accounts',
      ),
      target: z.union([
        z.strictObject({ conversationIds: z.array(Id).min(1).max(10_000) }),
        z.strictObject({ filter: CustomerFilter }),
      ]),
    }),
    response: JobView,
    status: 202,
  },
  listJobs: {
    method: 'GET',
    path: '/jobs',
    permission: 'conversations.read',
    summary: 'Jobs of the tenant, newest first',
    query: z.object({ cursor: Cursor, limit: Limit(50, 20) }),
    response: page(JobView),
  },
  getJob: {
    method: 'GET',
    path: '/jobs/{jobId}',
    permission: 'conversations.read',
    summary: 'How far a job is',
    params: jobParams,
    response: JobView,
  },
  cancelJob: {
    method: 'POST',
    path: '/jobs/{jobId}/cancel',
    permission: 'conversations.write',
    summary: 'Stop a job after the customers it is at; what it did stays and can be taken back',
    params: jobParams,
    response: JobView,
    status: 202,
  },
  undoJob: {
    method: 'POST',
    path: '/jobs/{jobId}/undo',
    permission: 'conversations.write',
    summary: 'Take a job back, except where somebody changed the customer since',
    params: jobParams,
    body: z.strictObject({ id: JobId }),
    response: JobView,
    status: 202,
  },
  downloadJob: {
    method: 'POST',
    path: '/jobs/{jobId}/download',
    permission: 'conversations.read',
    summary: 'An address of an export’s file, good for a minute, for its maker; every download is audited',
    params: jobParams,
    response: z.object({ url: z.string(), expiresSeconds: Count }),
  },
} as const satisfies Record<string, Route>;
