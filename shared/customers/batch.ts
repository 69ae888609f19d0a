import { changeHead } from '../conversations/commit.ts';
import type { ConversationKey, ConversationRecord, Customer } from '../conversations/model-items.ts';
import { loadRecord, putCustomer } from '../conversations/store-conversations.ts';
import type { Job } from '../jobs/model.ts';
import type { Outcome, Worker } from '../jobs/run-job.ts';
import { loadJob } from '../jobs/store-jobs.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { touched } from '../search/store-touched.ts';
import { adoptTags } from './catalogue.ts';
import { type CustomerChange, changeCustomer, undoOf } from './rules-change.ts';
import { activityWrite, loadActivitiesFrom } from './store-activities.ts';

export interface BatchDeps {
  readonly table: RowTable;
  readonly clock: Clock;
}

/** Customers changed side by side: a run mostly waits for the table. */
const AT_ONCE = 20;

/** Changes each customer of a job's pages (K1, K2, K3) at most once, whatever is done again. */
export const createBatchWorker = (deps: BatchDeps): Worker => ({
  async work(job, ids) {
    const outcomes: Outcome[] = [];
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const some = ids.slice(at, at + AT_ONCE);
      outcomes.push(...(await Promise.all(some.map((conversationId) => changeOnce(deps, job, conversationId)))));
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

/** The timeline's row of what a job did to a customer: its place is known before, so it is the guard against twice. */
const placeOf = (job: Pick<Job, 'jobId' | 'createdAtMs'>) => ({ atMs: job.createdAtMs, activityId: `j_${job.jobId}` });

/**
 * Changes one customer: head, customer and the timeline's row in one transaction that fails where the row is there
 * already. What the row holds is what an undo goes by.
 */
async function changeOnce(deps: BatchDeps, job: Job, conversationId: string): Promise<Outcome> {
  const key = { tenantId: job.tenantId, conversationId };
  let outcome: Outcome = 'failed';
  let fresh: ConversationRecord | undefined = await loadRecord(deps.table, key, { rows: 0, consistent: true });
  if (!fresh?.customer) return 'failed';
  const decide = async () => {
    const isFirst = fresh !== undefined;
    const record = fresh ?? (await loadRecord(deps.table, key, { rows: 0, consistent: true }));
    fresh = undefined;
    if (!record?.customer) return undefined;
    // A lost race may be a lost race against ourselves: an earlier run, or the answer to our own write.
    if (!isFirst && (await isDone(deps, job, key))) {
      outcome = 'changed';
      return undefined;
    }
    const changed = changeCustomer(record.customer, await changeOf(deps, job, key, record.customer));
    if (changed.kind !== 'changed') {
      outcome = (await isDone(deps, job, key)) ? 'changed' : changed.kind === 'same' ? 'kept' : 'failed';
      return undefined;
    }
    outcome = 'changed';
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
    return { expected: record.conversation, head, with: [putCustomer(customer), activity, touched(key, job.jobId)] };
  };
  await changeHead(deps.table, key, decide, fresh.conversation);
  return outcome;
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
      return {};
  }
}
