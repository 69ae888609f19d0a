import { changeHead, type HeadChange } from '../conversations/commit.ts';
import type { Customer } from '../conversations/model-customers.ts';
import type { Conversation } from '../conversations/model-head.ts';
import type { ConversationRecord } from '../conversations/model-items.ts';
import type { ConversationKey } from '../conversations/model-keys.ts';
import type { Message } from '../conversations/model-messages.ts';
import { planMessage, unknownConversation } from '../conversations/plan-message.ts';
import type { ConversationDeps } from '../conversations/ports.ts';
import { senderOf } from '../conversations/sender-of.ts';
import { loadRecord, newMessage, putCustomer } from '../conversations/store-conversations.ts';
import { activityRow, forget, listWrites } from '../conversations/triage.ts';
import { changeCustomer } from '../customers/rules-change.ts';
import { activityWrite } from '../customers/store-activities.ts';
import type { Caller } from '../runtime/caller.ts';
import { RuleViolation } from '../runtime/errors.ts';
import type { RowWrite } from '../runtime/row-table.ts';
import type { MacroSteps } from './model.ts';
import { applySteps } from './rules-macros.ts';

export interface RunMacro extends ConversationKey {
  readonly steps: MacroSteps;
  readonly memberId: string;
  /** Of its reply, chosen by the caller: repeating the run sends once. */
  readonly messageId: string;
  /** Who asks is an application; absent = a person. */
  readonly kind?: Caller['kind'];
  /** W8: a reply that only the window refuses may wait for the next one. */
  readonly hold: boolean;
}

/**
 * Runs a macro (I7): reply, tags, assignment, snooze, closing in one transaction. What the gate refuses refuses all of it;
 * a run whose reply is planned already changes nothing.
 *
 * @throws {NotFound}; {RuleViolation} as a message does.
 */
export async function runMacro(
  deps: ConversationDeps,
  run: RunMacro,
): Promise<{ readonly message?: Message; readonly conversation: Conversation }> {
  const { tenantId, conversationId, steps, memberId, messageId, hold } = run;
  const key = { tenantId, conversationId };
  if (steps.text === undefined) return { conversation: await runSilently(deps, key, run) };
  return planMessage(deps, {
    ...key,
    messageId,
    body: { type: 'text', text: steps.text },
    ...senderOf({ memberId, ...(run.kind ? { kind: run.kind } : {}) }),
    hold,
    alongside: (head, record) => stepsOf(deps, head, record, run),
  });
}

/** Nothing is sent: whoever runs it need not take the conversation over. */
async function runSilently(deps: ConversationDeps, key: ConversationKey, run: RunMacro): Promise<Conversation> {
  let before: Conversation | undefined;
  const head = await changeHead(deps.table, key, async () => {
    const record = await loadRecord(deps.table, key, { rows: 0, consistent: true });
    if (!record) throw unknownConversation();
    before = record.conversation;
    const change = stepsOf(deps, before, record, run);
    const listed = listWrites(before, change.head, deps.clock.now());
    return change.head === before
      ? undefined
      : { head: change.head, expected: before, with: [...change.with, ...listed] };
  });
  if (!head) throw unknownConversation();
  if (before) await forget(deps, before, head);
  return head;
}

function stepsOf(
  deps: Pick<ConversationDeps, 'clock' | 'ids'>,
  head: Conversation,
  { customer }: ConversationRecord,
  { steps, memberId }: RunMacro,
): HeadChange & { readonly with: readonly RowWrite[] } {
  const nowMs = deps.clock.now();
  const applied = applySteps(head, steps, { memberId, nowMs });
  const lines = applied.activities.map((activity) =>
    newMessage(activityRow(head, activity, memberId, nowMs, deps.ids.ulid())),
  );
  return { head: applied.head, with: [...lines, ...tagWrites(deps, customer, applied.tags, memberId)] };
}

/** Tags live on the customer too, and its timeline tells of them. */
function tagWrites(
  deps: Pick<ConversationDeps, 'clock' | 'ids'>,
  customer: Customer | undefined,
  tags: readonly string[] | undefined,
  actorId: string,
): readonly RowWrite[] {
  if (!customer || !tags) return [];
  const changed = changeCustomer(customer, { tags: [...tags] });
  if (changed.kind === 'refused') throw new RuleViolation(changed.code, 'more than a customer holds');
  if (changed.kind === 'same') return [];
  const { tenantId, conversationId } = customer;
  const atMs = deps.clock.now();
  const told = { tenantId, conversationId, activityId: deps.ids.ulid(), atMs, doneAtMs: atMs, actorId };
  return [putCustomer(changed.customer), activityWrite({ ...told, change: changed.record })];
}
