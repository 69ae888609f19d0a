import type { AccountStore } from '../accounts/store-accounts.ts';
import { dayText } from '../conversations/rules-days.ts';
import { minuteKey } from '../conversations/store-head-row.ts';
import type { InboxKey } from '../conversations/store-inbox.ts';
import { loadHeads } from '../conversations/store-inbox.ts';
import { isReachable } from '../customers/rules-contact.ts';
import { loadCustomers, walkAccount } from '../customers/store-customers.ts';
import { walkLeads } from '../customers/store-leads.ts';
import type { Job } from '../jobs/model.ts';
import { isActive } from '../jobs/model.ts';
import type { Outcome, Worker } from '../jobs/run-job.ts';
import { startOverSelection } from '../jobs/start-job.ts';
import { loadJob } from '../jobs/store-jobs.ts';
import type { Log } from '../runtime/log.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { startOfDay } from './rules-days.ts';
import { countFirsts, type Days, dayOf, type First, firstsOf, recounted } from './rules-funnel.ts';
import { loadMonth, loadProgress, putMonth, putProgress } from './store-sources.ts';

/**
 * Counts the funnel by source (K4, B1). Nothing of it is written while messages pass: heads and leads tell when each first
 * time was, and a count walks those that moved since the last one. It replaces whole days and so may die and run again.
 */

export interface CountDeps {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly log: Log;
  readonly accounts: Pick<AccountStore, 'list'>;
}

/** Accounts of one page of a job: eight pages end well within a function's minute. */
const ACCOUNTS_A_PAGE = 5;
/** What came late or was attributed late: so many days before the last count are counted again. */
const DAYS_ANEW = 8;
const KEYS_A_PAGE = 1_000;
const HEADS_AT_ONCE = 100;

/**
 * Orders a count of all accounts of the tenant, from some days before the last one on or, `whole`, from the beginning. One
 * that is under way is answered instead of a second one, unless everything is asked for.
 */
export async function countSources(
  deps: Pick<CountDeps, 'table' | 'clock' | 'accounts'>,
  order: Pick<Job, 'tenantId' | 'jobId' | 'memberId'> & { readonly whole: boolean },
): Promise<Job> {
  const { whole, ...job } = order;
  const known = await loadProgress(deps.table, job.tenantId);
  const running = known && !whole ? await loadJob(deps.table, job.tenantId, known.jobId) : undefined;
  if (running && isActive(running)) return running;
  const accounts = (await deps.accounts.list(job.tenantId)).map(({ id }) => id);
  const started = await startOverSelection(
    deps,
    { ...job, task: { kind: 'count-sources', whole } },
    accounts,
    ACCOUNTS_A_PAGE,
  );
  await putProgress(deps.table, job.tenantId, { ...known, jobId: started.jobId });
  return started;
}

export const createCountWorker = (deps: Pick<CountDeps, 'table' | 'clock' | 'log'>): Worker => ({
  async work({ tenantId, task }, accountIds) {
    const outcomes: Outcome[] = [];
    for (const accountId of accountIds) {
      const whole = task.kind === 'count-sources' && task.whole;
      outcomes.push(await counted(deps, { tenantId, accountId }, whole));
    }
    return outcomes;
  },
  /** The figures hold as of the order: what came while it ran is in some of them. An account that failed holds them back. */
  async finish({ tenantId, jobId, createdAtMs, counts }) {
    if (counts.failed > 0) return {};
    // A count of the whole may have been ordered beside this one: it stays the one that is followed.
    const known = await loadProgress(deps.table, tenantId);
    const countedAtMs = Math.max(createdAtMs, known?.countedAtMs ?? 0);
    await putProgress(deps.table, tenantId, { jobId: known?.jobId ?? jobId, countedAtMs });
    return {};
  },
});

async function counted(
  deps: Pick<CountDeps, 'table' | 'clock' | 'log'>,
  place: Place,
  whole: boolean,
): Promise<Outcome> {
  try {
    await countAccount(deps, place, whole);
    return 'changed';
  } catch (error) {
    deps.log.warn('sources.count-failed', { ...place, errorName: error instanceof Error ? error.name : 'unknown' });
    return 'failed';
  }
}

interface Place {
  readonly tenantId: string;
  readonly accountId: string;
}

