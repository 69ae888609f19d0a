import type { AccessGrant, PlatformClient, RecallOutcome } from '../platforms/platform.ts';
import { NotFound, RuleViolation, Unavailable } from '../runtime/errors.ts';
import type { ChangedMessage, MessageName } from './held.ts';
import type { Platform } from './model.ts';
import type { Conversation } from './model-head.ts';
import type { Message } from './model-messages.ts';
import { packFor } from './packs.ts';
import type { Access, ConversationDeps } from './ports.ts';
import { judgeRecall } from './rules-recall.ts';
import { loadHead, settleMessage } from './store-conversations.ts';
import { findMessage } from './store-message-search.ts';

export interface RecallDeps extends Pick<ConversationDeps, 'table' | 'clock' | 'log'> {
  readonly recallers: Readonly<Record<Platform, Pick<PlatformClient, 'recall'>>>;
  readonly access: Access;
}

/** Codes of a call whose outcome nobody knows: trying again is harmless, the platform recalls once. */
const UNANSWERED = /^(http|network)\./;

/**
 * Takes an own message back on the platform (section 3), then says so in its row. A recall gives no right to send back:
 * the message counted. The same recall again changes nothing; two at once ask the platform twice, which recalls once.
 *
 * @throws {NotFound}; {RuleViolation} `recall.not-sent`, `recall.too-late`, `recall.refused` (the platform's no),
 * `account.needs-authorization`; {Unavailable} where the platform did not answer.
 */
export async function recallMessage(deps: RecallDeps, name: MessageName): Promise<ChangedMessage> {
  const key = { tenantId: name.tenantId, conversationId: name.conversationId };
  const [head, message] = await Promise.all([
    loadHead(deps.table, key),
    findMessage(deps.table, key, name.messageId, name.placeMs),
  ]);
  if (!head || message?.kind !== 'message') throw new NotFound('message.unknown', 'no such message');
  const nowMs = deps.clock.now();
  const pack = packFor(head.platform, nowMs);
  const step = judgeRecall(pack, { ...message, sentAtMs: message.settledAtMs }, nowMs);
  if (step.kind === 'done') return { message, conversation: head };
  const { platformMessageId } = message;
  if (step.kind === 'refused' || platformMessageId === undefined) {
    const code = step.kind === 'refused' ? step.code : 'recall.not-sent';
    throw new RuleViolation(code, 'the message cannot be recalled');
  }
  const outcome = await recall(deps, head, platformMessageId);
  if (outcome.kind === 'failed') {
    deps.log.warn('message.recall-failed', { ...key, messageId: message.messageId, code: outcome.code });
    if (UNANSWERED.test(outcome.code)) throw new Unavailable('platform.unavailable', 'the platform did not answer');
    throw new RuleViolation('recall.refused', `the platform refused the recall: ${outcome.code}`);
  }
  const recalled: Message = { ...message, state: 'recalled', recalledAtMs: nowMs };
  await settleMessage(deps.table, recalled, ['sent']);
  deps.log.info('message.recalled', { ...key, messageId: message.messageId });
  return { message: recalled, conversation: head };
}

/**
 * Asks the platform; a dead token is renewed once and the call repeated, a right that was taken back shows on the
 * account (A5).
 *
 * @throws {RuleViolation} `account.needs-authorization`; {Unavailable} where the token cannot be renewed now.
 */
async function recall(deps: RecallDeps, head: Conversation, platformMessageId: string): Promise<RecallOutcome> {
  const { tenantId, accountId, platform, customerPlatformId } = head;
  const replyRef = head.messageRef ?? head.entryRef;
  const request = { platformMessageId, customerPlatformId, ...(replyRef ? { replyRef } : {}) };
  const ask = async (access: AccessGrant | undefined): Promise<RecallOutcome> => {
    if (!access) throw new RuleViolation('account.needs-authorization', 'the account has no living authorisation');
    return deps.recallers[platform].recall(access, request);
  };
  const first = await ask(await deps.access.access(tenantId, accountId));
  const isDead = first.kind === 'failed' && first.class === 'authorization';
  const outcome = isDead ? await ask(await deps.access.access(tenantId, accountId, { forceRefresh: true })) : first;
  if (outcome.kind === 'failed' && outcome.class === 'revoked') {
    await deps.access.revoked(tenantId, accountId, outcome.code);
    throw new RuleViolation('account.needs-authorization', 'the account has lost its authorisation');
  }
  return outcome;
}
