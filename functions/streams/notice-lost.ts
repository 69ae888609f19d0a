import type { Account } from '../../shared/accounts/model.ts';
import { statusOf } from '../../shared/accounts/rules-status.ts';
import type { NoticeStore } from '../../shared/live/store-notices.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { Clock } from '../../shared/runtime/ports.ts';
import type { SeenRecord } from './stored-change.ts';

export interface LostDeps {
  readonly notices: Pick<NoticeStore, 'putOnce'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * A5: people are told when an account loses its authorisation, whatever took it. Key and time come from the stored row, so
 * a repeat writes nothing. Answers the first record whose notice could not be written.
 */
export async function noticeLost(deps: LostDeps, records: readonly SeenRecord[]): Promise<string | undefined> {
  const lost = records.flatMap(({ sequence, seen, writtenAtMs }) =>
    'account' in seen && isLost(seen.before, seen.account) ? [{ sequence, account: seen.account, writtenAtMs }] : [],
  );
  for (const { sequence, account, writtenAtMs = deps.clock.now() } of lost) {
    const { tenantId, id: accountId, name: accountName, version } = account;
    const notice = { tenantId, id: `lost-${accountId}-${version}`, atMs: writtenAtMs, accountId, accountName };
    try {
      await deps.notices.putOnce({ ...notice, kind: 'account.lost', customerName: '' });
    } catch (error) {
      deps.log.warn('record.failed', { kind: 'account', errorName: error instanceof Error ? error.name : 'unknown' });
      return sequence;
    }
  }
  return undefined;
}

/** It had its authorisation a moment ago: one that begins without it is no loss. */
const isLost = (before: Account | undefined, after: Account): boolean =>
  before?.authorized === true && statusOf(after) === 'needs-authorization';
