import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  isContact,
  isReachable,
  joinedContact,
  keptPhone,
  keptWechat,
  maskedPhone,
  maskedWechat,
  phoneEvidence,
  searchedEvidence,
  tellsNothingNew,
  wechatEvidence,
} from './rules-contact.ts';

test.each([
  ['13800138000', '13800138000', undefined],
  ['+86 138 0013 8000', '13800138000', undefined],
  ['0086-138-0013-8000', '13800138000', undefined],
  ['１３８００１３８０００', '13800138000', undefined],
  ['打 13800138000，晚上', '13800138000', undefined],
  ['010-66668888', '01066668888', undefined],
  ['+86 (0571) 8866 1234', '057188661234', undefined],
  ['138****8000', '138****8000', 'masked'],
  ['不想留', '不想留', 'invalid'],
  ['12345', '12345', 'invalid'],
  ['66668888', '66668888', 'invalid'],
  ['12800138000', '12800138000', 'invalid'],
  ['138001380001', '138001380001', 'invalid'],
  ['4008001234', '4008001234', 'invalid'],
  ['0571****1234', '0571****1234', 'masked'],
  ['1380013800*', '1380013800*', 'invalid'],
  ['138001*8000', '138001*8000', 'invalid'],
  ['138***8000', '138***8000', 'invalid'],
  ['138****80001', '138****80001', 'invalid'],
  ['***', '***', 'invalid'],
])('K5: the phone number %s is kept as %s, %s', (typed, value, flaw) => {
  expect(keptPhone(typed)).toEqual(flaw === undefined ? { value } : { value, flaw });
});

test.each([
  ['miao_2026', 'miao_2026', undefined],
  ['微信号：Miao-2026 ', 'Miao-2026', undefined],
  ['wx: miao 2026', 'miao2026', undefined],
  ['138 0013 8000', '13800138000', undefined],
  ['mi****26', 'mi****26', 'masked'],
  ['miao_2026*', 'miao_2026*', 'invalid'],
  ['mi*ao*2026', 'mi*ao*2026', 'invalid'],
  ['不想留', '不想留', 'invalid'],
  ['miao', 'miao', 'invalid'],
  ['12345678', '12345678', 'invalid'],
])('K5: the WeChat id %s is kept as %s, %s', (typed, value, flaw) => {
  expect(keptWechat(typed)).toEqual(flaw === undefined ? { value } : { value, flaw });
});

test.each([
  [keptPhone('13800138000'), '138****8000'],
  [keptPhone('057188661234'), '0571****1234'],
  [keptPhone('138****8000'), '138****8000'],
  [keptPhone('1380013800*'), '******0*'],
  [keptPhone('12345'), '***45'],
  [keptPhone('等我老公回来再说吧谢谢'), '******谢谢'],
  [keptPhone('7'), '*'],
])('X5: %j shows as %s', (kept, shown) => {
  expect(maskedPhone(kept)).toBe(shown);
});

test('X5: a WeChat id shows its ends, whatever was typed instead its last two characters', () => {
  expect(maskedWechat(keptWechat('miao_2026'))).toBe('m*******6');
  expect(maskedWechat(keptWechat('不想留'))).toBe('*想留');
  expect(maskedWechat(keptWechat('miao***2026'))).toBe('m*********6');
});

test('X5: with whatever stars in it, a number or id shows no more than our own mask of it would', () => {
  const typed = fc.string({ minLength: 1, maxLength: 14, unit: fc.constantFrom(...'0123456789abm_-*'.split('')) });
  const starred = fc.constantFrom('13800138000', '057188661234', 'miao_2026').chain((whole) =>
    fc.array(fc.boolean(), { minLength: whole.length, maxLength: whole.length }).map((isHidden) =>
      Array.from(whole)
        .map((char, at) => (isHidden[at] ? '*' : char))
        .join(''),
    ),
  );
  fc.assert(
    fc.property(fc.oneof(typed, starred), (text) => {
      const phone = maskedPhone(keptPhone(text)).replace(/\*/g, '');
      const wechat = maskedWechat(keptWechat(text)).replace(/\*/g, '');
      expect(phone.length).toBeLessThanOrEqual(8);
      if (/[a-z_-]/.test(phone)) expect(phone.length).toBeLessThanOrEqual(2);
      expect(wechat.length).toBeLessThanOrEqual(2);
    }),
    { numRuns: 2_000 },
  );
});

test('K5: only what is whole is evidence; a number is the same wherever it was typed, and case does not count', () => {
  expect(phoneEvidence(keptPhone('138 0013 8000'))).toBe('phone|13800138000');
  expect(wechatEvidence(keptWechat('13800138000'))).toBe('phone|13800138000');
  expect(wechatEvidence(keptWechat('Miao_2026'))).toBe('wechat|miao_2026');
  for (const typed of ['不想留', '12345', '138****8000', '']) {
    expect([phoneEvidence(keptPhone(typed)), wechatEvidence(keptWechat(typed))]).toEqual([undefined, undefined]);
  }
  expect(searchedEvidence(' MIAO_2026 ')).toBe('wechat|miao_2026');
  expect(searchedEvidence('+86 13800138000')).toBe('phone|13800138000');
  expect(['小美', '8000', 'miao'].map(searchedEvidence)).toEqual([undefined, undefined, undefined]);
});

test('an empty form is no contact', () => {
  expect(isContact({ phone: ' ', masked: false })).toBe(false);
  expect(isContact({ wechat: 'miao', masked: false })).toBe(true);
});

test('B1: nobody is reached by what is no number and no id; by a masked one the platform does', () => {
  expect(isReachable({ phoneMasked: '***45', phoneFlaw: 'invalid' })).toBe(false);
  expect(isReachable({ phoneMasked: '***45', phoneFlaw: 'invalid', wechatMasked: 'm***o' })).toBe(true);
  expect(isReachable({ phoneMasked: '138****8000', phoneFlaw: 'masked' })).toBe(true);
  expect(isReachable({ name: '苗女士' })).toBe(false);
});

test('K5: nothing known is erased by silence, nor a better value by a worse one', () => {
  const full = { phoneSealed: 's1', phoneMasked: '138****8000' };
  const masked = { phoneSealed: 's2', phoneMasked: '139****9999', phoneFlaw: 'masked' as const };
  const wrong = { phoneSealed: 's3', phoneMasked: '***45', phoneFlaw: 'invalid' as const };
  expect(joinedContact(full, { wechatMasked: 'm*o' })).toEqual({ ...full, wechatMasked: 'm*o' });
  expect(joinedContact(full, { ...masked, city: '杭州' })).toEqual({ ...full, city: '杭州' });
  expect(joinedContact(masked, full)).toEqual(full);
  expect(joinedContact(masked, wrong)).toEqual(masked);
  expect(joinedContact(wrong, masked)).toEqual(masked);
  expect(joinedContact(full, { ...wrong, wechatMasked: 'm*o' })).toEqual({ ...full, wechatMasked: 'm*o' });
});

test('K5: a masked number is news to a lead without one, and none to a lead with a whole one', () => {
  const masked = { contact: { phoneMasked: '139****9999', phoneFlaw: 'masked' as const } };
  expect(tellsNothingNew({ contact: { wechatMasked: 'm*o' }, wechatIndex: 'w' }, masked)).toBe(false);
  expect(tellsNothingNew({ contact: { phoneMasked: '138****8000' }, phoneIndex: 'p' }, masked)).toBe(true);
  expect(tellsNothingNew(masked, masked)).toBe(true);
});
