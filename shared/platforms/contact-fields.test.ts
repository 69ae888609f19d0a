import { expect, test } from 'vitest';
import { contactOf, contactOfForm, normalisePhone } from './contact-fields.ts';

test.each([
  ['13800138000', '13800138000'],
  ['+86 138-0013-8000', '13800138000'],
  ['0086 13800138000', '13800138000'],
  ['１３８００１３８０００', '13800138000'],
  ['138****8000', '138****8000'],
  [' 021-5555 1234 ', '021-5555 1234'],
  ['86138', '86138'],
])('K5: %s is kept as %s', (raw, kept) => {
  expect(normalisePhone(raw)).toBe(kept);
});

test('K5: neither phone nor WeChat id is no contact; "-" and blanks are nothing', () => {
  expect(contactOf({ phone: '', wechat: '-', name: '苗女士' })).toBeUndefined();
  expect(contactOf({ wechat: ' miao_88 ', city: '' })).toEqual({ wechat: 'miao_88', masked: false });
  expect(contactOf({ phone: '138****8000', wechat: 'miao' })).toEqual({
    phone: '138****8000',
    wechat: 'miao',
    masked: true,
  });
});

test('K5: forms are read by what their labels contain, whatever their order', () => {
  const labels = { phone: ['手机', '电话'], wechat: ['微信'], name: ['姓名'], city: ['城市'] };
  const fields = [
    { label: '您的城市', value: '杭州' },
    { label: '备用电话', value: '' },
    { label: '联系电话', value: '13800138000' },
    { label: '预算', value: '20 万' },
  ];
  expect(contactOfForm(fields, labels)).toEqual({ phone: '13800138000', city: '杭州', masked: false });
  expect(contactOfForm([], labels)).toBeUndefined();
});
