import type { ConversationKey } from '../conversations/model-keys.ts';
import { loadHead } from '../conversations/store-conversations.ts';
import { InvalidInput, NotFound, RuleViolation } from '../runtime/errors.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { instantIn } from './rules-due.ts';
import { changedFollowUp, type FollowUp, refusalOfDue } from './rules-follow-ups.ts';
import { createFollowUp, listFollowUps, replaceFollowUp } from './store-follow-ups.ts';

export interface FollowUpDeps {
  readonly table: RowTable;
  readonly clock: Clock;
}

export interface NewFollowUp extends ConversationKey {
  /** Chosen by the caller: repeating writes nothing more. */
  readonly followUpId: string;
  readonly text: string;
  /** Wall-clock time `YYYY-MM-DDTHH:mm` in `timeZone`. */
  readonly due?: string | undefined;
  readonly timeZone: string;
  readonly memberId: string;
}

/** Of one customer; older ones are in the timeline. */
const LOOKED_AT = 200;

/** Writes a follow-up record, with a reminder where a time is named. @throws {NotFound}; {InvalidInput} naming `due`. */
export async function addFollowUp(deps: FollowUpDeps, command: NewFollowUp): Promise<FollowUp> {
  const { tenantId, conversationId, followUpId, text, memberId, due, timeZone } = command;
  const key = { tenantId, conversationId };
  const nowMs = deps.clock.now();
  const dueAtMs = due === undefined ? undefined : dueAt(timeZone, due, nowMs);
  const head = await loadHead(deps.table, key);
  if (!head) throw new NotFound('conversation.unknown', 'no such conversation');
  const known = await find(deps, key, followUpId);
  if (known) return known;
  const followUp: FollowUp = {
    ...key,
    accountId: head.accountId,
    followUpId,
    text,
    authorId: memberId,
    createdAtMs: nowMs,
    memberId,
    version: 1,
    ...(dueAtMs === undefined ? {} : { dueAtMs }),
  };
  await createFollowUp(deps.table, followUp);
  return followUp;
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
  readonly timeZone: string;
}

/** Changes a record. @throws {NotFound}; {InvalidInput} naming `due`; {RuleViolation} where somebody was first. */
export async function updateFollowUp(deps: FollowUpDeps, update: FollowUpUpdate): Promise<FollowUp> {
  const { tenantId, conversationId, followUpId, due, timeZone, text, done } = update;
  const nowMs = deps.clock.now();
  const before = await find(deps, { tenantId, conversationId }, followUpId);
  if (!before) throw new NotFound('follow-up.unknown', 'no such record');
  const dueAtMs = typeof due === 'string' ? dueAt(timeZone, due, nowMs) : due;
  const after = changedFollowUp(before, { text, dueAtMs, done }, nowMs);
  if (await replaceFollowUp(deps.table, before, after)) return after;
  throw new RuleViolation('follow-up.version-changed', 'somebody changed it meanwhile');
}

const find = async (deps: FollowUpDeps, key: ConversationKey, id: string): Promise<FollowUp | undefined> =>
  (await listFollowUps(deps.table, key, { limit: LOOKED_AT, consistent: true })).find((one) => one.followUpId === id);
