import { NotFound, RuleViolation } from '../runtime/errors.ts';
import { changeHead, type HeadChange } from './commit.ts';
import type { MessageBody } from './model.ts';
import type { Conversation, ConversationKey, ConversationRecord, Message, Trace } from './model-items.ts';
import type { Refused } from './model-rules.ts';
import { packFor } from './packs.ts';
import type { AccountFacts, ConversationDeps } from './ports.ts';
import { DEFAULT_PAUSE_MINUTES } from './rules-apply.ts';
import { standingOf, traceOf } from './rules-gate.ts';
import { handedBack, takenOver, withOutbound } from './rules-ownership.ts';
import { contentTypeOf, judge } from './rules-windows.ts';
import { CLAIM_LEASE_MS } from './rules-work.ts';
import { loadRecord, newMessage } from './store-conversations.ts';

/** What a person may do in a conversation. All of it takes the conversation over (G8) except reading. */

export interface PlanMessage extends ConversationKey {
  /** Chosen by the caller: the same id again plans nothing and answers what is planned. */
  readonly messageId: string;
  readonly body: MessageBody;
  readonly sender: 'operator' | 'api';
  readonly senderId: string;
  /** W8: where no window is open, keep it for the next one instead of refusing it. */
  readonly hold?: boolean;
}

/** W8: how long a message that a person planned waits for a window. */
export const PERSON_DEADLINE_MS = 24 * 3_600_000;
/** Rows among which a repeated `messageId` is recognised. */
const REPEAT_ROWS = 60;
const WAIT_STEP_MS = 150;

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
  const conversation = await changeAsPerson(deps, key, async () => {
    const record = await loadRecord(deps.table, key, { rows: REPEAT_ROWS, consistent: true });
    if (!record) throw notFound();
    planned = messagesOf(record).find((message) => message.messageId === command.messageId);
    if (planned) return undefined;
    if (isLeaving(record.conversation, deps.clock.now())) return 'leaving';
    const account = await deps.accounts.load(tenantId, record.conversation.accountId);
    const change = decidePlan(record, account, command, deps.clock.now());
    planned = change.message;
    return { expected: record.conversation, ...change };
  });
  if (!conversation || !planned) throw notFound();
  deps.log.info('message.planned', { tenantId, conversationId, messageId: command.messageId });
  return { message: planned, conversation };
}

const notFound = (): NotFound => new NotFound('conversation.unknown', 'no such conversation');
const messagesOf = (record: ConversationRecord): readonly Message[] =>
  record.rows.flatMap((row) => (row.row === 'message' ? [row.message] : []));

function decidePlan(
  record: ConversationRecord,
  account: AccountFacts | undefined,
  command: PlanMessage,
  nowMs: number,
): HeadChange & { readonly message: Message } {
  const head = record.conversation;
  if (account?.status !== 'hosted') {
    throw new RuleViolation(`account.${account?.status ?? 'unhosted'}`, 'the account does not send now', {
      rule: 'A4',
    });
  }
  const pack = packFor(head.platform, nowMs);
  const standing = standingOf(account, head);
  const candidate = { contentType: contentTypeOf(command.body), sender: command.sender };
  const verdict = judge(pack, standing, head.facts, candidate, nowMs);
  const isHeld = verdict.kind === 'refused' && verdict.code.startsWith('window.') && command.hold === true;
  if (verdict.kind === 'refused' && !isHeld) throw refusalOf(verdict);
  const owned = takenOver(head, nowMs, account.agent?.pauseAfterHumanMinutes ?? DEFAULT_PAUSE_MINUTES);
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
    ...(isHeld ? heldBy(verdict, traceOf(pack, standing, head, verdict, nowMs)) : {}),
  };
  const woken = withOutbound(owned, atMs);
  const { waitingSinceMs: _, ...answered } = woken;
  // Nobody is answered by a message that waits.
  const told = isHeld ? woken : answered;
  return { message, head: { ...told, unread: 0, lastActivityAtMs: nowMs }, with: [newMessage(message)] };
}

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

/**
 * A person's step waits until an automated message that is leaving this moment has landed, so that after the step
 * nothing automated leaves any more (G8, INV7): `decide` answers `leaving` and is asked again a little later. A sender
 * that died holds it up for its lease at most.
 */
async function changeAsPerson(
  deps: ConversationDeps,
  key: ConversationKey,
  decide: (head: Conversation) => Promise<HeadChange | undefined | 'leaving'>,
): Promise<Conversation | undefined> {
  for (;;) {
    const asked = { waits: false };
    const head = await changeHead(deps.table, key, async (known) => {
      const change = await decide(known);
      asked.waits = change === 'leaving';
      return change === 'leaving' ? undefined : change;
    });
    if (!asked.waits) return head;
    await deps.timers.sleep(WAIT_STEP_MS);
  }
}

const isLeaving = (head: Conversation, nowMs: number): boolean =>
  head.inFlight?.automated === true && nowMs - head.inFlight.claimedAtMs < CLAIM_LEASE_MS;

/** A person takes the conversation over: no automated message planned before leaves (G8). @throws {NotFound} */
export async function takeOver(deps: ConversationDeps, key: ConversationKey): Promise<Conversation> {
  const conversation = await changeAsPerson(deps, key, async (head) => {
    if (isLeaving(head, deps.clock.now())) return 'leaving';
    const account = await deps.accounts.load(key.tenantId, head.accountId);
    const pauseMinutes = account?.agent?.pauseAfterHumanMinutes ?? DEFAULT_PAUSE_MINUTES;
    return { head: takenOver(head, deps.clock.now(), pauseMinutes) };
  });
  if (!conversation) throw notFound();
  return conversation;
}

/** Hands the conversation back to the agent, which answers what is still unanswered (G8). @throws {NotFound} */
export const handBack = (deps: ConversationDeps, key: ConversationKey): Promise<Conversation> =>
  changed(deps, key, async (head) => {
    const account = await deps.accounts.load(key.tenantId, head.accountId);
    const answers = account?.status === 'hosted' && account.agentMode === 'full-auto' && account.agent !== undefined;
    return { head: handedBack(head, deps.clock.now(), answers) };
  });

/** Marks everything as read. @throws {NotFound} */
export const markRead = (deps: Pick<ConversationDeps, 'table'>, key: ConversationKey): Promise<Conversation> =>
  changed(deps, key, (head) => (head.unread === 0 ? undefined : { head: { ...head, unread: 0 } }));

async function changed(
  deps: Pick<ConversationDeps, 'table'>,
  key: ConversationKey,
  decide: Parameters<typeof changeHead>[2],
): Promise<Conversation> {
  const conversation = await changeHead(deps.table, key, decide);
  if (!conversation) throw notFound();
  return conversation;
}
