import { NotFound, RuleViolation } from '../runtime/errors.ts';
import type { RowWrite } from '../runtime/row-table.ts';
import { changeAsPerson, isLeaving } from './as-person.ts';
import type { HeadChange } from './commit.ts';
import type { MessageBody } from './model.ts';
import type { Conversation, ConversationKey, ConversationRecord, Message, Trace } from './model-items.ts';
import type { Refused } from './model-rules.ts';
import { packFor } from './packs.ts';
import type { AccountFacts, ConversationDeps } from './ports.ts';
import { DEFAULT_PAUSE_MINUTES } from './rules-apply.ts';
import { standingOf, traceOf } from './rules-gate.ts';
import { takenOver, withOutbound } from './rules-ownership.ts';
import { judgeLater, SCHEDULE_GRACE_MS, type ScheduleStep } from './rules-schedule.ts';
import { candidateOf } from './rules-trace.ts';
import { stirred } from './rules-triage.ts';
import { judge } from './rules-windows.ts';
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
    const { message, head, ...change } = decidePlan(record, account, command, deps.clock.now());
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
  record: ConversationRecord,
  account: AccountFacts | undefined,
  command: PlanMessage,
  nowMs: number,
): HeadChange & { readonly message: Message; readonly with: readonly RowWrite[] } {
  const head = record.conversation;
  if (account?.status !== 'hosted') {
    throw new RuleViolation(`account.${account?.status ?? 'unhosted'}`, 'the account does not send now', {
      rule: 'A4',
    });
  }
  const pack = packFor(head.platform, nowMs);
  const standing = standingOf(account, head);
  const candidate = candidateOf(command);
  const { sendAtMs } = command;
  const verdict = judge(pack, standing, head.facts, candidate, nowMs);
  const isHeld = verdict.kind === 'refused' && verdict.code.startsWith('window.') && command.hold === true;
  if (sendAtMs !== undefined) {
    const step = judgeLater(pack, standing, head.facts, candidate, { nowMs, sendAtMs });
    if (step.kind === 'refused') throw unprovable(step);
  } else if (verdict.kind === 'refused' && !isHeld) throw refusalOf(verdict);
  const pauseMinutes = account.agent?.pauseAfterHumanMinutes ?? DEFAULT_PAUSE_MINUTES;
  // Whoever answers is whose it is, unless somebody has it already (I5); and what is answered is open.
  const owned = stirred(takenOver(claimedBy(head, command), nowMs, pauseMinutes));
  const atMs = Math.max(nowMs, newestAtMs(record) + 1);
  const message: Message = {
    tenantId: head.tenantId,
    conversationId: head.conversationId,
    accountId: head.accountId,
    messageId: command.messageId,
    atMs,
    kind: 'message',
    sender: command.sender,
    senderId: command.senderId,
    body: command.body,
    state: 'planned',
    epoch: owned.epoch,
    deadlineMs: nowMs + PERSON_DEADLINE_MS,
    ...(sendAtMs !== undefined
      ? scheduledFor(sendAtMs)
      : isHeld
        ? heldBy(verdict, traceOf(pack, standing, head, verdict, nowMs))
        : {}),
  };
  const woken = withOutbound(owned, atMs);
  const { waitingSinceMs: _, ...answered } = woken;
  // Nobody is answered by a message that waits.
  const told = isHeld || sendAtMs !== undefined ? woken : answered;
  const after = { ...told, unread: 0, lastActivityAtMs: nowMs };
  return { message, head: after, with: [newMessage(message)] };
}

const claimedBy = (head: Conversation, { sender, senderId }: PlanMessage): Conversation =>
  sender === 'operator' && head.assigneeId === undefined ? { ...head, assigneeId: senderId } : head;

const scheduledFor = (sendAtMs: number): Pick<Message, 'state' | 'failure' | 'sendAtMs' | 'deadlineMs'> => ({
  state: 'held',
  failure: { code: 'schedule.later' },
  sendAtMs,
  deadlineMs: sendAtMs + SCHEDULE_GRACE_MS,
});

const unprovable = ({ code, rule, latestMs }: Extract<ScheduleStep, { kind: 'refused' }>): RuleViolation =>
  new RuleViolation(code, 'nothing proves that it may go then', {
    rule,
    field: 'body.sendAtMs',
    // The last instant that can be proven, for whoever asks again.
    ...(latestMs === undefined ? {} : { nextChanceMs: latestMs }),
  });

/** A refusal as the error that people and applications get: rule, reason and next chance. */
const refusalOf = ({ code, rule, nextChanceMs }: Refused): RuleViolation =>
  new RuleViolation(code, 'the platform’s rules refuse this message now', {
    rule,
    ...(nextChanceMs === undefined ? {} : { nextChanceMs }),
  });

const heldBy = (verdict: Refused, trace: Trace): Pick<Message, 'state' | 'failure' | 'trace'> => ({
  state: 'held',
  failure: { code: verdict.code },
  trace,
});

/** The thread's order is the order of planning, whatever the clocks say. */
function newestAtMs(record: ConversationRecord): number {
  const newest = record.rows.at(-1);
  return newest ? Number(newest.key.slice(2, 15)) : 0;
}
