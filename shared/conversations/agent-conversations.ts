import type { AgentConversations, AgentReply, AgentView, PlanOutcome } from '../agents/ports.ts';
import { changeHead } from './commit.ts';
import type { Conversation } from './model-head.ts';
import type { ConversationRecord, ThreadRow } from './model-items.ts';
import type { ConversationKey } from './model-keys.ts';
import type { Message } from './model-messages.ts';
import { recallsOf } from './open-thread.ts';
import type { ConversationDeps } from './ports.ts';
import { burstAtMs } from './rules-burst.ts';
import { withOutbound } from './rules-ownership.ts';
import { shownItems } from './shown-items.ts';
import { createMessages, loadRecord, newMessage, putCustomer } from './store-conversations.ts';
import { threadItems } from './thread-items.ts';

type Deps = Pick<ConversationDeps, 'table' | 'clock'>;

/** W8: how long an answer waits for a window. A newer message of the customer ends it sooner (INV6). */
const ANSWER_LIFE_MS = 24 * 3_600_000;

/** What agents ask of conversations; the ids of an answer's rows follow from its burst, so it is planned once (G9). */
export const agentConversations = (deps: Deps): AgentConversations => ({
  read: (key, newest) => read(deps, key, newest),
  plan: (reply) => plan(deps, reply),
  settle: async ({ tenantId, conversationId, burstKey }) => {
    await changeHead(deps.table, { tenantId, conversationId }, (head) => {
      if (head.agentDue?.burstKey !== burstKey) return undefined;
      const { agentDue: _, ...rest } = head;
      return { head: rest };
    });
  },
});

async function read(deps: Deps, key: ConversationKey, newest: number): Promise<AgentView | undefined> {
  // Not consistent: the gate judges burst and epoch again, and a job comes long after the write that caused it.
  const record = await loadRecord(deps.table, key, { rows: newest });
  if (!record) return undefined;
  const conversation = withoutAnsweredDebt(record);
  const before = record.rows.length < newest ? [] : await recallsOf(deps.table, record);
  // A model need not know what reaches the customer (SEC17).
  const items = shownItems(threadItems([...before, ...record.rows], conversation), record.customer?.contact);
  return { conversation, items, ...(record.customer ? { customer: record.customer } : {}) };
}

/** The answer may be planned while the head still owes it: the claim of its first row settles the debt. */
function withoutAnsweredDebt({ conversation, rows }: ConversationRecord): Conversation {
  const { agentDue, ...rest } = conversation;
  if (!agentDue) return conversation;
  return isAnswered(rows, agentDue.burstKey, conversation.epoch) ? rest : conversation;
}

/** An answer of an earlier epoch was fenced: after a hand-back the burst is owed anew (G8). */
const isAnswered = (rows: readonly ThreadRow[], burstKey: string, epoch: number): boolean =>
  rows.some((row) => row.row === 'message' && row.message.burstKey === burstKey && row.message.epoch === epoch);

/**
 * Plans an answer. Texts and cards alone are put without touching the head: one conditional write, and whether burst and
 * epoch still hold is the gate's to say when it claims (INV6, G8). Tags and a hand-over change the head and go with it.
 */
async function plan(deps: Deps, reply: AgentReply): Promise<PlanOutcome> {
  if (reply.handOver === undefined && reply.tags.length === 0 && reply.bodies.length > 0) {
    const rows = rowsOf(reply, deps.clock.now());
    return (await createMessages(deps.table, rows)) ? 'planned' : 'answered';
  }
  return planWithHead(deps, reply);
}

function rowsOf(reply: AgentReply, nowMs: number): readonly Message[] {
  const { tenantId, conversationId, accountId, burstKey } = reply;
  // The epoch too: what was fenced by a person must not stand in the way of the answer after a hand-back.
  const nameOf = (at: number): string => `a_${burstKey.slice(14)}_${reply.epoch}_${at}`;
  const base = {
    tenantId,
    conversationId,
    accountId,
    sender: 'agent',
    senderId: reply.agentId,
    epoch: reply.epoch,
    burstKey,
    deadlineMs: nowMs + ANSWER_LIFE_MS,
  } as const;
  const bubbles = reply.bodies.map(
    (body, at): Message => ({
      ...base,
      messageId: nameOf(at),
      atMs: burstAtMs(burstKey) + 1 + at,
      kind: 'message',
      body,
      state: 'planned',
      ...(at === 0 && reply.usage ? { usage: reply.usage } : {}),
    }),
  );
  if (reply.handOver === undefined) return bubbles;
  const handOver: Message = {
    ...base,
    // A name of the same line: whatever a burst gets begins with `…_0`, so of two runs one is first (G9).
    messageId: nameOf(reply.bodies.length),
    atMs: burstAtMs(burstKey) + 1 + reply.bodies.length,
    kind: 'handed-over',
    state: 'sent',
    note: reply.handOver,
    ...(reply.bodies.length === 0 && reply.usage ? { usage: reply.usage } : {}),
  };
  return [...bubbles, handOver];
}

async function planWithHead(deps: Deps, reply: AgentReply): Promise<PlanOutcome> {
  const key = { tenantId: reply.tenantId, conversationId: reply.conversationId };
  const nowMs = deps.clock.now();
  let outcome: PlanOutcome = 'superseded';
  await changeHead(deps.table, key, async () => {
    const record = await loadRecord(deps.table, key, { rows: 30, consistent: true });
    if (!record) return undefined;
    const head = record.conversation;
    outcome = standingOf(record, reply);
    if (outcome !== 'planned') return undefined;
    const rows = rowsOf(reply, nowMs);
    const tags = [...new Set([...head.tags, ...reply.tags])];
    const { agentDue: _, ...free } = head;
    const told: Conversation = {
      ...free,
      tags,
      ...(reply.handOver === undefined ? {} : { handedOver: { reason: reply.handOver, atMs: nowMs } }),
    };
    const customer =
      record.customer && tags.length > head.tags.length ? [putCustomer({ ...record.customer, tags })] : [];
    return {
      expected: head,
      head: reply.bodies.length > 0 ? withOutbound(told, burstAtMs(reply.burstKey) + 1) : told,
      with: [...rows.map(newMessage), ...customer],
    };
  });
  return outcome;
}

function standingOf(record: ConversationRecord, reply: AgentReply): PlanOutcome {
  const head = record.conversation;
  if (head.epoch !== reply.epoch) return 'fenced';
  if (head.burstKey !== reply.burstKey) return 'superseded';
  const answered = isAnswered(record.rows, reply.burstKey, reply.epoch);
  return answered || head.agentDue?.burstKey !== reply.burstKey ? 'answered' : 'planned';
}
