import { expect, test } from 'vitest';
import { canAnswer, canChangeAccounts, canReadConversations, canReadUsage, canRevealContact } from './permissions.ts';

test('X1: the console offers what the role holds, and nothing to nobody', () => {
  const operator = { permissions: ['conversations.read', 'conversations.write', 'contacts.reveal'] };
  expect([canReadConversations, canAnswer, canRevealContact, canChangeAccounts].map((may) => may(operator))).toEqual([
    true,
    true,
    true,
    false,
  ]);
  const finance = { permissions: ['usage.read'] };
  expect([canReadUsage, canReadConversations].map((may) => may(finance))).toEqual([true, false]);
  expect([canReadUsage, canAnswer].map((may) => may(undefined))).toEqual([false, false]);
});
