import { wakeHeld } from '../conversations/wake-held.ts';
import type { Log } from '../runtime/log.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { statusOf } from './rules-status.ts';
import { syncDueAtMs } from './rules-sync.ts';
import { type ReconcileDeps, reconcileStaff } from './staff.ts';
import type { AuthorizationStore } from './store-authorizations.ts';
import { type SyncDeps, syncCards } from './sync-cards.ts';

export interface LookAfterDeps extends Omit<SyncDeps, 'clients'>, Omit<ReconcileDeps, 'clients' | 'access'> {
  readonly clients: SyncDeps['clients'] & ReconcileDeps['clients'];
  readonly log: Log;
}

export interface DueDeps extends LookAfterDeps {
  readonly authorizations: Pick<AuthorizationStore, 'hosting'>;
}

type Key = { readonly tenantId: string; readonly accountId: string };
type Look = Key & { readonly refused?: true | undefined };

/** Of one run, which has a minute; the next comes half an hour later. */
const ACCOUNTS_A_RUN = 60;
const AT_ONCE = 6;
const BEGIN_WITHIN_MS = 35_000;

/**
 * An account became hosted, was authorised anew, or is refused everything. However it came to send again – consent, a
 * binding, a person who hosts a staff account again, its enterprise's new tokens –, what is held in its conversations is
 * looked at now (A4, A5); then the platform is asked what it holds for it.
 */
export async function takeUpAccount(deps: LookAfterDeps & { readonly table: RowTable }, look: Look): Promise<void> {
  const account = look.refused ? undefined : await deps.accounts.load(look.tenantId, look.accountId);
  if (account && statusOf(account) === 'hosted') await wakeHeld(deps, look);
  await lookAfterAccount(deps, look);
}

/**
 * Asks the platform what it holds for an account: staff accounts bound to it (A1) and cards (M3). Cards that it does not
 * tell are noted with the sync, for everybody to see, and asked for again in an hour. A list of staff that it does not tell
 * changes no staff account, is logged, and stands with the enterprise (A5); it is asked for again with the next look at the enterprise: the next day, or in five minutes
 * where the platform refuses a message of one of them. Asks about nothing that is not hosted; of one that the platform lets
 * send nothing (`refused`) only whether it is bound.
 */
export async function lookAfterAccount(deps: LookAfterDeps, { tenantId, accountId, refused }: Look): Promise<void> {
  const key = { tenantId, accountId };
  const account = await deps.accounts.load(tenantId, accountId);
  if (!account || statusOf(account) !== 'hosted') return;
  const enterpriseId = account.tokenAccountId ?? accountId;
  const done = await Promise.allSettled([
    // Its enterprise is asked for all of its staff at once.
    ...(refused || enterpriseId === accountId ? [reconcileStaff(deps, { tenantId, accountId: enterpriseId })] : []),
    ...(refused ? [] : [syncCards(deps, { ...key, memberId: 'system' })]),
  ]);
  for (const result of done) {
    if (result.status === 'fulfilled') continue;
    const errorName = result.reason instanceof Error ? result.reason.name : 'unknown';
    deps.log.warn('account.not-told', { ...key, errorName });
  }
}

/**
 * M3, A1: looks after hosted accounts that were not asked about for a day, whoever waits longest first. Costs what lists of a
 * tenant's accounts and syncs cost, every half hour. Answers how many it looked after.
 */
export async function lookAfterDue(deps: DueDeps): Promise<number> {
  const nowMs = deps.clock.now();
  const due: { readonly key: Key; readonly sinceMs: number }[] = [];
  for (const tenantId of await deps.authorizations.hosting()) {
    const [accounts, syncs] = await Promise.all([deps.accounts.list(tenantId), deps.cardSyncs.list(tenantId)]);
    const last = new Map(syncs.map((sync) => [sync.accountId, sync]));
    for (const account of accounts) {
      const sinceMs = syncDueAtMs(last.get(account.id));
      if (statusOf(account) !== 'hosted' || sinceMs > nowMs) continue;
      due.push({ key: { tenantId, accountId: account.id }, sinceMs });
    }
  }
  const waiting = due.sort((a, b) => a.sinceMs - b.sinceMs).slice(0, ACCOUNTS_A_RUN);
  let count = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next && deps.clock.now() - nowMs < BEGIN_WITHIN_MS; next = waiting.shift()) {
      count += 1;
      await lookAfterAccount(deps, next.key);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return count;
}
