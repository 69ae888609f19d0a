import { statusOf } from '../../shared/accounts/rules-status.ts';
import type { TimerJob } from '../../shared/contracts/queues.ts';
import { BARRED } from '../../shared/conversations/landing.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { QueueSender } from '../../shared/runtime/queue-sender.ts';
import type { Seen, SeenRecord } from './stored-change.ts';

/**
 * Accounts that the platform should be asked about (A1, M3): one that became hosted or was authorised anew has staff
 * accounts and cards that nobody told us of; one that the platform refuses may have lost its binding.
 *
 * @returns the sequence number to repeat from where the queue did not take them; repeats are harmless.
 */
export async function lookAfter(
  deps: { readonly timers: QueueSender; readonly log: Log },
  records: readonly SeenRecord[],
): Promise<string | undefined> {
  const due = records.flatMap(({ sequence, seen }) => {
    const key = keyToLookAfter(seen);
    return key ? [{ sequence, key }] : [];
  });
  if (due.length === 0) return undefined;
  const jobs = new Map(due.map(({ key }) => [JSON.stringify(key), key]));
  try {
    const bodies = [...jobs.values()].map((key): TimerJob => ({ kind: 'look-after-account', ...key }));
    await deps.timers.send(bodies.map((body) => ({ body })));
    return undefined;
  } catch (error) {
    deps.log.warn('record.failed', { kind: 'account', errorName: error instanceof Error ? error.name : 'unknown' });
    return due[0]?.sequence;
  }
}

type Key = { readonly tenantId: string; readonly accountId: string; readonly refused?: true };

function keyToLookAfter(seen: Seen): Key | undefined {
  if ('account' in seen) {
    const { account, before } = seen;
    if (statusOf(account) !== 'hosted') return undefined;
    const isSame =
      before && statusOf(before) === 'hosted' && before.authorizationExpiresAtMs === account.authorizationExpiresAtMs;
    return isSame ? undefined : { tenantId: account.tenantId, accountId: account.id };
  }
  if (!('change' in seen) || seen.change.entity !== 'message') return undefined;
  const { before, after } = seen.change;
  if (after.failure?.code !== BARRED || before?.failure?.code === BARRED) return undefined;
  return { tenantId: after.tenantId, accountId: after.accountId, refused: true };
}
