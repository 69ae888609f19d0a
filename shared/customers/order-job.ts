import type { AccountStore } from '../accounts/store-accounts.ts';
import type { Job, JobTask } from '../jobs/model.ts';
import { startOverFilter, startOverSelection } from '../jobs/start-job.ts';
import type { Caller } from '../runtime/caller.ts';
import { InvalidInput, NotAllowed } from '../runtime/errors.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { adoptTags, replaceTag } from './catalogue.ts';
import { accountsOf, type CustomerFilter } from './rules-filter.ts';

export interface OrderDeps {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly accounts: Pick<AccountStore, 'list'>;
}

export interface JobOrder {
  readonly jobId: string;
  readonly task: JobTask;
  readonly target: { readonly conversationIds: readonly string[] } | { readonly filter: CustomerFilter };
}

/**
 * Starts a job for a member (K1, K2, K3). The tags it brings are in the catalogue before anybody carries them, and a tag
 * that goes is out of it before anybody loses it.
 *
 * @throws {NotAllowed} `permission.missing`, `permission.own-only`; {InvalidInput} for a batch that would do nothing.
 */
export async function orderJob(deps: OrderDeps, caller: Caller, order: JobOrder): Promise<Job> {
  const { jobId, target } = order;
  const { tenantId, memberId } = caller;
  const task = checked(order.task, caller);
  if (task.kind === 'tag') await adoptTags(deps, tenantId, task.add);
  if (task.kind === 'replace-tag') await replaceTag(deps, tenantId, task.tag, task.by);
  const job = { tenantId, memberId, jobId, task };
  if ('conversationIds' in target) return startOverSelection(deps, job, target.conversationIds);
  const accounts = accountsOf(await deps.accounts.list(tenantId), target.filter);
  const accountIds = accounts.map(({ id }) => id);
  return startOverFilter(deps, job, { kind: 'filter', filter: filterOf(task, target.filter), accountIds });
}

function checked(task: JobTask, caller: Caller): JobTask {
  const missing = (permission: Caller['permissions'][number]): boolean => !caller.permissions.includes(permission);
  if (task.kind === 'export' && task.reveal && missing('contacts.reveal')) throw notAllowed();
  if (task.kind === 'replace-tag' && missing('catalogue.write')) throw notAllowed();
  if (task.kind === 'replace-tag' && caller.ownOnly) {
    throw new NotAllowed('permission.own-only', 'customers whom you do not see carry this tag too', { rule: 'X1' });
  }
  if (task.kind === 'tag' && task.add.length + task.remove.length === 0) {
    throw new InvalidInput('task.empty', 'name a tag to add or to remove', { field: 'task' });
  }
  if (task.kind === 'replace-tag' && task.by === task.tag) {
    throw new InvalidInput('task.empty', 'the new name is the old one', { field: 'task.by' });
  }
  return task;
}

const notAllowed = (): NotAllowed => new NotAllowed('permission.missing', 'your role does not allow this');

/** A tag is taken from those who carry it; whoever else the filter holds need not be looked at. */
const filterOf = (task: JobTask, filter: CustomerFilter): CustomerFilter =>
  task.kind === 'replace-tag' ? { tags: [task.tag] } : filter;
