import { loadHead } from '../conversations/store-conversations.ts';
import type { Log } from '../runtime/log.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { type FollowUp, isOwed } from './rules-follow-ups.ts';
import { listDueReminders, reminderShards, remindOnce } from './store-follow-ups.ts';

export interface RemindDeps {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly log: Log;
}

/** Of one shard in one round: the next minute takes the rest. */
const AT_ONCE = 100;

/**
 * Reminds whoever a follow-up is due for (I4): a notice to that member, written with the note that it was given, so that
 * nobody is reminded twice of one time and nobody forgotten. Answers how many were reminded.
 */
export async function remindDue(deps: RemindDeps): Promise<number> {
  const nowMs = deps.clock.now();
  const shards = await Promise.all(reminderShards.map((shard) => listDueReminders(deps.table, shard, nowMs, AT_ONCE)));
  const owed = shards.flat().filter((one) => isOwed(one) && (one.dueAtMs ?? 0) <= nowMs);
  const reminded = await Promise.all(owed.map((followUp) => remind(deps, followUp, nowMs)));
  return reminded.filter(Boolean).length;
}

async function remind(deps: RemindDeps, followUp: FollowUp, nowMs: number): Promise<boolean> {
  const { tenantId, conversationId, followUpId, memberId, version } = followUp;
  const head = await loadHead(deps.table, { tenantId, conversationId });
  const after = { ...followUp, remindedAtMs: nowMs, version: followUp.version + 1 };
  const done = await remindOnce(deps.table, followUp, after, {
    tenantId,
    // Another time or another member is another reminder: the same member may have had it before, for the same time.
    id: `fu_${followUpId}_${version}`,
    atMs: nowMs,
    kind: 'follow-up.due',
    conversationId,
    customerName: head?.customerName ?? '',
    memberId,
  });
  if (done) deps.log.info('notice.written', { tenantId, conversationId, kind: 'follow-up.due', memberId });
  return done;
}
