import { expect, test } from 'vitest';
import { textFault } from './sendable-text.ts';

const limit = { max: 1_000, unit: 'code-points' } as const;

test.each([
  'https://a.b',
  'HTTP://x.y',
  '官网miaohong.com',
  'www.miaohong.com.cn',
  '见 a-b.shop/x',
  'douyin.cn',
  '(m.vip)',
  'a@miaohong.com',
  'www.',
  '..b.com',
])('C1: %s is a link', (text) => {
  expect(textFault(text, limit)).toBe('text.link');
});

test.each([
  '15.98万',
  'v2.0.1',
  '3.5米*2.1米',
  'A.B.C',
  '好的...com',
  '全屋8.8折，低至999.9元',
  '[微笑]',
  '138****8000',
])('C1: %s is no link', (text) => {
  expect(textFault(text, limit)).toBeUndefined();
});

test('C1: a mobile number is refused where it must travel as a card', () => {
  expect(textFault('请打 138 0013 8000', { ...limit, phones: 'refused' })).toBe('text.phone');
  expect(textFault('请打 138 0013 8000', limit)).toBeUndefined();
});

test('C1: length counts characters or units', () => {
  expect(textFault('😀'.repeat(1_000), limit)).toBeUndefined();
  expect(textFault('😀'.repeat(1_001), limit)).toBe('text.too-long');
  expect(textFault('😀'.repeat(501), { max: 1_000, unit: 'utf16' })).toBe('text.too-long');
  expect(textFault(' \n', limit)).toBe('text.empty');
});

test('SEC7: a long text without an end is judged at all', () => {
  expect(textFault('a-'.repeat(500), limit)).toBeUndefined();
  expect(textFault('a.'.repeat(500), limit)).toBeUndefined();
});
