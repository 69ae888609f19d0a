import { expect, test } from 'vitest';
import { cardSource, cardsFor, type OfferedCard } from './card-source.ts';

const offered = (id: string, card: OfferedCard['card']['card'], title: string, reason?: string): OfferedCard => ({
  card: { id, card, title },
  reason,
});
const ALL = [
  offered('n1', 'note', '旧房翻新案例', '窗口未开'),
  offered('l1', 'lead-card', '免费领取报价'),
  offered('c1', 'name-card', '设计师企微'),
];

test('M3, I3: cards are found by title and kind, those that may go first', () => {
  expect(cardsFor(ALL, '').map(({ card }) => card.id)).toEqual(['l1', 'c1', 'n1']);
  expect(cardsFor(ALL, '报价').map(({ card }) => card.id)).toEqual(['l1']);
  expect(cardsFor(ALL, '名片').map(({ card }) => card.id)).toEqual(['c1']);
  expect(cardsFor(ALL, '没有')).toEqual([]);
});

test('C1: a card that may not go says why; another is sent as it is', () => {
  const sent: string[] = [];
  const entries = cardSource(ALL, ({ id }) => void sent.push(id)).entries('');
  expect(entries.map(({ refused }) => refused)).toEqual([undefined, undefined, '窗口未开']);
  entries[0]?.choose();
  expect(sent).toEqual(['l1']);
});
