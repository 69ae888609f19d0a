import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findTypedContact, holdsPhone } from './rules-typed-contact.ts';

test.each([
  ['13800138000', '13800138000', '138****8000'],
  ['电话：138 0013 8000谢谢', '13800138000', '电话：138****8000谢谢'],
  ['+86 138-0013-8000', '13800138000', '138****8000'],
  ['8613800138000', '13800138000', '138****8000'],
  ['我的１３９１２３４５６７８', '13912345678', '我的139****5678'],
  ['138.0013.8000', '13800138000', '138****8000'],
  ['a13800138000b 或 15912345678', '13800138000', 'a138****8000b 或 159****5678'],
])('X5: a number in "%s" is found and hidden', (text, phone, maskedText) => {
  expect(findTypedContact(text)).toEqual({ phone, maskedText });
});

test.each([
  ['1380013800*', '138****800*'],
  ['电话138*0138000', '电话138****8000'],
  ['1３8***38000吧', '138****8000吧'],
  ['138-0013-8**0', '138****8**0'],
  ['微信同号 1*800138000', '微信同号 1*8****8000'],
])(
  'X5: whoever hides less than four digits hides none: the middle of "%s" goes, and no number is known',
  (text, maskedText) => {
    expect(findTypedContact(text)).toEqual({ maskedText });
    expect(findTypedContact(maskedText)).toBeUndefined();
  },
);

test.each(['138****8000', '13*****8000', '138 **** 8000', '1*********0', '12*00138000', '138*80', '1*1=1', '3*4'])(
  'X5: "%s" is hidden enough, or no number',
  (text) => {
    expect(findTypedContact(text)).toBeUndefined();
  },
);

test.each([
  '床板 150*2000*1800 多少钱',
  '柜子150*200*180',
  '180＊1200＊2400 的有吗',
  '150·2000·1800',
  '坐标 139.69171234',
  '1500000.1234',
  '1.8*2.0*1500',
])('X5: a size or a decimal is no number: "%s"', (text) => {
  expect(findTypedContact(text)).toBeUndefined();
  expect(holdsPhone(text)).toBe(false);
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

test.each([
  ['微信 abc12345', 'abc12345', '微信 a******5'],
  ['加我微信：xiaoming_88，谢谢', 'xiaoming_88', '加我微信：x*********8，谢谢'],
  ['微信号是wang-lei', 'wang-lei', '微信号是w******i'],
  ['薇信号就是Lin2020xia', 'Lin2020xia', '薇信号就是L********a'],
  ['vx:chen_laoshi', 'chen_laoshi', 'vx:c*********i'],
  ['wx abc12345', 'abc12345', 'wx a******5'],
  ['V：abcdef', 'abcdef', 'V：a****f'],
  ['v信 abcdef1', 'abcdef1', 'v信 a*****1'],
  ['my wechat is: li_lei2', 'li_lei2', 'my wechat is: l*****2'],
  ['vx:isabella88', 'isabella88', 'vx:i********8'],
  ['微信WeChat: abc12345', 'abc12345', '微信WeChat: a******5'],
  ['微信ａｂｃ１２３４', 'abc1234', '微信a*****4'],
  ['wxid_8k2jf9a0s1d22', 'wxid_8k2jf9a0s1d22', 'w****************2'],
  ['加我 wxid_8k2jf9a0，谢谢', 'wxid_8k2jf9a0', '加我 w***********0，谢谢'],
  ['ＷＸＩＤ＿８ｋ２ｊｆ９', 'WXID_8k2jf9', 'W*********9'],
  ['微信 abc12345，搜ABC12345', 'abc12345', '微信 a******5，搜A******5'],
  ['微信 abc12345，也可以加ａｂｃ１２３４５', 'abc12345', '微信 a******5，也可以加a******5'],
  ['微信ａｂｃ－１２３４，搜abc-1234', 'abc-1234', '微信a******4，搜a******4'],
  ['微信 abc12345，不是abc123456', 'abc12345', '微信 a******5，不是abc123456'],
  ['abc12345 这个，微信 abc12345', 'abc12345', 'a******5 这个，微信 a******5'],
  ['微信 abc12345 或 vx:def67890', 'abc12345', '微信 a******5 或 vx:d******0'],
])('X5: a WeChat id in "%s" is found and hidden', (text, wechat, maskedText) => {
  expect(findTypedContact(text)).toEqual({ wechat, maskedText });
});

test.each([
  '微信多少',
  '可以加微信吗',
  '微信公众号 zhuangxiu',
  '微信支付可以吗',
  'my wechat account',
  'wechatpay ok',
  '用的是 iphone15pro',
  '微信 abc',
  '微信 123456',
  'wxid_12',
  'my_wxid_8k2jf9a0',
  'abc12345',
  '微信 a******5',
  '微信WeChat',
])('X5: "%s" names no WeChat id', (text) => {
  expect(findTypedContact(text)).toBeUndefined();
});

test('X5: number and id of one message are both found', () => {
  expect(findTypedContact('电话13800138000 微信 abc12345')).toEqual({
    phone: '13800138000',
    wechat: 'abc12345',
    maskedText: '电话138****8000 微信 a******5',
  });
});

test('X5: whatever stands around it, a WeChat id that is called one does not survive masking', () => {
  const id = fc.stringMatching(/^[a-z][a-z0-9]{6,18}[0-9]$/);
  const label = fc.constantFrom('微信', '微信号：', 'vx:', 'wx ', '薇信 ', '微信是');
  const around = fc.string({ maxLength: 20 }).filter((text) => !/[A-Za-z0-9Ａ-Ｚａ-ｚ０-９_＿-]/u.test(text));
  fc.assert(
    fc.property(around, label, id, around, (before, called, typed, after) => {
      const found = findTypedContact(`${before}${called}${typed}${after}`);
      expect(found?.wechat).toBe(typed);
      expect(found?.maskedText).not.toContain(typed);
      expect(found && findTypedContact(found.maskedText)).toBeUndefined();
    }),
    { numRuns: 1_000 },
  );
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
