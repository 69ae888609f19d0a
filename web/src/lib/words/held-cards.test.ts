import { expect, test } from 'vitest';
import type { CardView } from '../contracts.ts';
import { copiedWords, heldCard } from './held-cards.ts';

const cards: readonly CardView[] = [
  { id: '60021', card: 'name-card', title: '小林', holds: 'wecom' },
  { id: '60022', card: 'name-card', title: '门店热线' },
];

test('M3: a copied name card is told by its title and by what it holds, as far as that is known', () => {
  const told = (cardId: string | undefined) => copiedWords(heldCard(cards, cardId));
  expect(told('60021')).toBe('客户复制了名片“小林”的企业微信');
  expect(told('60022')).toBe('客户复制了名片“门店热线”');
  expect(told('gone')).toBe('客户复制了名片内容');
  expect(told(undefined)).toBe('客户复制了名片内容');
  expect(copiedWords(heldCard(undefined, '60021'))).toBe('客户复制了名片内容');
});
