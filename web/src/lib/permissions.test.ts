import { expect, test } from 'vitest';
import {
  canAnswer,
  canChangeAccounts,
  canReadConversations,
  canReadUsage,
  canRevealContact,
  isNarrowed,
} from './permissions.ts';

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

test('X1: who sees only own conversations from now on, or loses a right, sees less; who gains one does not', () => {
  const all = { permissions: ['conversations.read', 'leads.read'], ownOnly: false };
  expect(isNarrowed(all, { ...all, ownOnly: true })).toBe(true);
  expect(isNarrowed(all, { ...all, permissions: ['leads.read'] })).toBe(true);
  expect(isNarrowed({ ...all, ownOnly: true }, all)).toBe(false);
  expect(isNarrowed(all, { ...all, permissions: [...all.permissions, 'usage.read'] })).toBe(false);
  expect(isNarrowed(all, all)).toBe(false);
});
