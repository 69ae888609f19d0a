import { NotFound, RuleViolation } from '../runtime/errors.ts';
import type { RowWrite } from '../runtime/row-table.ts';
import { changeAsPerson, isLeaving } from './as-person.ts';
import type { HeadChange } from './commit.ts';
import type { MessageBody } from './model.ts';
import type { Conversation } from './model-head.ts';
import type { ConversationRecord } from './model-items.ts';
import type { ConversationKey } from './model-keys.ts';
import type { Message } from './model-messages.ts';
import { packFor } from './packs.ts';
import type { AccountFacts, ConversationDeps } from './ports.ts';
import { refusalOf } from './refusals.ts';
import { DEFAULT_PAUSE_MINUTES } from './rules-apply-context.ts';
import { decideRow, type SettleStep, standingOf } from './rules-decision.ts';
import { takenOver, withOutbound } from './rules-ownership.ts';
import { judgeLater, SCHEDULE_GRACE_MS, type ScheduleStep } from './rules-schedule.ts';
import type { FreshTrace } from './rules-trace.ts';
import { stirred } from './rules-triage.ts';
import { candidateOf } from './rules-verdict.ts';
import { loadRecord, newMessage } from './store-conversations.ts';
import { forget, listWrites } from './triage.ts';

export interface PlanMessage extends ConversationKey {
  /** Chosen by the caller: the same id again plans nothing and answers what is planned. */
  readonly messageId: string;
  readonly body: MessageBody;
  readonly sender: 'operator' | 'api';
  readonly senderId: string;
  /** W8: where no window is open, keep it for the next one instead of refusing it. */
  readonly hold?: boolean;
  /** I7: not before this instant, which the gate must be able to prove now. */
  readonly sendAtMs?: number;
  /** What else happens with it, all or none: a macro. Decided on the head as the message leaves it. */
  readonly alongside?: (head: Conversation, record: ConversationRecord) => HeadChange;
}

/** W8: how long a message that a person planned waits for a window. */
export const PERSON_DEADLINE_MS = 24 * 3_600_000;
/** Rows among which a repeated `messageId` is recognised. */
const REPEAT_ROWS = 60;

/**
 * Plans a message of a person or an application: row and head in one transaction. It takes the conversation over, so no
 * automated message planned before leaves after it.
 *
 * @throws {NotFound}; {RuleViolation} with rule and next chance where matrix or windows refuse it now (C1, W1–W6). With
 * `hold`, what only the windows refuse is kept as held instead (W8).
 */
export async function planMessage(
  deps: ConversationDeps,
  command: PlanMessage,
): Promise<{ readonly message: Message; readonly conversation: Conversation }> {
  const { tenantId, conversationId } = command;
  const key = { tenantId, conversationId };
  let planned: Message | undefined;
  let before: Conversation | undefined;
  const conversation = await changeAsPerson(deps, key, async () => {
    const record = await loadRecord(deps.table, key, { rows: REPEAT_ROWS, consistent: true });
    if (!record) throw unknownConversation();
    planned = messagesOf(record).find((message) => message.messageId === command.messageId);
    if (planned) return undefined;
    if (isLeaving(record.conversation, deps.clock.now())) return 'leaving';
    const account = await deps.accounts.load(tenantId, record.conversation.accountId);
    const { message, head, ...change } = decidePlan(deps, record, account, command, deps.clock.now());
    planned = message;
    before = record.conversation;
    const more = command.alongside?.(head, record) ?? { head };
    const listed = listWrites(before, more.head, deps.clock.now());
    return { expected: before, head: more.head, with: [...change.with, ...(more.with ?? []), ...listed] };
  });
  if (!conversation || !planned) throw unknownConversation();
  if (before) await forget(deps, before, conversation);
  deps.log.info('message.planned', { tenantId, conversationId, messageId: command.messageId });
  return { message: planned, conversation };
}

export const unknownConversation = (): NotFound => new NotFound('conversation.unknown', 'no such conversation');
const messagesOf = (record: ConversationRecord): readonly Message[] =>
  record.rows.flatMap((row) => (row.row === 'message' ? [row.message] : []));

