import { expect, test } from 'vitest';
import { toItem } from '../runtime/row-table.ts';
import { billedBytes } from './harness-size.ts';
import type { Message } from './model-messages.ts';
import { NO_FACTS } from './rules-facts.ts';
import { messageRow, parseMessage } from './store-message-codec.ts';

/** An AI employee's answer at the end of its life, with everything that is kept of it: ids as long as real ones. */
const answer = (text: string): Message => ({
  tenantId: 't_01J9ZK8Q4M7R2V5X8YB3C6D9EF',
  conversationId: 'sWQ7Jm4CHJSJzXaa5JjLng',
  accountId: 'dy_MUWkuKYet5Qdv8yA',
  messageId: 'a_1780000000000_c5LyVKfX_0',
  kind: 'message',
  atMs: 1_780_000_000_000,
  body: { type: 'text', text },
  sender: 'agent',
  senderId: 'g_01J9ZK8Q4M7R2V5X8YB3C6D9EF',
  state: 'sent',
  epoch: 3,
  burstKey: '1780000000000_c5LyVKfX',
  deadlineMs: 1_780_086_400_000,
  settledAtMs: 1_780_000_003_000,
  platformMessageId: '@g52yJRrBmWX5ueKxb4/5/Uqpmb8IVWscM247Ti0Q7lkGXKMv43elf0VGfuSKuO23',
  trace: {
    pack: 'douyin-2026-03-01',
    packHash: 'gcaibcc2',
    rule: 'W2',
    verdict: { kind: 'allowed', rule: 'W2', untilMs: 1_780_086_399_000 },
    decidedAtMs: 1_780_000_002_000,
    factsHash: 'si8y6rqt',
    basis: {
      facts: { ...NO_FACTS, lastCustomerMessageAtMs: 1_780_000_000_000 },
      standing: { kind: 'enterprise', highWeight: false, adSpend30dYuan: 0, mutualFollow: false },
    },
  },
  usage: {
    model: 'claude-haiku-5-5',
    inputTokens: 650,
    outputTokens: 90,
    cacheReadTokens: 3_000,
    cacheWriteTokens: 0,
    simulated: false,
  },
});

test('COST1: an answer of 100 characters is written as one unit; what is longer costs one for each KB, and reads back', () => {
  const usual = answer('您'.repeat(100));
  expect(billedBytes(toItem(messageRow(usual)))).toBeLessThan(1_024);
  expect(parseMessage(messageRow(usual))).toEqual(usual);
  // The longest that a platform takes: nothing of it is cut to save a unit.
  const longest = answer('您'.repeat(1_000));
  expect(Math.ceil(billedBytes(toItem(messageRow(longest))) / 1_024)).toBe(4);
  expect(parseMessage(messageRow(longest))).toEqual(longest);
});
