import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sealContact } from './capture-contact.ts';

const AT = { tenantId: 't1', conversationId: 'c1' };
const cipher = {
  seal: async () => 'sealed',
  open: async () => '',
  blindIndex: async (tenantId: string, value: string) => `${tenantId} ${value}`,
};
const seal = (contact: { phone?: string; wechat?: string }) =>
  sealContact({ cipher }, AT, { ...contact, masked: false }, 1);

/** What people type where nothing of theirs should be: words, parts of numbers, numbers too long, hidden digits. */
const junk = fc.oneof(
  fc.constantFrom('不想留', '12345', '无', '没有', '1', '110', '13800138', '138****8000', '0', 'no', '微信'),
  fc
    .string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...Array.from('1234567890 -*无号码。')) })
    .filter((text) => {
      const digits = text.replace(/[\s-]/g, '');
      return text.trim() !== '' && !/1[3-9]\d{9}|0\d{9,11}/.test(digits);
    }),
);

test('K5: what is no whole number and no WeChat id has no index: it joins nobody', async () => {
  await fc.assert(
    fc.asyncProperty(junk, async (typed) => {
      const { phoneIndex, wechatIndex, contact } = await seal({ phone: typed, wechat: typed });
      expect([phoneIndex, wechatIndex]).toEqual([undefined, undefined]);
      expect(['masked', 'invalid']).toContain(contact.phoneFlaw);
      expect(['masked', 'invalid']).toContain(contact.wechatFlaw);
    }),
    { numRuns: 1_000 },
  );
});

const mobile = fc
  .tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 0, max: 999_999_999 }))
  .map(([second, rest]) => `1${second}${String(rest).padStart(9, '0')}`);
/** The same number as different people type it. */
const typedAs = fc.constantFrom(
  (number: string) => number,
  (number: string) => `+86 ${number}`,
  (number: string) => `${number.slice(0, 3)}-${number.slice(3, 7)}-${number.slice(7)}`,
  (number: string) => ` ${number.slice(0, 3)} ${number.slice(3)} `,
  (number: string) => number.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
);

test('K5: one mobile number has one index however it is typed, another number another', async () => {
  await fc.assert(
    fc.asyncProperty(mobile, mobile, typedAs, async (one, other, how) => {
      const [plain, typed, asId, different] = await Promise.all([
        seal({ phone: one }),
        seal({ phone: how(one) }),
        seal({ wechat: how(one) }),
        seal({ phone: other }),
      ]);
      expect(plain.phoneIndex).toBeDefined();
      expect(typed.phoneIndex).toBe(plain.phoneIndex);
      expect(asId.wechatIndex).toBe(plain.phoneIndex);
      expect(different.phoneIndex === plain.phoneIndex).toBe(one === other);
    }),
  );
});
