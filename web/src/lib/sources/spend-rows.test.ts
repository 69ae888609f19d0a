import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SpendInput } from '../../../../shared/sources/rules-spend.ts';
import { spendIdOf } from '../../../../shared/sources/rules-spend-bounds.ts';
import zh from '../../../messages/zh-CN.json' with { type: 'json' };
import type { Cell, Sheet } from './sheet.ts';
import { channelOf } from './spend-cells.ts';
import type { Column } from './spend-columns.ts';
import { spendRows } from './spend-rows.ts';

const ACCOUNTS = [
  { id: 'a1', name: '旗舰店' },
  { id: 'a2', name: '分店' },
  { id: 'a3', name: '分店' },
];
const NAMES = ['开始日期', '结束日期', '账号', '来源', '广告ID', '花费(元)'];
const GOOD = ['2026-11-01', '2026-11-07', '旗舰店', '搜索广告', '1780000000000000001', '1,234.50'];

const text = (value: string): Cell => ({ kind: 'text', text: value });
const number = (value: string): Cell => ({ kind: 'number', text: value });
const sheet = (rows: readonly (readonly (string | Cell)[])[], from1904 = false): Sheet => ({
  from1904,
  rows: rows.map((cells, at) => ({
    number: at + 1,
    cells: cells.map((cell) => (typeof cell === 'string' ? text(cell) : cell)),
  })),
});
/** The good row with one cell changed. */
const changed = (at: number, cell: string | Cell) =>
  sheet([NAMES, [...GOOD.slice(0, at), cell, ...GOOD.slice(at + 1)]]);
const faultsOf = (at: number, cell: string | Cell) => spendRows(changed(at, cell), ACCOUNTS).bad[0]?.faults;
const spendWith = (at: number, cell: string | Cell) => spendRows(changed(at, cell), ACCOUNTS).good[0]?.spend;

test('K4 a whole row is read, its amount in fen', () => {
  expect(spendRows(sheet([NAMES, GOOD]), ACCOUNTS)).toEqual({
    missing: [],
    bad: [],
    skipped: 0,
    added: 0,
    good: [
      {
        row: 2,
        spend: {
          from: '2026-11-01',
          to: '2026-11-07',
          accountId: 'a1',
          channel: 'search-ad',
          adId: '1780000000000000001',
          amountFen: 123_450,
        },
      },
    ],
  });
});

test('K4 one day, English names under a title, no account and no advertisement', () => {
  const rows = [['Report'], ['Date', 'Channel', 'Cost'], ['2026/11/1', 'Feed swipe', '¥0.5']];
  expect(spendRows(sheet(rows), ACCOUNTS).good).toEqual([
    { row: 3, spend: { from: '2026-11-01', to: '2026-11-01', channel: 'feed-swipe', amountFen: 50 } },
  ]);
});

test.each([
  [text('2026年11月3日'), '2026-11-03'],
  [text('2026.11.03 00:00:00'), '2026-11-03'],
  [text('20261103'), '2026-11-03'],
  [number('20261103'), '2026-11-03'],
  [number('46329'), '2026-11-03'],
  [number('46329.75'), '2026-11-03'],
])('K4 a day written as %o', (cell, day) => {
  expect(spendWith(0, cell)?.from).toBe(day);
});

test('K4 days of a workbook that counts from 1904', () => {
  const rows = [
    ['日期', '来源', '花费'],
    [number('44867'), '主页', number('3')],
  ];
  expect(spendRows(sheet(rows, true), ACCOUNTS).good[0]?.spend.from).toBe('2026-11-03');
});

test.each([
  [text('99.9'), 9990],
  [text('12元'), 1200],
  [text('7.500'), 750],
  [number('0.30000000000000004'), 30],
  [number('1.2E3'), 120_000],
  [text('100000000'), 10_000_000_000],
])('K4 an amount written as %o', (cell, fen) => {
  expect(spendWith(5, cell)?.amountFen).toBe(fen);
});

