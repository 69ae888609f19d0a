import { quietHead } from './harness-head.ts';
import type { Conversation } from './model-head.ts';
import type { ThreadRow } from './model-items.ts';
import type { Message } from './model-messages.ts';
import type { Allowed } from './model-rules.ts';
import { NO_FACTS } from './rules-facts.ts';
import { claimedHead } from './rules-gate.ts';

/** For tests of the gate's rules: a conversation whose customer spoke five seconds ago, and a person's text in it. */

export const NOW = 1_780_000_000_000;
export const HEAD: Conversation = quietHead({
  conversationId: 'c1',
  accountId: 'dy_1',
  customerPlatformId: 'u1',
  version: 3,
  createdAtMs: NOW - 9_000,
  lastActivityAtMs: NOW - 5_000,
  facts: { ...NO_FACTS, lastCustomerMessageAtMs: NOW - 5_000 },
  messageRef: { messageRef: 'm-ref' },
  epoch: 2,
});
export const head = (change: Partial<Conversation> = {}): Conversation => ({ ...HEAD, ...change });
export const MESSAGE: Message = {
  tenantId: 't1',
  conversationId: 'c1',
  accountId: 'dy_1',
  messageId: 'msg-1',
  atMs: NOW - 100,
  kind: 'message',
  sender: 'operator',
  body: { type: 'text', text: '您好' },
  state: 'planned',
  epoch: 2,
  deadlineMs: NOW + 60_000,
};
export const message = (change: Partial<Message> = {}): Message => ({ ...MESSAGE, ...change });
export const ACCOUNT = {
  status: 'hosted',
  standing: { kind: 'enterprise', highWeight: false, adSpend30dYuan: 5_000 },
} as const;

export const REPLY: Allowed = { kind: 'allowed', rule: 'W2', occasion: 'reply' };
/** A claim of a message on this head. */
export const claim = (change: Partial<Conversation> = {}, one = MESSAGE) =>
  claimedHead(head(change), one, REPLY, { claimId: 'k1', nowMs: NOW });
/** A row that tells of an echo of what was claimed, unless `change` says otherwise. */
export const echo = (change: object = {}): ThreadRow => ({
  row: 'event',
  key: 'm#1#e_1',
  event: {
    kind: 'echo',
    platform: 'douyin',
    accountPlatformId: 'a',
    customerPlatformId: 'u1',
    eventId: 'p9',
    occurredAtMs: NOW,
    body: { type: 'text', text: '您好' },
    ...change,
  },
});
