import type { Conversation } from './model-head.ts';
import { NO_FACTS } from './rules-facts.ts';

/** For tests: a head with nothing sent, owed or known. What a test is about, it says itself. */
export const quietHead = (own: Partial<Conversation> & Pick<Conversation, 'createdAtMs'>): Conversation => ({
  tenantId: 't1',
  conversationId: 'c1',
  accountId: 'dy_one',
  platform: 'douyin',
  customerPlatformId: 'u1',
  version: 1,
  lastActivityAtMs: own.createdAtMs,
  unread: 0,
  facts: NO_FACTS,
  epoch: 0,
  recent: [],
  mutualFollow: false,
  tags: [],
  hasContact: false,
  status: 'open',
  seen: [],
  ...own,
});
