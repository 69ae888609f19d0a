import { expect, test } from 'vitest';
import { quietHead } from './harness-head.ts';
import type { Conversation } from './model-head.ts';
import type { Message } from './model-messages.ts';
import { reactionsOf } from './reactions.ts';

const NOW = 1_780_000_000_000;
const head = (changes: Partial<Conversation> = {}): Conversation =>
  quietHead({
    conversationId: 'c1',
    accountId: 'dy_a',
    customerPlatformId: 'u1',
    createdAtMs: NOW,
    ...changes,
  });
const message = (changes: Partial<Message> = {}): Message => ({
  tenantId: 't1',
  conversationId: 'c1',
  accountId: 'dy_a',
  messageId: 'a_burst_0',
  atMs: NOW + 1,
  kind: 'message',
  sender: 'agent',
  state: 'planned',
  epoch: 0,
  deadlineMs: NOW + 600_000,
  ...changes,
});
const ofHead = (before: Conversation | undefined, after: Conversation) =>
  reactionsOf({ entity: 'conversation', before, after }, NOW);
const ofMessage = (before: Message | undefined, after: Message) =>
  reactionsOf({ entity: 'message', before, after }, NOW);

test('a new mark wakes the sender, the same mark does not', () => {
  const marked = head({ outbound: { fromMs: 5, mark: 1 } });
  const job = { tenantId: 't1', conversationId: 'c1', fromMs: 5 };
  expect(ofHead(head(), marked).outbound).toEqual({ job, delaySeconds: 0 });
  expect(ofHead(marked, { ...marked, unread: 1 }).outbound).toBeUndefined();
  const later = head({ outbound: { fromMs: 5, mark: 2, notBeforeMs: NOW + 1_500 } });
  expect(ofHead(marked, later).outbound).toEqual({ job, delaySeconds: 2 });
});

test('I7: what is held for a time within a quarter of an hour is looked at then; what is held for later is the sweeper’s', () => {
  const held = (heldUntilMs: number) => head({ outbound: { fromMs: 5, mark: 1, heldUntilMs } });
  const before = head({ outbound: { fromMs: 5, mark: 1 } });
  expect(ofHead(before, held(NOW + 40_000)).outbound).toMatchObject({ delaySeconds: 60, spare: true });
  expect(ofHead(held(NOW + 40_000), held(NOW + 40_000)).outbound).toBeUndefined();
  expect(ofHead(before, held(NOW + 3_600_000)).outbound).toBeUndefined();
});

test('G9: a new burst asks the agent after its wait; one due in an hour is left to the sweeper', () => {
  const due = (atMs: number) => head({ agentDue: { burstKey: 'b1', atMs, sinceMs: NOW } });
  expect(ofHead(head(), due(NOW + 2_000)).agent).toEqual({
    job: { tenantId: 't1', conversationId: 'c1', burstKey: 'b1' },
    delaySeconds: 2,
  });
  expect(ofHead(head(), due(NOW - 5_000)).agent?.delaySeconds).toBe(0);
  expect(ofHead(due(NOW), due(NOW + 1_000)).agent).toBeUndefined();
  expect(ofHead(head(), due(NOW + 3_600_000)).agent).toBeUndefined();
});

test('G8: what the agent owed after a pause and owes at once after a hand-back is asked for at once', () => {
  const due = (atMs: number) => head({ agentDue: { burstKey: 'b1', atMs, sinceMs: NOW } });
  const job = { tenantId: 't1', conversationId: 'c1', burstKey: 'b1' };
  expect(ofHead(due(NOW + 1_800_000), due(NOW)).agent).toEqual({ job, delaySeconds: 0 });
});

test('an agent’s answer wakes the sender once, by its first row; everybody else marks the head', () => {
  expect(ofMessage(undefined, message()).outbound?.job).toMatchObject({ messageId: 'a_burst_0', fromMs: NOW + 1 });
  expect(ofMessage(undefined, message({ messageId: 'a_burst_1' })).outbound).toBeUndefined();
  expect(ofMessage(undefined, message({ sender: 'operator', messageId: 'operator_0' })).outbound).toBeUndefined();
  expect(ofMessage(message(), message({ state: 'sent' })).outbound).toBeUndefined();
});

test('G2: a hand-over goes to the bus once', () => {
  const handed = message({ kind: 'handed-over', messageId: 'h_burst', state: 'sent', note: 'customer.asked' });
  expect(ofMessage(undefined, handed).bus).toMatchObject([
    { kind: 'agent.handed-over', tenantId: 't1', conversationId: 'c1', reason: 'customer.asked', eventId: 'h_burst' },
  ]);
  expect(ofMessage(handed, handed).bus).toEqual([]);
});
