import { expect, test } from 'vitest';
import { chineseNumber, figureKey, figuresIn } from './rules-figures.ts';

const keys = (text: string) => [...new Set(figuresIn(text).map(figureKey))].sort();

test.each([
  ['八', 8],
  ['十', 10],
  ['十二', 12],
  ['二十', 20],
  ['一百二', 120],
  ['一百零二', 102],
  ['三千五', 3500],
  ['三千零五十', 3050],
  ['八万八', 88_000],
  ['十二万', 120_000],
  ['两万五千', 25_000],
  ['一亿两千万', 120_000_000],
  ['零点五', 0.5],
])('%s is %d', (text, value) => {
  expect(chineseNumber(text)).toBe(value);
});

test.each([
  ['8.8万', ['money:88000']],
  ['88,000元', ['money:88000']],
  ['八万八', ['money:88000']],
  ['八万八千元', ['money:88000']],
  ['￥88000', ['money:88000']],
  ['699元/㎡', ['money:699']],
  ['699一平，大概六百九十九块', ['money:699']],
  ['5-8万', ['money:50000', 'money:80000']],
  ['5万到8万', ['money:50000', 'money:80000']],
  ['10w左右', ['money:100000']],
  ['定金500', ['money:500']],
  ['只要999', ['money:999']],
  ['打九折', ['discount:9']],
  ['95折', ['discount:9.5']],
  ['九五折', ['discount:9.5']],
  ['首付30%', ['percent:30']],
  ['百分之三十', ['percent:30']],
  ['质保10年', ['term:3650']],
  ['十年质保', ['term:3650']],
  ['工期大约60天', ['term:60']],
  ['２０％', ['percent:20']],
])('%s names %j', (text, expected) => {
  expect(keys(text)).toEqual(expected);
});

test.each([
  '千万别急',
  '万一下雨',
  '3块瓷砖',
  '服务过3万户业主',
  '明天上午10点',
  '120平三室两厅',
  '第一步先量房',
  '2027元旦',
])('%s names no figure', (text) => {
  expect(keys(text)).toEqual([]);
});
