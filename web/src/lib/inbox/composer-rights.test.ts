import { expect, test } from 'vitest';
import type { AccountView, CardView, VerdictView } from '../contracts.ts';
import { rightsOf } from './composer-rights.ts';

const account = {
  sendable: ['text', 'image', 'lead-card'],
} as unknown as AccountView;
const cards: readonly CardView[] = [
  { id: 'l1', card: 'lead-card', title: '领取报价' },
  { id: 'n1', card: 'name-card', title: '企业微信' },
];
const allowed: VerdictView = { kind: 'allowed', rule: 'W6' };
const shut: VerdictView = { kind: 'refused', rule: 'W4', code: 'window.closed' };

test('I3: what the window lets go is offered, and what the account may never send says so', () => {
  const rights = rightsOf(account, cards, () => allowed);
  expect(rights).toMatchObject({ verdict: allowed, holds: false, image: undefined });
  expect(rights.cards.map(({ refused }) => refused)).toEqual([undefined, 'capability.not-sendable']);
});

test('W8: what only the window refuses may wait, what the account may not send may not', () => {
  expect(rightsOf(account, cards, () => shut)).toMatchObject({ holds: true, image: undefined, imageHolds: true });
  const noImage: VerdictView = { kind: 'refused', rule: 'C1', code: 'capability.not-sendable' };
  const rights = rightsOf(account, cards, (type) => (type === 'image' ? noImage : allowed));
  expect(rights).toMatchObject({ holds: false, image: 'capability.not-sendable', imageHolds: false });
});

test('W7: an answer to a comment is a text alone and waits for no other window', () => {
  const rights = rightsOf(account, cards, () => shut, { verdict: allowed });
  expect(rights).toMatchObject({ verdict: allowed, holds: false, image: 'window.text-only', imageHolds: false });
  expect(rights.cards.map(({ refused }) => refused)).toEqual(['window.text-only', 'window.text-only']);
  expect(rightsOf(account, cards, () => allowed, { verdict: shut })).toMatchObject({ verdict: shut, holds: false });
});

test('nothing is promised while the engine is on its way', () => {
  expect(rightsOf(account, cards, () => undefined)).toMatchObject({ verdict: undefined, holds: false });
  expect(rightsOf(undefined, [], () => allowed, { verdict: undefined })).toMatchObject({
    verdict: undefined,
    cards: [],
  });
});
