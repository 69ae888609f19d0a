import { conversationIdOf } from '../conversations/conversation-id.ts';
import { quietHead } from '../conversations/harness-head.ts';
import type { Customer } from '../conversations/model-customers.ts';
import type { Conversation } from '../conversations/model-head.ts';
import { headRow } from '../conversations/store-head-row.ts';
import type { Job } from '../jobs/model.ts';
import { runJob } from '../jobs/run-job.ts';
import { loadJob } from '../jobs/store-jobs.ts';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { createBatchWorker } from './batch.ts';
import { createCollect } from './collect.ts';
import type { MakerOf } from './job-maker.ts';
import { customerRow, parseCustomer } from './store-customer-codec.ts';

/** A tenant's customers in a table in memory, for the tests of this folder and of jobs. */

export const START_MS = 1_780_000_000_000;
export const TENANT = 't1';
const MINUTE_MS = 60_000;

export const idOf = (at: number, accountId = 'dy_one'): string => conversationIdOf(accountId, `p${at}`);

export function headOf(at: number, changes: Partial<Conversation> = {}): Conversation {
  const accountId = changes.accountId ?? 'dy_one';
  return quietHead({
    tenantId: TENANT,
    conversationId: idOf(at, accountId),
    accountId,
    platform: accountId.startsWith('xhs') ? 'xiaohongshu' : 'douyin',
    customerPlatformId: `p${at}`,
    customerName: `客户${at}`,
    createdAtMs: START_MS - 100_000_000,
    // Later ones moved later.
    lastActivityAtMs: START_MS - 100_000_000 + at * MINUTE_MS,
    facts: {
      entries: [],
      follows: false,
      beforeSpeech: [],
      everSent: false,
      sentSinceCustomerMessage: 0,
      lastCustomerMessageAtMs: START_MS - 100_000_000,
    },
    ...changes,
  });
}

export const customerOf = (head: Conversation, changes: Partial<Customer> = {}): Customer => ({
  tenantId: head.tenantId,
  conversationId: head.conversationId,
  accountId: head.accountId,
  platform: head.platform,
  customerPlatformId: head.customerPlatformId,
  name: head.customerName ?? '',
  firstSeenAtMs: head.createdAtMs,
  remark: '',
  tags: head.tags,
  mutualFollow: false,
  ...changes,
});

/** A table with these customers, numbered from zero. */
export async function tableWith(
  count: number,
  make: (at: number) => { readonly head?: Partial<Conversation>; readonly customer?: Partial<Customer> } = () => ({}),
) {
  const table = createMemoryRowTable();
  for (let at = 0; at < count; at += 1) {
    const made = make(at);
    const head = headOf(at, made.head);
    await table.putAll([{ row: headRow(head) }, { row: customerRow(customerOf(head, made.customer)) }]);
  }
  table.changes.length = 0;
  return table;
}

export const customersIn = (rows: readonly Readonly<Record<string, unknown>>[]): readonly Customer[] =>
  rows.flatMap((row) => parseCustomer(row) ?? []);

/** Somebody who sees and may read everything. */
export const everything: MakerOf = async () => ({ sees: () => true, mayReveal: true });

/** Runs a job as its messages would, until it is over. */
export async function finishJob(
  table: RowTable,
  jobId: string,
  clock: { now(): number },
  mostRuns = 100,
  makerOf = everything,
): Promise<Job | undefined> {
  const silent = () => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const batch = createBatchWorker({ table, clock, makerOf });
  const deps = { table, clock, log, collect: createCollect({ table, makerOf }), workerOf: () => batch };
  for (let run = 0; run < mostRuns; run += 1) {
    const job = await loadJob(table, TENANT, jobId);
    if (!job || (job.state !== 'collecting' && job.state !== 'running')) return job;
    await runJob(deps, { tenantId: TENANT, jobId });
  }
  return loadJob(table, TENANT, jobId);
}