/** Counts one account up to now and keeps its months. */
export async function countAccount(
  deps: Pick<CountDeps, 'table' | 'clock'>,
  place: Place,
  whole: boolean,
): Promise<void> {
  const nowMs = deps.clock.now();
  const today = dayOf(nowMs);
  const lastDay = whole ? undefined : await lastCounted(deps.table, place, today);
  const fromDay = lastDay === undefined ? 0 : lastDay - DAYS_ANEW;
  const days = await countFrom(deps.table, place, fromDay);
  const touched = Array.from({ length: lastDay === undefined ? 1 : today - fromDay + 1 }, (_, back) => today - back);
  // Oldest first: the newest month tells the next count from where on to look, and is kept when all before it is.
  const months = new Set([...touched, ...days.keys()].sort((a, b) => a - b).map(monthText));
  for (const month of months) {
    const before = await loadMonth(deps.table, { ...place, month });
    const anew = new Map([...days].filter(([day]) => monthText(day) === month));
    const merged = recounted(before?.days ?? new Map(), anew, fromDay);
    await putMonth(deps.table, { ...place, month, countedAtMs: nowMs, days: merged }, dayText);
  }
}

const monthText = (day: number): string => dayText(day).slice(0, 7);

/** The day of the last count, if it was this month or the one before. */
async function lastCounted(table: RowTable, place: Place, today: number): Promise<number | undefined> {
  const thisMonth = monthText(today);
  const monthBefore = monthText(today - Number(dayText(today).slice(-2)));
  for (const month of [thisMonth, monthBefore]) {
    const known = await loadMonth(table, { ...place, month });
    if (known) return dayOf(known.countedAtMs);
  }
  return undefined;
}

async function countFrom(table: RowTable, place: Place, fromDay: number): Promise<Days> {
  const fromMs = Math.max(0, startOfDay(fromDay));
  const firsts: First[] = [];
  for await (const some of walkFirsts(table, place, fromMs)) firsts.push(...some.filter(({ atMs }) => atMs >= fromMs));
  for await (const leads of walkLeads(table, place, fromMs)) {
    for (const { contact, capturedAtMs, source } of leads)
      if (isReachable(contact)) firsts.push({ step: 'contact', atMs: capturedAtMs, source });
  }
  return countFirsts(firsts, fromDay);
}

/** Whoever moved since, each once: one who moves while the walk goes on is met again further on. */
async function* walkFirsts(table: RowTable, place: Place, fromMs: number): AsyncGenerator<readonly First[]> {
  const met = new Set<string>();
  let after: string = minuteKey(fromMs);
  for (;;) {
    const keys: readonly InboxKey[] = await walkAccount(table, place, { after, limit: KEYS_A_PAGE });
    const fresh = keys.filter(({ pk }) => !met.has(pk));
    for (const { pk } of fresh) met.add(pk);
    const parts = Array.from({ length: Math.ceil(fresh.length / HEADS_AT_ONCE) }, (_, part) =>
      firstsFrom(table, fresh.slice(part * HEADS_AT_ONCE, (part + 1) * HEADS_AT_ONCE), fromMs),
    );
    for (const part of await Promise.all(parts)) yield part;
    const last = keys.at(-1);
    if (!last || keys.length < KEYS_A_PAGE) return;
    after = last.order;
  }
}

/** Only whose first time lies in these days is asked where they came from. */
async function firstsFrom(table: RowTable, keys: readonly InboxKey[], fromMs: number): Promise<readonly First[]> {
  const heads = await loadHeads(table, keys);
  const news = heads.filter((head) => firstsOf(timesOf(head), undefined).some(({ atMs }) => atMs >= fromMs));
  const known = await loadCustomers(table, news);
  return known.flatMap(({ head, customer }) => firstsOf(timesOf(head), customer.source));
}

/** Heads of before first times were kept tell the next best: the entry that decides windows, the last words. */
const timesOf = ({ enteredAtMs, spokeAtMs, facts }: Awaited<ReturnType<typeof loadHeads>>[number]) => ({
  enteredAtMs: enteredAtMs ?? facts.firstEnteredAtMs,
  spokeAtMs: spokeAtMs ?? facts.lastCustomerMessageAtMs,
});
