import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { dayText } from '../conversations/rules-days.ts';
import { numberOfDay } from './rules-days.ts';
import { SpendInput, shareByDay } from './rules-spend.ts';
import { spendIdOf } from './rules-spend-bounds.ts';

const DAY_MS = 86_400_000;
const isoDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
const spends = fc
  .record({
    first: fc.integer({ min: 20_000, max: 22_000 }),
    days: fc.integer({ min: 1, max: 92 }),
    amountFen: fc.integer({ min: 1, max: 10_000_000_000 }),
  })
  .map(({ first, days, amountFen }) => ({
    from: dayText(first),
    to: dayText(first + days - 1),
    amountFen,
    first,
    days,
  }));

property.prop([spends])('K4: the shares of a spend sum to it, and no two days differ by more than a fen', (spend) => {
  const shares = [...shareByDay(spend).values()];
  expect(shares).toHaveLength(spend.days);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBe(spend.amountFen);
  expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
  expect([...shareByDay(spend).keys()][0]).toBe(spend.first);
});

test('K4: 100.00 over three days is 33.33, 33.33 and 33.34', () => {
  const shares = shareByDay({ from: '2026-06-29', to: '2026-07-01', amountFen: 10_000 });
  expect([...shares]).toEqual([
    [20_633, 3_333],
    [20_634, 3_333],
    [20_635, 3_334],
  ]);
  expect(numberOfDay('2026-07-01')).toBe(20_635);
});

const spend = { channel: 'search-ad' as const, from: '2026-06-01', to: '2026-06-30', amountFen: 1 };

test.each([
  [{ ...spend, to: '2026-05-31' }, 'to'],
  [{ ...spend, to: '2026-09-01' }, 'to'],
  [{ ...spend, from: '2026-02-30' }, 'from'],
  [{ ...spend, amountFen: 0 }, 'amountFen'],
  [{ ...spend, amountFen: 1.5 }, 'amountFen'],
  [{ ...spend, amountFen: 10_000_000_001 }, 'amountFen'],
  [{ ...spend, channel: 'radio' }, 'channel'],
  [{ ...spend, adId: 'a#b' }, 'adId'],
  [{ ...spend, accountId: 'a/b' }, 'accountId'],
])('K4: a spend that cannot be is refused at its field', (input, field) => {
  expect(SpendInput.safeParse(input).error?.issues[0]?.path).toEqual([field]);
});

test('K4: the quarter is the longest spend; its name holds all but the amount', () => {
  const quarter = { ...spend, from: '2026-07-01', to: '2026-09-30', accountId: 'dy_one', adId: '1846' };
  expect(SpendInput.parse(quarter)).toEqual(quarter);
  expect(spendIdOf(quarter)).toBe('2026-07-01_2026-09-30_search-ad_1846_dy_one');
  expect(spendIdOf(spend)).toBe('2026-06-01_2026-06-30_search-ad__');
});

property.prop([fc.integer({ min: -100_000, max: 200_000 })])(
  'K4: a day reads as the calendar has it, and back',
  (day) => {
    expect(dayText(day)).toBe(isoDay(day));
    expect(numberOfDay(dayText(day))).toBe(day);
  },
);
