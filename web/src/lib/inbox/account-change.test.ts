import { expect, test } from 'vitest';
import type { AccountView, ConversationView } from '../contracts.ts';
import { ofAccount, ToldAccounts, withAccount } from './account-change.ts';

const account = {
  id: 'dy_one',
  name: '旧名',
  kind: 'staff',
  status: 'hosted',
  agentMode: 'full-auto',
  version: 3,
} as AccountView;
const conversation = { id: 'c1', accountId: 'dy_one', accountName: '旧名', agentMode: 'off' } as ConversationView;

test('A5: an account that the socket told of stands in its place, a new one last', () => {
  const lost = { ...account, status: 'needs-authorization' } as AccountView;
  const other = { ...account, id: 'dy_two' };
  expect(withAccount([account, other], lost)).toEqual([lost, other]);
  expect(withAccount([account], other)).toEqual([account, other]);
  expect(withAccount([account], { ...lost, version: 2 })).toEqual([account]);
});

test('A5: its conversations show its name and who answers; others stay the very same', () => {
  const renamed = { ...account, name: '新名', agentId: 'g1' } as AccountView;
  expect(ofAccount(conversation, renamed)).toMatchObject({ id: 'c1', accountName: '新名', agentMode: 'full-auto' });
  expect(ofAccount(conversation, account).agentMode).toBe('off');
  const others = { ...conversation, accountId: 'dy_two' };
  expect(ofAccount(others, renamed)).toBe(others);
});

test('INV17: what the socket told of an account stands over a conversation that remembers the account as it was', () => {
  const told = new ToldAccounts();
  expect(told.over(conversation)).toBe(conversation);
  expect(told.tell({ ...account, agentId: 'g1', agentMode: 'off' })).toBe(true);
  expect(told.tell({ ...account, agentId: 'g1', version: 4 })).toBe(true);
  // Pushed by a run that was held up.
  expect(told.tell({ ...account, agentId: 'g1', agentMode: 'assist', version: 3 })).toBe(false);
  expect(told.over(conversation)).toMatchObject({ id: 'c1', agentMode: 'full-auto' });
  told.forget();
  expect(told.over(conversation)).toBe(conversation);
});
