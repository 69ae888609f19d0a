import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findTypedContact, holdsPhone } from './rules-typed-contact.ts';

test.each([
  ['13800138000', '13800138000', '138****8000'],
  ['电话：138 0013 8000谢谢', '13800138000', '电话：138****8000谢谢'],
  ['+86 138-0013-8000', '13800138000', '138****8000'],
  ['8613800138000', '13800138000', '138****8000'],
  ['我的１３９１２３４５６７８', '13912345678', '我的139****5678'],
  ['a13800138000b 或 15912345678', '13800138000', 'a138****8000b 或 159****5678'],
])('X5: a number in "%s" is found and hidden', (text, phone, maskedText) => {
  expect(findTypedContact(text)).toEqual({ phone, maskedText });
});

test.each([
  '',
  '这款多少钱?',
  '12800138000',
  '138001380001',
  '0138001380',
  '订单 2026030209153012345',
  '1380013800',
  '138****8000',
])('X5: "%s" holds no mobile number', (text) => {
  expect(findTypedContact(text)).toBeUndefined();
  expect(holdsPhone(text)).toBe(false);
});

test('X5: whatever stands around it, the number does not survive masking', () => {
  const phone = fc.stringMatching(/^1[3-9][0-9]{9}$/);
  const around = fc.string({ maxLength: 20 }).filter((text) => !/[0-9０-９+＋\s-]$|^[0-9０-９\s-]/u.test(text));
  fc.assert(
    fc.property(around, phone, around, (before, number, after) => {
      const found = findTypedContact(before + number + after);
      expect(found?.maskedText).not.toContain(number);
      expect(found?.phone).toHaveLength(11);
    }),
    { numRuns: 1_000 },
  );
});
