import type { FunnelView } from '../contracts/source-routes.ts';
import { dayText } from '../conversations/rules-days.ts';
import { isActive } from '../jobs/model.ts';
import { loadJob } from '../jobs/store-jobs.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { numberOfDay } from './rules-days.ts';
import { reportOf } from './rules-report.ts';
import { spendsOf } from './spends.ts';
import { listMonth, loadProgress } from './store-sources.ts';

/** Days of Asia/Shanghai, both included. */
export interface FunnelQuery {
  readonly tenantId: string;
  readonly from: string;
  readonly to: string;
  /** Absent = all. */
  readonly accountIds?: readonly string[] | undefined;
}

/** K4: how far customers of each source went and what that cost, as of the last count. */
export async function funnel(table: RowTable, query: FunnelQuery): Promise<FunnelView> {
  const { tenantId, from, to } = query;
  const [months, spends, progress] = await Promise.all([
    Promise.all(monthsOf(from, to).map((month) => listMonth(table, tenantId, month))),
    spendsOf(table, query),
    loadProgress(table, tenantId),
  ]);
  const job = progress && (await loadJob(table, tenantId, progress.jobId));
  const accountIds = query.accountIds && new Set(query.accountIds);
  const report = reportOf(months.flat(), spends, { from, to, accountIds });
  return {
    from,
    to,
    ...(progress?.countedAtMs === undefined ? {} : { countedAtMs: progress.countedAtMs }),
    ...(job && isActive(job) ? { counting: { done: job.counts.done, total: job.counts.total } } : {}),
    total: report.total,
    sources: report.sources.map((source) => ({ ...source, ads: [...source.ads] })),
    days: [...report.days],
    accounts: [...report.accounts],
    unassignedSpendFen: report.unassignedSpendFen,
  };
}

function monthsOf(from: string, to: string): readonly string[] {
  const [first, last] = [numberOfDay(from), numberOfDay(to)];
  const days = Array.from({ length: last - first + 1 }, (_, at) => dayText(first + at).slice(0, 7));
  return [...new Set(days)];
}
