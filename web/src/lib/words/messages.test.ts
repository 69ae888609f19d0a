import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { byPrefix } from './codes.ts';

const read = (locale: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../../../messages/${locale}.json`, import.meta.url), 'utf8'));
const placeholders = (message: unknown): string[] =>
  [...new Set(JSON.stringify(message).match(/\{(\w+)\}/g) ?? [])].sort();

test('X3: Chinese and English hold the same messages with the same placeholders', () => {
  const [chinese, english] = [read('zh-CN'), read('en')];
  expect(Object.keys(english)).toEqual(Object.keys(chinese));
  for (const [key, message] of Object.entries(chinese)) {
    expect([key, placeholders(english[key])]).toEqual([key, placeholders(message)]);
  }
});

test('every code has words: the longest known prefix wins, nothing inherited is found', () => {
  const table = { window: 'any', 'window.closed': 'closed' };
  expect(byPrefix(table, 'window.closed')).toBe('closed');
  expect(byPrefix(table, 'window.closed.by.platform')).toBe('closed');
  expect(byPrefix(table, 'window.something-new')).toBe('any');
  expect(byPrefix(table, 'constructor')).toBeUndefined();
  expect(byPrefix(table, '')).toBeUndefined();
});