test('K4 an account by its id, or all of them', () => {
  expect(spendWith(2, 'a3')?.accountId).toBe('a3');
  expect(spendWith(2, '全部账号')).not.toHaveProperty('accountId');
  expect(spendWith(2, ' ')).not.toHaveProperty('accountId');
});

test.each([
  [0, '2026-02-30', 'from', 'bad-day'],
  [0, '本周', 'from', 'bad-day'],
  [0, '', 'from', 'bad-day'],
  [1, '46329', 'to', 'bad-day'],
  [1, '2026-10-31', 'to', 'ends-before'],
  [1, '2027-02-01', 'to', 'too-long'],
  [2, '别家', 'account', 'unknown-account'],
  [2, '分店', 'account', 'same-name'],
  [3, '电视', 'source', 'unknown-source'],
  [3, '', 'source', 'unknown-source'],
  [4, '17-80', 'ad', 'odd-ad'],
  [4, number('1.78E+18'), 'ad', 'odd-ad'],
  [4, number('1E18'), 'ad', 'odd-ad'],
  [5, '-3', 'amount', 'bad-amount'],
  [5, '1.234', 'amount', 'bad-amount'],
  [5, number('1.234'), 'amount', 'bad-amount'],
  [5, '1,23', 'amount', 'bad-amount'],
  [5, '100000000.01', 'amount', 'bad-amount'],
  [5, '', 'amount', 'bad-amount'],
] as const)('K4 column %i holding %o is refused at %s: %s', (at, cell, field, reason) => {
  expect(faultsOf(at, cell)).toEqual([{ field, reason }]);
});

test('K4 every fault of a row is named', () => {
  const faults = spendRows(sheet([NAMES, ['x', 'x', 'x', 'x', '-', 'x']]), ACCOUNTS).bad[0]?.faults;
  expect(faults?.map(({ field }) => field)).toEqual(['from', 'to', 'account', 'source', 'ad', 'amount']);
});

test('K4 a bad day in the one column of days is told once', () => {
  const rows = [
    ['日期', '来源', '花费'],
    ['本周', '主页', '3'],
  ];
  expect(spendRows(sheet(rows), ACCOUNTS).bad).toEqual([{ row: 2, faults: [{ field: 'date', reason: 'bad-day' }] }]);
});

test('K4 the same row again is refused and names the first', () => {
  const { good, bad } = spendRows(sheet([NAMES, GOOD, GOOD, GOOD]), ACCOUNTS);
  expect(good.map(({ row, spend }) => [row, spend.amountFen])).toEqual([[2, 123_450]]);
  expect(bad).toEqual([
    { row: 3, faults: [{ field: 'row', reason: 'twice', row: 2 }] },
    { row: 4, faults: [{ field: 'row', reason: 'twice', row: 2 }] },
  ]);
});

test('K4 rows of one spend are added up: a report by creative says more than is kept', () => {
  const names = ['日期', '创意ID', '来源', '花费'];
  const rows = [
    ['2026-11-01', '1', '主页', '3'],
    ['2026-11-01', '2', '主页', '4.5'],
    ['2026-11-02', '1', '主页', '1'],
    ['2026-11-01', '3', '主页', '99999999.99'],
  ];
  const { good, bad, added } = spendRows(sheet([names, ...rows]), ACCOUNTS);
  expect(good.map(({ row, spend }) => [row, spend.from, spend.amountFen])).toEqual([
    [2, '2026-11-01', 750],
    [4, '2026-11-02', 100],
  ]);
  expect([added, bad]).toEqual([1, [{ row: 5, faults: [{ field: 'amount', reason: 'bad-amount' }] }]]);
});

test.each([['0'], ['0.00'], ['¥0'], ['0元']])(
  'K4 a row of nothing spent (%s) is left out and is no fault',
  (amount) => {
    expect(spendRows(changed(5, amount), ACCOUNTS)).toMatchObject({ good: [], bad: [], skipped: 1 });
  },
);

