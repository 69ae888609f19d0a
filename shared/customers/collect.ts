import { loadHeads } from '../conversations/store-inbox.ts';
import type { Job } from '../jobs/model.ts';
import type { Collect } from '../jobs/run-job.ts';
import type { RowTable } from '../runtime/row-table.ts';
import type { MakerOf } from './job-maker.ts';
import { asksCustomer, matchesCustomer, matchesHead } from './rules-filter.ts';
import { loadCustomers, walkAccount } from './store-customers.ts';

/**
 * The next customers of a job over a filter: account by account, from the one that moved longest ago, so that whoever
 * writes meanwhile is met later rather than never. One that is met twice is changed once. Whoever sees own conversations
 * only collects those (X1).
 */
export const createCollect =
  ({ table, makerOf }: { readonly table: RowTable; readonly makerOf: MakerOf }): Collect =>
  async (job, limit) => {
    if (job.target.kind !== 'filter') return { ids: [] };
    const { filter, accountIds } = job.target;
    const walk = job.walk ?? { account: 0 };
    const accountId = accountIds[walk.account];
    if (accountId === undefined) return { ids: [] };
    const page = { limit, ...(walk.after === undefined ? {} : { after: walk.after }) };
    const keys = await walkAccount(table, { tenantId: job.tenantId, accountId }, page);
    const [found, maker] = await Promise.all([loadHeads(table, keys), makerOf(job)]);
    const heads = found.filter((head) => isThere(job, head) && maker.sees(head) && matchesHead(head, filter));
    const meant = asksCustomer(filter)
      ? (await loadCustomers(table, heads)).filter(({ customer }) => matchesCustomer(customer, filter))
      : heads.map((head) => ({ head }));
    const ids = meant.map(({ head }) => head.conversationId);
    const last = keys.at(-1);
    if (last && keys.length >= limit) return { ids, next: { account: walk.account, after: last.order } };
    return walk.account + 1 < accountIds.length ? { ids, next: { account: walk.account + 1 } } : { ids };
  };

/** Whoever came after the job was ordered is not what its maker saw. */
const isThere = (job: Job, head: { readonly createdAtMs: number }): boolean => head.createdAtMs <= job.createdAtMs;
