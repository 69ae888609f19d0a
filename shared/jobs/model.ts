import * as z from 'zod';
import { CustomerFilter } from '../customers/rules-filter.ts';
import { Stage } from '../customers/rules-stage.ts';
import { EXPORT_COLUMNS } from './model-export.ts';

/** Work over many customers, done page by page in the background, with progress, cancel and undo (K1). */

const Tag = z.string().trim().min(1).max(30);
const Tags = z.array(Tag).max(30);

const ExportColumn = z.enum(EXPORT_COLUMNS);

/** What is done to each customer. */
export const JobTask = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tag'), add: Tags.default([]), remove: Tags.default([]) }),
  z.strictObject({ kind: z.literal('remark'), mode: z.enum(['set', 'append']), text: z.string().trim().max(500) }),
  z.strictObject({ kind: z.literal('stage'), stage: Stage.nullable() }),
  z.strictObject({
    kind: z.literal('export'),
    columns: z.array(ExportColumn).min(1).max(ExportColumn.options.length),
    /** Contacts in clear; asks for the right to see them. */
    reveal: z.boolean().default(false),
  }),
  /** A tag is renamed, merged into another, or deleted (K2). */
  z.strictObject({ kind: z.literal('replace-tag'), tag: Tag, by: Tag.optional() }),
  /** M3: platforms are asked for the cards of these accounts; `changed` and the others count accounts. */
  z.strictObject({ kind: z.literal('sync-cards') }),
  /** K4: the funnel of these accounts, of the last days or from the beginning; `changed` and the others count accounts. */
  z.strictObject({ kind: z.literal('count-sources'), whole: z.boolean() }),
  z.strictObject({ kind: z.literal('undo'), of: z.string() }),
]);
export type JobTask = z.infer<typeof JobTask>;

/** Whom it runs over: these, or whoever the filter holds when the job looks. */
export const JobTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('selection'), count: z.number().int() }),
  z.strictObject({ kind: z.literal('filter'), filter: CustomerFilter, accountIds: z.array(z.string()) }),
]);
export type JobTarget = z.infer<typeof JobTarget>;

/** `collecting` → `running` → `done`; `cancelled` and `failed` from either. */
export const JobState = z.enum(['collecting', 'running', 'done', 'cancelled', 'failed']);
export type JobState = z.infer<typeof JobState>;

/** How far a job is. Counts are of customers. */
export interface JobCounts {
  /** Known once everybody is collected. */
  readonly total: number;
  /** Looked at so far. */
  readonly done: number;
  readonly changed: number;
  /** Left as they were: nothing to do, or changed by somebody since (undo). */
  readonly kept: number;
  /** Could not be done: gone, or more than a customer holds. */
  readonly failed: number;
}

export interface Job {
  readonly tenantId: string;
  readonly jobId: string;
  readonly task: JobTask;
  readonly target: JobTarget;
  readonly state: JobState;
  readonly memberId: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly finishedAtMs?: number;
  readonly counts: JobCounts;
  /** Pages of customers written so far, and the next one to work on. */
  readonly pages: number;
  readonly nextPage: number;
  /** Where the collecting goes on: which account, and after whom. */
  readonly walk?: { readonly account: number; readonly after?: string };
  /** Rises when another run should begin: the stream sees it and asks for one. */
  readonly turn: number;
  readonly version: number;
  /** Export: where the file is, and how much it holds. */
  readonly file?: { readonly key: string; readonly name: string; readonly bytes: number };
  readonly failure?: string;
  /** Somebody asked for its end; its runner ends it after the page it is at. */
  readonly stopping?: true;
  /** Undo: when the job that it takes back was ordered; it names the rows to go by. */
  readonly undoes?: number;
  /** The job that takes this one back. */
  readonly undoneBy?: string;
}

/** At most so many customers in one job. */
export const MAX_CUSTOMERS = 20_000;
/** Of one page: a run can die after any of them, and does the page again. */
export const PAGE = 100;

export const isActive = ({ state }: Pick<Job, 'state'>): boolean => state === 'collecting' || state === 'running';

const UNDOABLE: readonly JobTask['kind'][] = ['tag', 'remark', 'stage', 'replace-tag'];
/**
 * Whether what a job did can be taken back: it is over, it changed somebody or died over a page that it may have begun,
 * and nobody has taken it back yet.
 */
export const canUndo = (job: Pick<Job, 'state' | 'task' | 'counts' | 'undoneBy' | 'nextPage' | 'pages'>): boolean =>
  !isActive(job) &&
  UNDOABLE.includes(job.task.kind) &&
  (job.counts.changed > 0 || job.nextPage < job.pages) &&
  job.undoneBy === undefined;

/** Pages that a job may have touched: those it counted, and the one it was at. */
export const touchedPages = (job: Pick<Job, 'nextPage' | 'pages'>): number => Math.min(job.pages, job.nextPage + 1);
