import { NotFound, RuleViolation } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import type { Clock, Ids } from '../runtime/ports.ts';
import type { RowTable, RowWrite } from '../runtime/row-table.ts';
import { changeHead, type HeadChange } from './commit.ts';
import type { Conversation } from './model-head.ts';
import type { ConversationKey } from './model-keys.ts';
import type { Activity, Message } from './model-messages.ts';
import { assigned, closed, reopened, snoozed, type Triaged, woken } from './rules-triage.ts';
import { assignedWrite, removeAssigned } from './store-assigned.ts';
import { newMessage } from './store-conversations.ts';

/** Assignment, snooze, close (I1, I5): head and its line of the thread in one transaction, so that history never lies. */

export interface TriageDeps {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** Who does it; absent = a rule of the tenant or the clock. */
export type Actor = string | undefined;

/** Gives a conversation to a member, or to nobody. @throws {NotFound} */
export const assign = (
  deps: TriageDeps,
  key: ConversationKey,
  by: Actor,
  memberId: string | undefined,
): Promise<Conversation> => triage(deps, key, by, (head) => assigned(head, memberId));

/**
 * Gives it to a member only while it is still as the chooser saw it: whoever a person chose meanwhile keeps it. Answers
 * the member who has it then.
 *
 * @throws {NotFound}
 */
export async function assignFrom(
  deps: TriageDeps,
  key: ConversationKey,
  seen: string | undefined,
  memberId: string | undefined,
): Promise<string | undefined> {
  const head = await triage(deps, key, undefined, (now) =>
    now.assigneeId === seen && now.status === 'open' ? assigned(now, memberId) : { kind: 'same' },
  );
  return head.assigneeId;
}

/** Out of the way until an instant. @throws {NotFound}; {RuleViolation} `snooze.too-short`, `snooze.too-long`, `conversation.closed`. */
export const snooze = (deps: TriageDeps, key: ConversationKey, by: Actor, untilMs: number): Promise<Conversation> =>
  triage(deps, key, by, (head) => snoozed(head, untilMs, deps.clock.now()));

/** Back into the list, by hand. @throws {NotFound} */
export const wake = (deps: TriageDeps, key: ConversationKey, by: Actor): Promise<Conversation> =>
  triage(deps, key, by, (head) => woken(head, deps.clock.now()));

/** The snooze is over: the sweeper found it. One that was changed meanwhile keeps what it was changed to. */
export const wakeDue = (deps: TriageDeps, { tenantId, conversationId }: ConversationKey): Promise<Conversation> =>
  triage(deps, { tenantId, conversationId }, undefined, (head) => {
    const nowMs = deps.clock.now();
    return (head.snoozedUntilMs ?? nowMs + 1) <= nowMs ? woken(head, nowMs) : { kind: 'same' };
  });

/** Done. @throws {NotFound} */
export const close = (deps: TriageDeps, key: ConversationKey, by: Actor): Promise<Conversation> =>
  triage(deps, key, by, closed);

/** Open again. @throws {NotFound} */
export const reopen = (deps: TriageDeps, key: ConversationKey, by: Actor): Promise<Conversation> =>
  triage(deps, key, by, (head) => reopened(head, deps.clock.now()));

async function triage(
  deps: TriageDeps,
  key: ConversationKey,
  by: Actor,
  decide: (head: Conversation) => Triaged,
): Promise<Conversation> {
  let before: Conversation | undefined;
  let done: Activity | undefined;
  const head = await changeHead(deps.table, key, (known) => {
    const step = decide(known);
    if (step.kind === 'refused') throw new RuleViolation(step.code, 'the conversation cannot be changed so');
    before = known;
    done = step.kind === 'changed' ? step.activity : undefined;
    return step.kind === 'changed' ? triageChange(deps, known, step, by) : undefined;
  });
  if (!head) throw new NotFound('conversation.unknown', 'no such conversation');
  if (before && done) {
    await forget(deps, before, head);
    deps.log.info('conversation.triaged', { ...key, kind: done.what });
  }
  return head;
}

/** The change with the rows that belong to it: a line of the thread, and whose list it stands in. */
export function triageChange(
  deps: Pick<TriageDeps, 'clock' | 'ids'>,
  before: Conversation,
  { head, activity }: Extract<Triaged, { kind: 'changed' }>,
  by: Actor,
): HeadChange & { readonly with: readonly RowWrite[] } {
  const nowMs = deps.clock.now();
  return {
    head,
    with: [newMessage(activityRow(head, activity, by, nowMs, deps.ids.ulid())), ...listWrites(before, head, nowMs)],
  };
}

/** Whose list a conversation comes into by a change. */
export const listWrites = (before: Conversation, after: Conversation, nowMs: number): readonly RowWrite[] => {
  const { assigneeId } = after;
  const isNew = before.assigneeId !== assigneeId || before.status !== after.status;
  return assigneeId !== undefined && after.status === 'open' && isNew ? [assignedWrite(after, assigneeId, nowMs)] : [];
};

/** Takes it off the list of whoever no longer has it. After the head: a crash in between leaves a row that readers pass over. */
export async function forget(
  deps: Pick<TriageDeps, 'table'>,
  before: Conversation,
  after: Conversation,
): Promise<void> {
  const { tenantId, conversationId, assigneeId } = before;
  if (assigneeId === undefined || (after.assigneeId === assigneeId && after.status === 'open')) return;
  await removeAssigned(deps.table, { tenantId, conversationId, memberId: assigneeId });
}

/** A line of the thread about what people did. It is no message: nothing leaves. */
export const activityRow = (head: Conversation, activity: Activity, by: Actor, atMs: number, id: string): Message => ({
  tenantId: head.tenantId,
  conversationId: head.conversationId,
  accountId: head.accountId,
  messageId: id,
  atMs,
  kind: 'activity',
  sender: 'operator',
  ...(by === undefined ? {} : { senderId: by }),
  state: 'sent',
  epoch: head.epoch,
  deadlineMs: atMs,
  activity,
});
