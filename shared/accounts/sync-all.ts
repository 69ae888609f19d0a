import type { Job } from '../jobs/model.ts';
import type { Outcome, Worker } from '../jobs/run-job.ts';
import { startOverSelection } from '../jobs/start-job.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { statusOf } from './rules-status.ts';
import { type SyncDeps, syncCards } from './sync-cards.ts';

/** Accounts of one page of a job: a run of eight pages ends well within its function's minute, platforms answering in seconds. */
const PAGE = 10;

/** M3: has the cards of every hosted account synced in the background, with progress. Repeating starts nothing more. */
export async function syncAllCards(
  deps: Pick<SyncDeps, 'accounts' | 'clock'> & { readonly table: RowTable },
  job: Pick<Job, 'tenantId' | 'jobId' | 'memberId'>,
): Promise<Job> {
  const accounts = await deps.accounts.list(job.tenantId);
  const hosted = accounts.filter((account) => statusOf(account) === 'hosted').map(({ id }) => id);
  return startOverSelection(deps, { ...job, task: { kind: 'sync-cards' } }, hosted, PAGE);
}

/** Syncs the accounts of a page at once. What went wrong is kept with each account's sync; a repeat only syncs again. */
export const createSyncWorker = (deps: SyncDeps): Worker => ({
  work: ({ tenantId, memberId }, accountIds) =>
    Promise.all(
      accountIds.map(async (accountId): Promise<Outcome> => {
        const before = await deps.accounts.load(tenantId, accountId);
        if (!before || statusOf(before) !== 'hosted') return 'kept';
        const synced = await syncCards(deps, { tenantId, accountId, memberId }).catch(() => undefined);
        if (!synced) return 'failed';
        return synced.isChanged ? 'changed' : 'kept';
      }),
    ),
});
