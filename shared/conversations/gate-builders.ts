import { quietHead } from './harness-head.ts';
import type { Conversation } from './model-head.ts';
import type { Message } from './model-messages.ts';
import { NO_FACTS } from './rules-facts.ts';

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
