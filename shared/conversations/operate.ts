import { changeAsPerson, isLeaving } from './as-person.ts';
import { changeHead } from './commit.ts';
import type { Conversation } from './model-head.ts';
import type { ConversationKey } from './model-keys.ts';
import { unknownConversation } from './plan-message.ts';
import type { ConversationDeps } from './ports.ts';
import { DEFAULT_PAUSE_MINUTES } from './rules-apply-context.ts';
import { handedBack, takenOver } from './rules-ownership.ts';
import { loadHead } from './store-conversations.ts';
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

/**
 * Marks everything as read. Decided on an eventual read, at half the price (COST8): an old one loses its race and is
 * decided again; one that shows nothing unread is not believed. @throws {NotFound}
 */
export async function markRead(deps: Pick<ConversationDeps, 'table'>, key: ConversationKey): Promise<Conversation> {
  const seen = await loadHead(deps.table, key);
  const isBelieved = seen !== undefined && seen.unread > 0;
  return changed(
    deps,
    key,
    (head) => (head.unread === 0 ? undefined : { head: { ...head, unread: 0 } }),
    isBelieved ? seen : undefined,
  );
}

/** Marks it as not read: whoever looked at it wants it to call again. What has unread messages keeps their number. @throws {NotFound} */
export const markUnread = (deps: Pick<ConversationDeps, 'table'>, key: ConversationKey): Promise<Conversation> =>
  changed(deps, key, (head) => (head.unread > 0 ? undefined : { head: { ...head, unread: 1 } }));

async function changed(
  deps: Pick<ConversationDeps, 'table'>,
  key: ConversationKey,
  decide: Parameters<typeof changeHead>[2],
  known?: Conversation,
): Promise<Conversation> {
  const conversation = await changeHead(deps.table, key, decide, known);
  if (!conversation) throw unknownConversation();
  return conversation;
}
