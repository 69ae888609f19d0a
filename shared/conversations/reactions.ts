import type { AgentJob, BusEvent, OutboundJob } from '../contracts/queues.ts';
import { isReachable } from '../customers/rules-contact.ts';
import type { Customer, Lead } from './model-customers.ts';
import type { AgentDue, Conversation } from './model-head.ts';
import type { Message } from './model-messages.ts';
import { FORGOTTEN_MS } from './rules-work.ts';

/** What the table stored, before and after, as the stream tells it. */
export type Change =
  | { readonly entity: 'conversation'; readonly before: Conversation | undefined; readonly after: Conversation }
  | { readonly entity: 'message'; readonly before: Message | undefined; readonly after: Message }
  | { readonly entity: 'customer'; readonly before: Customer | undefined; readonly after: Customer }
  | { readonly entity: 'lead'; readonly before: Lead | undefined; readonly after: Lead };

/** What must happen because of a change. Repeats are harmless: every receiver looks at the table again. */
export interface Reactions {
  /** `spare`: for the case that nobody else comes; not needed where another job of the batch looks as far back. */
  readonly outbound?: { readonly job: OutboundJob; readonly delaySeconds: number; readonly spare?: true };
  readonly agent?: { readonly job: AgentJob; readonly delaySeconds: number };
  readonly bus: readonly BusEvent[];
}

/** SQS holds a message back for at most this long; what is due later is the sweeper's. */
const MAX_DELAY_SECONDS = 900;
/** By then whoever planned a welcome has marked the head, or never will. */
const WELCOME_LOOK_SECONDS = 120;

/**
 * Decides what a stored change sets in motion (architecture.md, "one idea"). `nowMs` is the reader's clock: delays are
 * counted from it, never below zero.
 *
 * Whoever plans a message marks the head, and the mark wakes the sender. The agent alone plans without touching the head
 * (a write saved with every answer): there the first row of the answer wakes it; the others came in one write with it.
 * A welcome's rows come before their head: whoever planned them may die in between, or find that the customer has spoken
 * and plan none after all. So a sender looks after them a while later.
 */
export function reactionsOf(change: Change, nowMs: number): Reactions {
  switch (change.entity) {
    case 'conversation':
      return ofHead(change.before, change.after, nowMs);
    case 'message':
      return ofMessage(change.before, change.after);
    case 'lead':
      return { bus: becameReachable(change.before, change.after) ? [captured(change.after)] : [] };
    case 'customer':
      return { bus: [] };
  }
}

function ofHead(before: Conversation | undefined, after: Conversation, nowMs: number): Reactions {
  const { tenantId, conversationId } = after;
  const { outbound, agentDue } = after;
  const wake = outbound !== undefined && outbound.mark !== before?.outbound?.mark;
  const look = wake ? undefined : heldLook(before, after, nowMs);
  const ask = agentDue !== undefined && isAskedAnew(before?.agentDue, agentDue);
  const agentDelay = ask ? delaySeconds(agentDue.atMs, nowMs) : 0;
  return {
    bus: waitsForPerson(before, after) ? [waiting(after)] : [],
    ...(wake
      ? {
          outbound: {
            job: { tenantId, conversationId, fromMs: outbound.fromMs },
            delaySeconds: Math.min(delaySeconds(outbound.notBeforeMs ?? nowMs, nowMs), MAX_DELAY_SECONDS),
          },
        }
      : {}),
    ...(look ? { outbound: look } : {}),
    ...(ask && agentDelay <= MAX_DELAY_SECONDS
      ? { agent: { job: { tenantId, conversationId, burstKey: agentDue.burstKey }, delaySeconds: agentDelay } }
      : {}),
  };
}

/** I7: what is held for a time so near that no sweep may come before it is looked at then; the sweeper knows the rest. */
function heldLook(
  before: Conversation | undefined,
  { tenantId, conversationId, outbound }: Conversation,
  nowMs: number,
): NonNullable<Reactions['outbound']> | undefined {
  const heldUntilMs = outbound?.heldUntilMs;
  if (!outbound || heldUntilMs === undefined || heldUntilMs === before?.outbound?.heldUntilMs) return undefined;
  const inSeconds = delaySeconds(heldUntilMs + FORGOTTEN_MS, nowMs);
  if (inSeconds > MAX_DELAY_SECONDS) return undefined;
  return { job: { tenantId, conversationId, fromMs: outbound.fromMs }, delaySeconds: inSeconds, spare: true };
}

/**
 * I5: somebody begins to wait whom no agent answers, and whom nobody has; or whoever has it had closed it. Told once a
 * wait, so that work finds its person off the path of messages.
 */
function waitsForPerson(before: Conversation | undefined, after: Conversation): boolean {
  const { waitingSinceMs, agentDue, assigneeId, status } = after;
  if (waitingSinceMs === undefined || agentDue || status === 'closed' || before?.waitingSinceMs !== undefined)
    return false;
  return assigneeId === undefined || before?.status === 'closed';
}

const waiting = ({ tenantId, conversationId, waitingSinceMs = 0 }: Conversation): BusEvent => ({
  kind: 'conversation.waiting',
  tenantId,
  conversationId,
  eventId: `${conversationId}-${waitingSinceMs}`,
  atMs: waitingSinceMs,
});

/** A burst the agent did not owe before, or one that it may answer sooner than before: a hand-back ends its pause (G8). */
const isAskedAnew = (before: AgentDue | undefined, after: AgentDue): boolean =>
  before?.burstKey !== after.burstKey || after.atMs < before.atMs;

function ofMessage(before: Message | undefined, after: Message): Reactions {
  if (before) return { bus: [] };
  const { tenantId, conversationId, messageId } = after;
  if (after.kind === 'handed-over') {
    const reason = after.note ?? '';
    const { atMs } = after;
    return { bus: [{ kind: 'agent.handed-over', tenantId, conversationId, reason, eventId: messageId, atMs }] };
  }
  if (after.state !== 'planned') return { bus: [] };
  const look = { tenantId, conversationId, fromMs: after.atMs };
  if (after.sender === 'welcome')
    return { bus: [], outbound: { job: look, delaySeconds: WELCOME_LOOK_SECONDS, spare: true } };
  if (after.sender !== 'agent' || !isFirstAnswer(messageId)) return { bus: [] };
  return { bus: [], outbound: { job: { ...look, messageId }, delaySeconds: 0 } };
}

const isFirstAnswer = (messageId: string): boolean => messageId.endsWith('_0');

/** K5: what reaches nobody is no contact; it may become one, once. */
const becameReachable = (before: Lead | undefined, after: Lead): boolean =>
  isReachable(after.contact) && !(before && isReachable(before.contact));

const captured = (lead: Lead): BusEvent => ({
  kind: 'lead.captured',
  tenantId: lead.tenantId,
  conversationId: lead.conversationId,
  leadId: lead.leadId,
  eventId: lead.leadId,
  atMs: lead.capturedAtMs,
});

const delaySeconds = (atMs: number, nowMs: number): number => Math.max(0, Math.ceil((atMs - nowMs) / 1000));