function decidePlan(
  deps: Pick<ConversationDeps, 'log'>,
  record: ConversationRecord,
  account: AccountFacts | undefined,
  command: PlanMessage,
  nowMs: number,
): HeadChange & { readonly message: Message; readonly with: readonly RowWrite[] } {
  const head = record.conversation;
  const { sendAtMs } = command;
  const draft = draftOf(record, command, nowMs);
  const pack = packFor(head.platform, nowMs);
  const step = decideRow(pack, account && { status: account.status, standing: account }, head, draft, nowMs);
  if (account?.status === 'hosted' && sendAtMs !== undefined) {
    const at = { nowMs, sendAtMs };
    const later = judgeLater(pack, standingOf(account, head), head.facts, candidateOf(command), at);
    if (later.kind === 'refused') throw refused(deps, draft, step.trace, unprovable(later));
  }
  if (step.kind === 'settle' && !mayWait(step, command)) throw refused(deps, draft, step.trace, refusalOf(step));
  const isHeld = step.kind === 'settle';
  const pauseMinutes = account?.agent?.pauseAfterHumanMinutes ?? DEFAULT_PAUSE_MINUTES;
  // Whoever answers is whose it is, unless somebody has it already (I5); and what is answered is open.
  const owned = stirred(takenOver(claimedBy(head, command), nowMs, pauseMinutes));
  const message: Message = {
    ...draft,
    epoch: owned.epoch,
    trace: step.trace,
    ...(isHeld ? { state: 'held', failure: { code: step.code } } : {}),
  };
  const woken = withOutbound(owned, draft.atMs);
  const { waitingSinceMs: _, ...answered } = woken;
  // Nobody is answered by a message that waits.
  const told = isHeld ? woken : answered;
  const after = { ...told, unread: 0, lastActivityAtMs: nowMs };
  return { message, head: after, with: [newMessage(message)] };
}

const claimedBy = (head: Conversation, { sender, senderId }: PlanMessage): Conversation =>
  sender === 'operator' && head.assigneeId === undefined ? { ...head, assigneeId: senderId } : head;

/** The message as it is asked for. The epoch of the conversation it becomes part of is not decided yet. */
function draftOf(record: ConversationRecord, command: PlanMessage, nowMs: number): Message {
  const { tenantId, conversationId, accountId, epoch } = record.conversation;
  const { messageId, sender, senderId, body, sendAtMs } = command;
  return {
    tenantId,
    conversationId,
    accountId,
    messageId,
    atMs: Math.max(nowMs, newestAtMs(record) + 1),
    kind: 'message',
    sender,
    senderId,
    body,
    state: 'planned',
    epoch,
    deadlineMs: sendAtMs === undefined ? nowMs + PERSON_DEADLINE_MS : sendAtMs + SCHEDULE_GRACE_MS,
    ...(sendAtMs === undefined ? {} : { sendAtMs }),
  };
}

/** W8, I7: what only the windows refuse may wait for the next one where that was asked for, and what is for later until then. */
const mayWait = ({ state, code }: SettleStep, { hold }: PlanMessage): boolean =>
  code === 'schedule.later' || (hold === true && state === 'held' && code.startsWith('window.'));

/**
 * Z1: what was refused before it was planned leaves no row, so that its id stays free and the thread holds messages alone. The
 * answer tells whoever asked; the line here tells who looks later, and names the facts by their hash.
 */
function refused(
  { log }: Pick<ConversationDeps, 'log'>,
  { tenantId, accountId, conversationId, messageId }: Message,
  { pack, factsHash, packHash }: FreshTrace,
  error: RuleViolation,
): RuleViolation {
  const ids = { tenantId, accountId, conversationId, messageId };
  const { rule } = error.details;
  log.info('message.not-planned', { ...ids, code: error.code, ...(rule ? { rule } : {}), pack, factsHash, packHash });
  return error;
}

const unprovable = ({ code, rule, latestMs }: Extract<ScheduleStep, { kind: 'refused' }>): RuleViolation =>
  new RuleViolation(code, 'nothing proves that it may go then', {
    rule,
    field: 'body.sendAtMs',
    // The last instant that can be proven, for whoever asks again.
    ...(latestMs === undefined ? {} : { nextChanceMs: latestMs }),
  });

/** The thread's order is the order of planning, whatever the clocks say. */
function newestAtMs(record: ConversationRecord): number {
  const newest = record.rows.at(-1);
  return newest ? Number(newest.key.slice(2, 15)) : 0;
}
