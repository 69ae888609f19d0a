import type { NoticeStore } from '../live/store-notices.ts';
import type { Clock } from '../runtime/ports.ts';
import { statusOf } from './rules-status.ts';
import type { AccountStore } from './store-accounts.ts';
import type { AuthorizationStore } from './store-authorizations.ts';

export interface ForetellDeps {
  readonly authorizations: Pick<AuthorizationStore, 'hosting'>;
  readonly accounts: Pick<AccountStore, 'list'>;
  readonly notices: Pick<NoticeStore, 'putOnce'>;
  readonly clock: Clock;
}

const DAY_MS = 24 * 3_600_000;
/** People are told so many days before an authorisation ends: time to reach whoever can renew it. */
const TOLD_DAYS = [1, 3, 7] as const;

/** The nearest of those days that has come; undefined = it is further off, or over. Times are epoch milliseconds. */
export function daysToTell(endMs: number, nowMs: number): number | undefined {
  if (endMs <= nowMs) return undefined;
  return TOLD_DAYS.find((days) => endMs - nowMs <= days * DAY_MS);
}

/**
 * A5: tells people of authorisations that end in some days and that nothing of ours can renew. Once for each of the days:
 * the notice's key is made of the end and the day. Costs what a list of a tenant's accounts costs, every half hour, and a
 * refused write for an account about to end. Answers how many notices are new.
 */
export async function foretellEnds(deps: ForetellDeps): Promise<number> {
  const nowMs = deps.clock.now();
  let count = 0;
  for (const tenantId of await deps.authorizations.hosting()) {
    for (const account of await deps.accounts.list(tenantId)) {
      const { id: accountId, name: accountName, authorizationExpiresAtMs: endMs } = account;
      const days = endMs === undefined || statusOf(account) !== 'hosted' ? undefined : daysToTell(endMs, nowMs);
      if (endMs === undefined || days === undefined) continue;
      const id = `ends-${accountId}-${endMs}-${days}`;
      const notice = { tenantId, id, atMs: endMs - days * DAY_MS, kind: 'account.expiring' as const };
      if (await deps.notices.putOnce({ ...notice, customerName: '', accountId, accountName, days })) count += 1;
    }
  }
  return count;
}
