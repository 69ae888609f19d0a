import { expect, test } from 'vitest';
import type { MacroView } from '../contracts.ts';
import { isQuickReply, macrosFor, slashText } from './picker.ts';

const macro = (name: string, shortcut: string, steps: MacroView['steps']): MacroView => ({
  id: name,
  name,
  shortcut,
  steps,
  personal: false,
});

test('I7: a slash opens the picker only where the text begins with it', () => {
  expect(slashText('/')).toBe('');
  expect(slashText('/报价')).toBe('报价');
  expect(slashText('一/二')).toBeUndefined();
  expect(slashText('/第一行\n第二行')).toBeUndefined();
});

test('I7: what is typed finds names, shortcuts and texts; a shortcut that begins so stands first', () => {
  const all = [
    macro('你好', 'hi', { text: '您好' }),
    macro('报价', 'bj', { text: '90 平 hi' }),
    macro('收尾', 'end', { close: true }),
  ];
  expect(macrosFor(all, 'hi').map(({ name }) => name)).toEqual(['你好', '报价']);
  expect(macrosFor(all, '').map(({ name }) => name)).toEqual(['你好', '报价', '收尾']);
  expect(macrosFor(all, '收').map(({ name }) => name)).toEqual(['收尾']);
});

test('I7: text alone is a quick reply, anything more is a macro', () => {
  expect(isQuickReply(macro('a', '', { text: '您好' }))).toBe(true);
  expect(isQuickReply(macro('a', '', { text: '您好', close: true }))).toBe(false);
  expect(isQuickReply(macro('a', '', { close: true }))).toBe(false);
});
