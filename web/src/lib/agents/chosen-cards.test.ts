import { expect, test } from 'vitest';
import type { AccountView, CardView } from '../contracts.ts';
import { choosableCards, chosenCard } from './chosen-cards.ts';

const account = (id: string): AccountView => ({
  id,
  platform: 'xiaohongshu',
  platformId: `p-${id}`,
  name: `账号${id}`,
  kind: 'enterprise',
  kindRecorded: true,
  subject: '',
  status: 'hosted',
  highWeight: false,
  adSpend30dYuan: 0,
  agentMode: 'off',
  welcome: [],
  cardsVersion: 1,
  sendable: ['text', 'note', 'lead-card'],
  operatorIds: [],
  createdAtMs: 1,
  version: 1,
});
const note: CardView = { id: 'n1', card: 'note', title: '案例' };
const held: Readonly<Record<string, readonly CardView[]>> = { a1: [], a2: [note] };
const cardsOf = (accountId: string) => {
  const items = held[accountId];
  return items
    ? { state: 'present' as const, value: { accountId, version: 1, items: [...items], messageCards: [] } }
    : { state: 'loading' as const, value: undefined };
};
const chosen = (accountId?: string) => ({
  kind: 'card' as const,
  id: 'n1',
  when: '',
  ...(accountId ? { accountId } : {}),
});

test('G4, C1: what the account may not send, and what asks for the contact, is not offered', () => {
  const cards: readonly CardView[] = [
    note,
    { id: 'l1', card: 'lead-card', title: '领取报价' },
    { id: 't1', card: 'trade-card', title: '交易' },
  ];
  expect(choosableCards(account('a1'), cards)).toEqual([
    { id: 'n1', card: 'note', title: '案例', platform: 'xiaohongshu', accountName: '账号a1' },
  ]);
});

test('G4: a chosen card is named as its account holds it; it is gone only once that is known', () => {
  const accounts = [account('a1'), account('a2'), account('a3')];
  expect(chosenCard(chosen('a2'), accounts, cardsOf)).toMatchObject({ title: '案例', accountName: '账号a2' });
  expect(chosenCard(chosen('a1'), accounts, cardsOf)).toBeNull();
  expect(chosenCard(chosen('a3'), accounts, cardsOf)).toBeUndefined();
  expect(chosenCard(chosen('gone'), accounts, cardsOf)).toBeNull();
  expect(chosenCard(chosen('a2'), undefined, cardsOf)).toBeUndefined();
});

test('G4: one that was chosen before its account was named with it is looked for', () => {
  expect(chosenCard(chosen(), [account('a1'), account('a2')], cardsOf)).toMatchObject({ accountName: '账号a2' });
  expect(chosenCard(chosen(), [account('a1')], cardsOf)).toBeNull();
  // One of those that are not looked through may hold it.
  const empty = (accountId: string) => ({
    state: 'present' as const,
    value: { accountId, version: 1, items: [], messageCards: [] },
  });
  const many = Array.from({ length: 21 }, (_, index) => account(`b${index}`));
  expect(chosenCard(chosen(), many.slice(0, 20), empty)).toBeNull();
  expect(chosenCard(chosen(), many, empty)).toBeUndefined();
});
