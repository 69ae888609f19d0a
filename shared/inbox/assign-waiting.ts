import type { Conversation } from '../conversations/model-head.ts';
import type { ConversationKey } from '../conversations/model-keys.ts';
import { assignedWrite } from '../conversations/store-assigned.ts';
import { loadHead } from '../conversations/store-conversations.ts';
import { assignFrom } from '../conversations/triage.ts';
import { type AssignDeps, loadDesks } from './desks.ts';
import { chooseMember, ruleFor } from './rules-assignment.ts';

/**
 * Gives a conversation that waits for a person to somebody, by the rule of its account (I5). Off the path of messages: it
 * follows from what was stored. Repeats are harmless: what somebody has, or nobody may have, stays as it is.
 */
export async function assignWaiting(deps: AssignDeps, key: ConversationKey): Promise<void> {
  const head = await loadHead(deps.table, key, { consistent: true });
  if (head?.status !== 'open' || head.snoozedUntilMs !== undefined) return;
  if (head.assigneeId !== undefined) return keepListed(deps, head, head.assigneeId);
  await assignBy(deps, head);
}

/** Opened again by the customer, it belongs to whoever had it: the list that its closing took it off has it again. */
const keepListed = async (deps: AssignDeps, head: Conversation, memberId: string): Promise<void> => {
  await deps.table.put(assignedWrite(head, memberId, deps.clock.now()));
};

async function assignBy(deps: AssignDeps, head: Conversation): Promise<void> {
  const { tenantId, conversationId, accountId } = head;
  const rule = ruleFor(await deps.assignment.rules(tenantId), accountId);
  if (rule.mode === 'by-hand') return;
  const isWanted = (memberId: string) => rule.memberIds.length === 0 || rule.memberIds.includes(memberId);
  const { desks, remembered } = await loadDesks(deps, tenantId, isWanted);
  const chosen = chooseMember(rule, desks, deps.clock.now());
  if (chosen === undefined) return;
  if ((await assignFrom(deps, { tenantId, conversationId }, undefined, chosen)) !== chosen) return;
  const lastAssignedAtMs = deps.clock.now();
  await deps.assignment.putDesk({ ...remembered.get(chosen), tenantId, memberId: chosen, lastAssignedAtMs });
}
