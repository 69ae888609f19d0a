import { accountView } from '../../shared/accounts/view.ts';
import type { LiveMessage } from '../../shared/contracts/live.ts';
import type { Change } from '../../shared/conversations/reactions.ts';
import { toldJob } from '../../shared/jobs/views.ts';
import type { Consoles } from '../../shared/live/consoles.ts';
import type { HeardClock } from '../../shared/runtime/clock.ts';
import { type LostDeps, noticeLost } from './notice-lost.ts';
import { type SeenRecord, seenIn, tenantOf } from './stored-change.ts';
import { type WakeDeps, wake } from './wake.ts';

export interface ReactionDeps extends WakeDeps, LostDeps {
  readonly consoles: Consoles;
  /** How long a job waits is reckoned from it: one that were slow would bring a sender after its turn in the pace. */
  readonly clock: HeardClock;
  /** What consoles should be told of the changes of one conversation. */
  readonly updatesOf: (changes: readonly Change[]) => Promise<readonly LiveMessage[]>;
}

type BatchAnswer = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };

/**
 * What was stored sets things in motion: senders, agents, the bus, consoles. Queues and bus must take their part, or the
 * stream repeats from the first record that needed them; consoles are told on the side, and failing to reach one fails
 * nothing.
 */
export const createHandler =
  (deps: ReactionDeps) =>
  async (event: unknown): Promise<BatchAnswer> => {
    const records = seenIn(event, deps.log);
    for (const { writtenAtMs } of records) if (writtenAtMs !== undefined) deps.clock.hear(writtenAtMs);
    const [woken, noticed] = await Promise.all([
      wake(deps, records),
      noticeLost(deps, records),
      tellConsoles(deps, records),
    ]);
    const failedFrom = records.find(({ sequence }) => sequence === woken || sequence === noticed)?.sequence;
    return { batchItemFailures: failedFrom === undefined ? [] : [{ itemIdentifier: failedFrom }] };
  };

/** Shorter than the function's own time limit: after that the stream gives the batch to another run. */
const TELL_MS = 20_000;

/** Tells each tenant's consoles what became of its conversations. Never throws. */
async function tellConsoles(deps: ReactionDeps, records: readonly SeenRecord[]): Promise<void> {
  const untilMs = deps.clock.now() + TELL_MS;
  const tenants = Map.groupBy(records, ({ seen }) => tenantOf(seen));
  await Promise.all(
    [...tenants].map(async ([tenantId, own]) => {
      try {
        if (!(await deps.consoles.hasListeners(tenantId))) return;
        await deps.consoles.broadcast(tenantId, await messagesOf(deps, own), untilMs);
      } catch (error) {
        deps.log.warn('live.failed', { tenantId, errorName: error instanceof Error ? error.name : 'unknown' });
        // What they were not told they must load, or they would show it wrongly until they are opened again (INV17).
        await deps.consoles.broadcast(tenantId, [{ type: 'resync' }], untilMs);
      }
    }),
  );
}

async function messagesOf(deps: ReactionDeps, records: readonly SeenRecord[]): Promise<readonly LiveMessage[]> {
  const changes = records.flatMap(({ seen }) => ('change' in seen ? [seen.change] : []));
  const byConversation = Map.groupBy(changes, ({ after }) => after.conversationId);
  const updates = await Promise.all([...byConversation.values()].map((own) => deps.updatesOf(own)));
  const notices = records.flatMap(({ seen }): LiveMessage[] => {
    if (!('notice' in seen)) return [];
    const { tenantId: _tenant, ...notice } = seen.notice;
    return [{ type: 'notice', notice }];
  });
  const jobs = new Map(records.flatMap(({ seen }) => ('job' in seen ? [[seen.job.jobId, seen.job] as const] : [])));
  const progress = [...jobs.values()].map((job): LiveMessage => ({ type: 'job', job: toldJob(job) }));
  const seenAccounts = records.flatMap(({ seen }) =>
    'account' in seen ? [[seen.account.id, seen.account] as const] : [],
  );
  const accounts = [...new Map(seenAccounts).values()].map(
    (account): LiveMessage => ({ type: 'account', account: accountView(account, deps.clock.now()) }),
  );
  // Accounts first: what stands in a conversation's line is judged by its account.
  return [...accounts, ...updates.flat(), ...notices, ...progress];
}