test.each([['合计'], ['总计 (2)'], ['Total']])("K4 the report's own sum (%s) is left out and is no fault", (first) => {
  expect(spendRows(changed(0, first), ACCOUNTS)).toMatchObject({ good: [], bad: [], skipped: 1 });
});

test.each([['Summer 夏季'], ['汇总页投放']])('K4 what only begins like a sum (%s) is a fault that is told', (first) => {
  expect(spendRows(changed(0, first), ACCOUNTS)).toMatchObject({ bad: [{ row: 2 }], skipped: 0 });
});

test("K4 a platform's report is read by what is said of it: one source, one account, columns by hand", () => {
  const rows = [
    ['账户：示例', ''],
    ['时间-天', '项目编号', '现金支出'],
    ['2026-11-01', '1780000000000000001', '12.5'],
  ];
  const report = sheet(rows);
  expect(spendRows(report, ACCOUNTS).missing).toEqual(['source', 'amount']);
  const places = new Map<Column, number | undefined>([
    ['amount', 2],
    ['ad', 1],
  ]);
  expect(spendRows(report, ACCOUNTS, { places, channel: 'search-ad', accountId: 'a2' }).good).toEqual([
    {
      row: 3,
      spend: {
        accountId: 'a2',
        channel: 'search-ad',
        adId: '1780000000000000001',
        from: '2026-11-01',
        to: '2026-11-01',
        amountFen: 1250,
      },
    },
  ]);
});

test('K4 what is said by hand goes before what columns are called', () => {
  const given = { places: new Map<Column, number | undefined>([['ad', undefined]]), channel: 'feed-swipe' as const };
  expect(spendRows(sheet([NAMES, GOOD]), ACCOUNTS, given).good[0]?.spend).toEqual({
    from: '2026-11-01',
    to: '2026-11-07',
    accountId: 'a1',
    channel: 'feed-swipe',
    amountFen: 123_450,
  });
});

test.each([
  [['账号'], ['date', 'source', 'amount']],
  [['开始日期', '来源', '花费'], ['to']],
  [['结束日期', '来源', '花费'], ['from']],
  [['日期', '金额'], ['source']],
])('K4 names %o lack %o', (names, missing) => {
  expect(spendRows(sheet([names, GOOD]), ACCOUNTS)).toEqual({
    missing,
    good: [],
    bad: [],
    skipped: 0,
    added: 0,
  });
});

test('K4 a channel is known by the word the console shows for it', () => {
  for (const channel of SpendInput.shape.channel.options) {
    const name = `source_${channel.replaceAll('-', '_')}`;
    expect(channelOf(Object.entries(zh).find(([key]) => key === name)?.[1] ?? '')).toBe(channel);
    expect(channelOf(channel)).toBe(channel);
  }
});

test('K4 whatever cells hold: no row is lost, what is good passes the server, no key comes twice', () => {
  const held = fc.oneof(
    fc.string(),
    fc.constantFrom(...GOOD, '46329', '1e5', '0.1', '2026-13-01', 'all', '未知', '9'.repeat(40)),
    fc.double().map(String),
  );
  const cell = fc.record({ kind: fc.constantFrom<Cell['kind']>('text', 'number'), text: held });
  const near = fc.tuple(...GOOD.map((good) => fc.oneof({ weight: 6, arbitrary: fc.constant(text(good)) }, cell)));
  fc.assert(
    fc.property(fc.array(near, { minLength: 1, maxLength: 12 }), fc.boolean(), (rows, from1904) => {
      const { good, bad, skipped, added } = spendRows(sheet([NAMES, ...rows], from1904), ACCOUNTS);
      const told = [...good, ...bad].map(({ row }) => row);
      expect(new Set(told).size).toBe(told.length);
      expect(told.length + skipped + added).toBe(rows.length);
      expect(bad.every(({ faults }) => faults.length > 0)).toBe(true);
      for (const { spend } of good) expect(SpendInput.safeParse(spend).error).toBeUndefined();
      expect(new Set(good.map(({ spend }) => spendIdOf(spend))).size).toBe(good.length);
    }),
  );
});
