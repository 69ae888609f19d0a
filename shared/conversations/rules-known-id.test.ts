import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayHoldId, withoutKnownId } from './rules-known-id.ts';

const contact = { wechatMasked: 'a******5' };

test.each([
  ['abc12345', 'a******5'],
  ['就是abc12345哦', '就是a******5哦'],
  ['加 ABC12345 或 ａｂｃ１２３４５', '加 A******5 或 a******5'],
  ['-abc12345-', '-a******5-'],
  ['abc12345_', 'a******5_'],
])('X5: "%s" says an id that is known by now', (text, shown) => {
  expect(withoutKnownId(text, contact)).toBe(shown);
  expect(mayHoldId(text)).toBe(true);
});

test.each(['abc123456', 'xbc12345', 'abc12346', '1800 12345', 'a******5', '想要90平的', ''])(
  'X5: "%s" does not say it',
  (text) => {
    expect(withoutKnownId(text, contact)).toBe(text);
  },
);

test('nothing is hidden where no id is known, or not the whole of it', () => {
  for (const known of [undefined, {}, { wechatMasked: 'a******5', wechatFlaw: 'masked' as const }])
    expect(withoutKnownId('abc12345', known)).toBe('abc12345');
});

test('COST2: most texts have no word that could be an id', () => {
  for (const text of ['在吗', '90平多少钱', 'ok 谢谢', '13800138000', '2026-03-02', '１３８００１３８０００'])
    expect(mayHoldId(text)).toBe(false);
});

test('X5: whatever stands around it, in any case, a known id does not survive', () => {
  const id = fc.stringMatching(/^[a-z][-_a-z0-9]{4,18}[a-z0-9]$/);
  const around = fc.string({ maxLength: 20 }).filter((text) => !/[A-Za-z0-9Ａ-Ｚａ-ｚ０-９]/u.test(text));
  fc.assert(
    fc.property(around, id, fc.boolean(), around, (before, known, isLoud, after) => {
      const wechatMasked = `${known.slice(0, 1)}${'*'.repeat(known.length - 2)}${known.slice(-1)}`;
      const said = isLoud ? known.toUpperCase() : known;
      const shown = withoutKnownId(`${before}${said}${after}`, { wechatMasked });
      expect(shown).not.toContain(said);
      expect(mayHoldId(said)).toBe(true);
      expect(withoutKnownId(shown, { wechatMasked })).toBe(shown);
    }),
    { numRuns: 1_000 },
  );
});
