import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTemplate, renderText } from './rules-variables.ts';

const piece = fc.constantFrom('{', '}', '{{', '}}', '|', 'customer.name', 'account.name', 'x', ' ', '你好', '|朋友');
const anyText = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
const plain = fc.string().filter((text) => !text.includes('{{') && !text.includes('}}'));

test('M6: no text makes the parser fail, and a faulty one leaves as it was written', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const parsed = parseTemplate(text);
      if (parsed.kind === 'fault') expect(renderText(text, { 'customer.name': '小美' })).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});

test('M6: a text without braces is itself, whatever the values', () => {
  fc.assert(fc.property(plain, fc.string(), (text, name) => renderText(text, { 'customer.name': name }) === text));
});

test('M6: what a readable text renders to has no braces left but those a value brought', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      if (parseTemplate(text).kind === 'fault') return;
      const rendered = renderText(text, { 'customer.name': '小美', 'account.name': '官方号' });
      expect(rendered).not.toContain('{{');
    }),
    { numRuns: 2_000 },
  );
});

test('M6: a value is never read again: nobody names themselves into another variable', () => {
  fc.assert(
    fc.property(anyText, (name) => {
      const rendered = renderText('您好{{customer.name|朋友}}', { 'customer.name': name });
      expect(rendered).toBe(`您好${name.trim() === '' ? '朋友' : name.trim()}`);
    }),
  );
});

test.each([
  ['{{customer.name|朋友}}，您好', {}, '朋友，您好'],
  ['{{ customer.name | 朋友 }}，您好', { 'customer.name': '小美' }, '小美，您好'],
  [
    '我是{{account.name}}的{{member.name}}',
    { 'account.name': '青木装饰', 'member.name': '小陈' },
    '我是青木装饰的小陈',
  ],
] as const)('M6: %s', (text, values, expected) => {
  expect(renderText(text, values)).toBe(expected);
});

test.each([
  ['{{customer.name}}', 'variables.no-fallback'],
  ['{{customer.name| }}', 'variables.no-fallback'],
  ['{{customer.phone|无}}', 'variables.unknown'],
  ['{{customer.name|朋友', 'variables.unclosed'],
  ['customer.name}}', 'variables.unclosed'],
  ['{{constructor|x}}', 'variables.unknown'],
])('M6: %s is refused as %s', (text, code) => {
  expect(parseTemplate(text)).toMatchObject({ kind: 'fault', fault: { code } });
});
