import { NotFound, RuleViolation } from '../runtime/errors.ts';
import { changeHead } from './commit.ts';
import type { Conversation } from './model-head.ts';
import type { ConversationKey } from './model-keys.ts';
import type { Message } from './model-messages.ts';
import { packFor } from './packs.ts';
import type { ConversationDeps } from './ports.ts';
import { refusalOf } from './refusals.ts';
import { decideRow, type RowStep } from './rules-decision.ts';
import { mayCancel, mayEdit, mayRelease } from './rules-held.ts';
import { withOutbound } from './rules-ownership.ts';
import { writeMessage } from './store-conversations.ts';
import { findMessage } from './store-message-search.ts';

/** What people may do with a message that waits (W8): cancel it, change its text, send it now. */

type Deps = Pick<ConversationDeps, 'table' | 'clock' | 'log' | 'accounts'>;

export interface MessageName extends ConversationKey {
  readonly messageId: string;
  /** Where it stands in the thread, if the caller knows: saves a search. */
  readonly placeMs?: number | undefined;
}

export interface ChangedMessage {
  readonly message: Message;
  readonly conversation: Conversation;
}

/**
 * Ends a held message. A message that is leaving this moment cannot be called back; the same cancellation
 * again changes nothing.
 *
 * @throws {NotFound}; {RuleViolation} `message.leaving`, `message.not-waiting`.
 */
export const cancelMessage = (deps: Deps, name: MessageName): Promise<ChangedMessage> =>
  changeWaiting(deps, name, async (head, message) => {
    const step = mayCancel(head, message);
    if (step.kind === 'refused') throw new RuleViolation(step.code, 'the message does not wait any more');
    if (step.kind === 'done') return undefined;
    const nowMs = deps.clock.now();
    const { trace } = await judged(deps, head, message, nowMs, 'message.cancelled');
    return { ...message, state: 'cancelled', failure: { code: 'message.cancelled' }, trace, settledAtMs: nowMs };
  });

/**
 * Changes the text of a message that a person planned and that is held. It keeps its place and its deadline.
 *
 * @throws {NotFound}; {RuleViolation} `message.leaving`, `message.not-waiting`, `message.not-editable`.
 */
export const editMessage = (deps: Deps, name: MessageName, text: string): Promise<ChangedMessage> =>
  changeWaiting(deps, name, (head, message) => {
    const step = mayEdit(head, message);
    if (step.kind === 'refused') throw new RuleViolation(step.code, 'the message cannot be changed any more');
    const { body } = message;
    if (body?.type !== 'text' || body.text === text) return undefined;
    // All but the words stays: a comment's reply still quotes the comment that lets it go (W7).
    return { ...message, body: { ...body, text }, edits: (message.edits ?? 0) + 1 };
  });

/**
 * Asks for a held message now, out of turn: what is held before it no longer holds it up. It passes the gate twice, here
 * for the answer and in the sender for the deed (W10).
 *
 * @throws {NotFound}; {RuleViolation} `message.leaving`, `message.not-waiting`, or the gate's reason with its next chance.
 */
export const releaseMessage = (deps: Deps, name: MessageName): Promise<ChangedMessage> =>
  changeWaiting(deps, name, async (head, message) => {
    const step = mayRelease(head, message);
    if (step.kind === 'refused') throw new RuleViolation(step.code, 'the message does not wait any more');
    if (step.kind === 'done') return undefined;
    const nowMs = deps.clock.now();
    const decided = await judged(deps, head, { ...message, releasedAtMs: nowMs }, nowMs);
    if (decided.kind === 'settle') throw refusalOf(decided);
    const { failure: _, ...rest } = message;
    return { ...rest, state: 'planned', trace: decided.trace, releasedAtMs: nowMs };
  });

/** What the gate says of a message now (Z1). */
async function judged(
  deps: Deps,
  head: Conversation,
  message: Message,
  nowMs: number,
  ended?: 'message.cancelled',
): Promise<RowStep> {
  const account = await deps.accounts.load(head.tenantId, head.accountId);
  const facts = account && { status: account.status, standing: account };
  return decideRow(packFor(head.platform, nowMs), facts, head, message, nowMs, ended);
}

/**
 * Row and head in one transaction: a sender that read the row before loses its claim and reads again. The head's mark
 * wakes a sender, which lets go what waited behind the message and tidies the head.
 */
async function changeWaiting(
  deps: Deps,
  { tenantId, conversationId, messageId, placeMs }: MessageName,
  decide: (head: Conversation, message: Message) => Message | undefined | Promise<Message | undefined>,
): Promise<ChangedMessage> {
  const key = { tenantId, conversationId };
  let changed: Message | undefined;
  const conversation = await changeHead(deps.table, key, async (head) => {
    const message = await findMessage(deps.table, key, messageId, placeMs);
    if (message?.kind !== 'message') throw unknownMessage();
    const next = await decide(head, message);
    changed = next ?? message;
    return next && { head: withOutbound(head, next.atMs), with: [writeMessage(next, [message.state], message)] };
  });
  if (!conversation || !changed) throw unknownMessage();
  deps.log.info('message.changed', { ...key, messageId, state: changed.state });
  return { message: changed, conversation };
}

const unknownMessage = (): NotFound => new NotFound('message.unknown', 'no such message');
