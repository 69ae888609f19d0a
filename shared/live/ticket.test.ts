import { expect, test } from 'vitest';
import { signText } from '../runtime/signed-text.ts';
import { issueTicket, openTicket } from './ticket.ts';

const key = 'test-signing-key-0123456789';
const nowMs = 1_790_000_000_000;
const who = { tenantId: 't1', memberId: 'm1' };

test('a ticket opens for a minute and names its member', () => {
  const { ticket, expiresAtMs } = issueTicket(key, who, nowMs);
  expect(expiresAtMs).toBe(1_790_000_060_000);
  expect(openTicket(key, ticket, nowMs + 59_999)).toEqual({ ...who, expiresAtMs: 1_790_000_060_000 });
  expect(openTicket(key, ticket, nowMs + 60_000)).toBeUndefined();
});

test('an OAuth state is no ticket, and neither is what another key signed', () => {
  const payload = JSON.stringify({ ...who, expiresAtMs: nowMs + 60_000 });
  expect(openTicket(key, signText(key, 'oauth-state', payload), nowMs)).toBeUndefined();
  expect(openTicket(key, signText('another-key-0123456789', 'live-ticket', payload), nowMs)).toBeUndefined();
});
