import { statusOf } from '../../shared/accounts/rules-status.ts';
import type { LookStore } from '../../shared/accounts/store-looks.ts';
import type { TimerJob } from '../../shared/contracts/queues.ts';
import { BARRED } from '../../shared/conversations/landing.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { Clock } from '../../shared/runtime/ports.ts';
import type { QueueSender } from '../../shared/runtime/queue-sender.ts';
import type { Seen, SeenRecord } from './stored-change.ts';

export interface LookAfterDeps {
  readonly timers: QueueSender;
  readonly looks: LookStore;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Accounts that the platform should be asked about (A1, M3): one that became hosted or was authorised anew has staff
 * accounts and cards that nobody told us of; one that the platform refuses may have lost its binding. However many of its
 * messages are refused, an account is asked about once in five minutes; the others cost a read of half a unit, once for
 * each account in a batch.
 *
 * @returns the sequence number to repeat from where the queue did not take them; repeats are harmless.
 */
export async function lookAfter(deps: LookAfterDeps, records: readonly SeenRecord[]): Promise<string | undefined> {
  const due = records.flatMap(({ sequence, seen }) => {
    const key = keyToLookAfter(seen);
    return key ? [{ sequence, key }] : [];
  });
  if (due.length === 0) return undefined;
  const keys = [...new Map(due.map(({ key }) => [JSON.stringify(key), key])).values()];
  const claimed: Key[] = [];
  try {
    const nowMs = deps.clock.now();
    for (const key of keys) if (!key.refused || (await deps.looks.claim(key, nowMs))) claimed.push(key);
    const bodies = claimed.map((key): TimerJob => ({ kind: 'look-after-account', ...key }));
    if (bodies.length > 0) await deps.timers.send(bodies.map((body) => ({ body, delaySeconds: SETTLED_SECONDS })));
    return undefined;
  } catch (error) {
    deps.log.warn('record.failed', { kind: 'account', errorName: error instanceof Error ? error.name : 'unknown' });
    await release(deps, claimed);
    return due[0]?.sequence;
  }
}

/** What the gate remembers of an account is a second old at most: what is woken by then is judged by what is true now. */
const SETTLED_SECONDS = 2;

/** The stream tells of the batch again, and then they are asked about. Where even this fails, the next refusal asks. */
async function release({ looks }: LookAfterDeps, claimed: readonly Key[]): Promise<void> {
  await Promise.allSettled(claimed.filter(({ refused }) => refused).map((key) => looks.release(key)));
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
  const { after } = seen.change;
  // Also where it was barred before: the look of then may have been in vain, and the claim keeps later ones apart.
  if (after.failure?.code !== BARRED) return undefined;
  return { tenantId: after.tenantId, accountId: after.accountId, refused: true };
}
