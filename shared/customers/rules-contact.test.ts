import { expect, test } from 'vitest';
import { isContact, joinedContact, maskedPhone, maskedWechat, normalizedPhone } from './rules-contact.ts';

test.each([
  ['13800138000', '13800138000'],
  ['+86 138 0013 8000', '13800138000'],
  ['0086-138-0013-8000', '13800138000'],
  ['１３８００１３８０００', '13800138000'],
  ['138****8000', '138****8000'],
  ['010-66668888', '01066668888'],
])('K5: %s is %s', (typed, expected) => {
  expect(normalizedPhone(typed)).toBe(expected);
});

test.each([
  ['13800138000', '138****8000'],
  ['138****8000', '138****8000'],
  ['66668888', '******88'],
  ['7', '7'],
])('X5: %s shows as %s', (phone, expected) => {
  expect(maskedPhone(phone)).toBe(expected);
});

test('X5: a WeChat id shows its ends', () => {
  expect(maskedWechat('miao_2026')).toBe('m*******6');
  expect(maskedWechat('ab')).toBe('**');
});

test('an empty form is no contact', () => {
  expect(isContact({ phone: ' ', masked: false })).toBe(false);
  expect(isContact({ wechat: 'miao', masked: false })).toBe(true);
});

test('K5: nothing known is erased by silence, nor a full number by a masked one', () => {
  const full = { phoneSealed: 's1', phoneMasked: '138****8000', maskedByPlatform: false };
  expect(joinedContact(full, { wechatMasked: 'm*o', maskedByPlatform: false })).toEqual({
    ...full,
    wechatMasked: 'm*o',
  });
  expect(joinedContact(full, { phoneMasked: '139****9999', city: '杭州', maskedByPlatform: true })).toEqual({
    ...full,
    city: '杭州',
  });
  expect(joinedContact({ phoneMasked: '139****9999', maskedByPlatform: true }, full)).toEqual(full);
});
