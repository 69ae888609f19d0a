import { changeAsPerson, isLeaving } from './as-person.ts';
import { changeHead } from './commit.ts';
import type { Conversation, ConversationKey } from './model-items.ts';
import { unknownConversation } from './plan-message.ts';
import type { ConversationDeps } from './ports.ts';
import { DEFAULT_PAUSE_MINUTES } from './rules-apply.ts';
import { handedBack, takenOver } from './rules-ownership.ts';
import { listWrites } from './triage.ts';

/** What a person may do in a conversation beside writing (plan-message.ts). All of it takes the conversation over (G8) except reading. */

/**
 * A person takes the conversation over: no automated message planned before leaves (G8). It becomes theirs where it was
 * nobody's.
 *
 * @throws {NotFound}
 */
export async function takeOver(deps: ConversationDeps, key: ConversationKey, by?: string): Promise<Conversation> {
  const conversation = await changeAsPerson(deps, key, async (head) => {
    if (isLeaving(head, deps.clock.now())) return 'leaving';
    const account = await deps.accounts.load(key.tenantId, head.accountId);
    const pauseMinutes = account?.agent?.pauseAfterHumanMinutes ?? DEFAULT_PAUSE_MINUTES;
    const nowMs = deps.clock.now();
    const claims = by !== undefined && head.assigneeId === undefined && head.status === 'open';
    const owned = claims ? { ...head, assigneeId: by } : head;
    return { head: takenOver(owned, nowMs, pauseMinutes), with: listWrites(head, owned, nowMs) };
  });
  if (!conversation) throw unknownConversation();
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
  if (!conversation) throw unknownConversation();
  return conversation;
}
