import { changeHead, type HeadChange, nextHead } from '../conversations/commit.ts';
import type { Customer } from '../conversations/model-customers.ts';
import type { ConversationRecord } from '../conversations/model-items.ts';
import type { ConversationKey } from '../conversations/model-keys.ts';
import { headWrite, loadRecord, putCustomer } from '../conversations/store-conversations.ts';
import type { Job } from '../jobs/model.ts';
import type { Outcome, Worker } from '../jobs/run-job.ts';
import { loadJob } from '../jobs/store-jobs.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable, RowWrite } from '../runtime/row-table.ts';
import { touched } from '../search/store-touched.ts';
import { adoptTags } from './catalogue.ts';
import type { Maker, MakerOf } from './job-maker.ts';
import { type CustomerChange, changeCustomer, undoOf } from './rules-change.ts';
import { activityWrite, loadActivitiesFrom } from './store-activities.ts';

export interface BatchDeps {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly makerOf: MakerOf;
}

/** Customers changed together: four rows each, and a transaction takes a hundred. */
const AT_ONCE = 24;

/**
 * Changes each customer of a job's pages (K1, K2, K3) at most once, whatever is done again. Several go in one
 * transaction, which saves the table most of the work; where it fails for one of them, each goes alone. A conversation that
 * its maker may not see by then is left alone (X1).
 */
export const createBatchWorker = (deps: BatchDeps): Worker => ({
  async work(job, ids) {
    const maker = await deps.makerOf(job);
    const outcomes: Outcome[] = [];
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      outcomes.push(...(await changeTogether({ ...deps, maker }, job, ids.slice(at, at + AT_ONCE))));
    }
    return outcomes;
  },
  async finish(job) {
    if (job.task.kind !== 'undo') return {};
    // Tags that customers carry again are the tenant's again.
    const task = (await loadJob(deps.table, job.tenantId, job.task.of))?.task;
    if (task?.kind === 'replace-tag') await adoptTags(deps, job.tenantId, [task.tag]);
    if (task?.kind === 'tag') await adoptTags(deps, job.tenantId, task.remove);
    return {};
  },
});

/** With what the maker may, as a page began. */
interface PageDeps extends BatchDeps {
  readonly maker: Maker;
}

/** The timeline's row of what a job did to a customer: its place is known before, so it is the guard against twice. */
const placeOf = (job: Pick<Job, 'jobId' | 'createdAtMs'>) => ({ atMs: job.createdAtMs, activityId: `j_${job.jobId}` });

/** What is to be written for one customer, or what became of it without a write. */
type Decided =
  | { readonly kind: 'write'; readonly record: ConversationRecord; readonly change: HeadChange }
  | { readonly kind: Outcome };

async function changeTogether(deps: PageDeps, job: Job, ids: readonly string[]): Promise<readonly Outcome[]> {
  const decided = await Promise.all(
    ids.map(async (conversationId) => {
      const key = { tenantId: job.tenantId, conversationId };
      return decide(deps, job, key, await loadRecord(deps.table, key, { rows: 0, consistent: true }));
    }),
  );
  const writes = decided.flatMap((one) => (one.kind === 'write' ? writesOf(one) : []));
  // An answer that got lost, or somebody who was first: whichever it was, each is looked at again.
  const done = writes.length === 0 || (await deps.table.putAll(writes).catch(() => false));
  return Promise.all(
    decided.map(async (one, at) => {
      if (one.kind !== 'write') return one.kind;
      return done ? 'changed' : changeAlone(deps, job, ids[at] ?? '');
    }),
  );
}

const writesOf = ({ record, change }: Extract<Decided, { kind: 'write' }>): readonly RowWrite[] => [
  headWrite(record.conversation, nextHead(record.conversation, change.head)),
  ...(change.with ?? []),
];

/** Decides until what was decided on still holds. */
async function changeAlone(deps: PageDeps, job: Job, conversationId: string): Promise<Outcome> {
  const key = { tenantId: job.tenantId, conversationId };
  let outcome: Outcome = 'failed';
  await changeHead(deps.table, key, async () => {
    // A lost race may be one against ourselves: an earlier run, or our own write whose answer got lost.
    if (await isDone(deps, job, key)) {
      outcome = 'changed';
      return undefined;
    }
    const record = await loadRecord(deps.table, key, { rows: 0, consistent: true });
    const decided = await decide(deps, job, key, record);
    outcome = decided.kind === 'write' ? 'changed' : decided.kind;
    return decided.kind === 'write' ? decided.change : undefined;
  });
  return outcome;
}

/**
 * What one customer gets: head, customer and the timeline's row in one transaction that fails where the row is there
 * already. What the row holds is what an undo goes by.
 */
async function decide(
  deps: PageDeps,
  job: Job,
  key: ConversationKey,
  record: ConversationRecord | undefined,
): Promise<Decided> {
  if (!record?.customer || !deps.maker.sees(record.conversation)) return { kind: 'failed' };
  const changed = changeCustomer(record.customer, await changeOf(deps, job, key, record.customer));
  if (changed.kind !== 'changed') {
    if (await isDone(deps, job, key)) return { kind: 'changed' };
    return { kind: changed.kind === 'same' ? 'kept' : 'failed' };
  }
  const { customer } = changed;
  const head = { ...record.conversation, tags: customer.tags, mutualFollow: customer.mutualFollow };
  const activity = activityWrite({
    ...key,
    ...placeOf(job),
    doneAtMs: deps.clock.now(),
    actorId: job.memberId,
    change: changed.record,
    jobId: job.jobId,
  });
  const change = {
    expected: record.conversation,
    head,
    with: [putCustomer(customer), activity, touched(key, job.jobId)],
  };
  return { kind: 'write', record, change };
}

const isDone = async (deps: BatchDeps, job: Job, key: ConversationKey): Promise<boolean> =>
  (await loadActivitiesFrom(deps.table, key, placeOf(job))).activity !== undefined;

async function changeOf(deps: BatchDeps, job: Job, key: ConversationKey, customer: Customer): Promise<CustomerChange> {
  const { task } = job;
  switch (task.kind) {
    case 'tag':
      return { addTags: task.add, removeTags: task.remove };
    case 'remark':
      return task.mode === 'set' ? { remark: task.text } : { appendRemark: task.text };
    case 'stage':
      return { stage: task.stage };
    case 'replace-tag': {
      const isCarried = customer.tags.includes(task.tag);
      return isCarried ? { removeTags: [task.tag], ...(task.by === undefined ? {} : { addTags: [task.by] }) } : {};
    }
    case 'undo': {
      const of = placeOf({ jobId: task.of, createdAtMs: job.undoes ?? 0 });
      const { activity, later } = await loadActivitiesFrom(deps.table, key, of);
      return activity
        ? undoOf(
            customer,
            activity.change,
            later.map(({ change }) => change),
          ).change
        : {};
    }
    case 'export':
    case 'sync-cards':
    case 'count-sources':
      return {};
  }
}
