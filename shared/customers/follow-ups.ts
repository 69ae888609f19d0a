import type { ConversationKey } from '../conversations/model-keys.ts';
import { loadHead } from '../conversations/store-conversations.ts';
import { type VisibilityDeps, visibleConversations } from '../conversations/visible.ts';
import { InvalidInput, NotFound, RuleViolation } from '../runtime/errors.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { workersOf } from '../tenants/members.ts';
import type { MemberStore } from '../tenants/store-members.ts';
import type { Activity } from './model-activity.ts';
import { instantIn } from './rules-due.ts';
import { changedFollowUp, type FollowUp, refusalOfDue } from './rules-follow-ups.ts';
import { createFollowUp, listFollowUps, replaceFollowUp } from './store-follow-ups.ts';

export interface FollowUpDeps {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly members: Pick<MemberStore, 'load'>;
  readonly accounts: VisibilityDeps['accounts'];
}

export interface NewFollowUp extends ConversationKey {
  /** Chosen by the caller: repeating writes nothing more. */
  readonly followUpId: string;
  readonly text: string;
  /** Wall-clock time `YYYY-MM-DDTHH:mm` in `timeZone`. */
  readonly due?: string | undefined;
  readonly timeZone: string;
  readonly authorId: string;
  /** Who is reminded; absent = the author. */
  readonly memberId?: string | undefined;
}

/** Of one customer; older ones are in the timeline. */
const LOOKED_AT = 200;

/** Writes a follow-up record, with a reminder where a time is named. @throws {NotFound}; {InvalidInput} naming `due` or `memberId`. */
export async function addFollowUp(deps: FollowUpDeps, command: NewFollowUp): Promise<FollowUp> {
  const { tenantId, conversationId, followUpId, text, authorId, memberId = authorId, due, timeZone } = command;
  const key = { tenantId, conversationId };
  const nowMs = deps.clock.now();
  const dueAtMs = due === undefined ? undefined : dueAt(timeZone, due, nowMs);
  const head = await loadHead(deps.table, key);
  if (!head) throw new NotFound('conversation.unknown', 'no such conversation');
  const known = await find(deps, key, followUpId);
  if (known) return known;
  if (memberId !== authorId) await requireWorker(deps, key, memberId);
  const followUp: FollowUp = {
    ...key,
    accountId: head.accountId,
    followUpId,
    text,
    authorId,
    createdAtMs: nowMs,
    memberId,
    version: 1,
    ...(dueAtMs === undefined ? {} : { dueAtMs }),
  };
  await createFollowUp(deps.table, followUp);
  return followUp;
}

/** Nobody is reminded who is not there to come back to it, or may not see the customer it is about (X1). */
async function requireWorker(deps: FollowUpDeps, key: ConversationKey, memberId: string): Promise<void> {
  const member = await deps.members.load(key.tenantId, memberId);
  if (!member || !workersOf([member]).has(memberId)) {
    throw new InvalidInput('follow-up.member-unknown', 'no such member', { field: 'memberId', rule: 'I4' });
  }
  if (!member.ownOnly) return;
  const visible = await visibleConversations(deps, member, [key.conversationId]);
  if (visible.has(key.conversationId)) return;
  throw new InvalidInput('follow-up.member-cannot-see', 'this member sees their own conversations only', {
    field: 'memberId',
    rule: 'X1',
  });
}

function dueAt(timeZone: string, local: string, nowMs: number): number {
  const dueAtMs = instantIn(timeZone, local);
  if (dueAtMs === undefined) throw new InvalidInput('due.invalid', 'no such time', { field: 'due' });
  const refusal = refusalOfDue(dueAtMs, nowMs);
  if (refusal) throw new InvalidInput(refusal, 'a reminder lies ahead, within a year', { field: 'due' });
  return dueAtMs;
}

export interface FollowUpUpdate extends ConversationKey {
  readonly followUpId: string;
  readonly text?: string | undefined;
  /** Null = no reminder. */
  readonly due?: string | null | undefined;
  readonly done?: boolean | undefined;
  /** Who comes back to it from now on. */
  readonly memberId?: string | undefined;
  readonly timeZone: string;
  /** Who changes it: the timeline says who handed it to whom. */
  readonly actorId: string;
}

/** Changes a record. @throws {NotFound}; {InvalidInput} naming `due` or `memberId`; {RuleViolation} where somebody was first. */
export async function updateFollowUp(deps: FollowUpDeps, update: FollowUpUpdate): Promise<FollowUp> {
  const { tenantId, conversationId, followUpId, due, timeZone, text, done, memberId, actorId } = update;
  const nowMs = deps.clock.now();
  const key = { tenantId, conversationId };
  const before = await find(deps, key, followUpId);
  if (!before) throw new NotFound('follow-up.unknown', 'no such record');
  if (memberId !== undefined && memberId !== before.memberId) await requireWorker(deps, key, memberId);
  const dueAtMs = typeof due === 'string' ? dueAt(timeZone, due, nowMs) : due;
  const after = changedFollowUp(before, { text, dueAtMs, done, memberId }, nowMs);
  const told = before.memberId === after.memberId ? undefined : handOver(before, after, actorId, nowMs);
  if (await replaceFollowUp(deps.table, before, after, told)) return after;
  throw new RuleViolation('follow-up.version-changed', 'somebody changed it meanwhile');
}

/** Named for the version it made, so that no repeat tells it twice. */
const handOver = (before: FollowUp, after: FollowUp, actorId: string, atMs: number): Activity => ({
  tenantId: after.tenantId,
  conversationId: after.conversationId,
  activityId: `${after.followUpId}_${after.version}`,
  atMs,
  doneAtMs: atMs,
  actorId,
  change: { followUp: { before: before.memberId, after: after.memberId } },
});

const find = async (deps: FollowUpDeps, key: ConversationKey, id: string): Promise<FollowUp | undefined> =>
  (await listFollowUps(deps.table, key, { limit: LOOKED_AT, consistent: true })).find((one) => one.followUpId === id);
