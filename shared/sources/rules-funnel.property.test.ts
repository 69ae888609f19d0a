import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { Source } from '../conversations/model.ts';
import { countFirsts, type First, firstsOf, MOST_ADS, recounted } from './rules-funnel.ts';
import { reportOf } from './rules-report.ts';
import { isSameSource, joinedSource } from './rules-source.ts';

const DAY_MS = 86_400_000;
/** 2026-06-01T00:00:00+08:00, day 20605. */
const JUNE_MS = 1_780_243_200_000;
const CHANNELS = ['search-ad', 'video-anchor', 'unknown'] as const;

const source: fc.Arbitrary<Source> = fc
  .record({ channel: fc.constantFrom(...CHANNELS), ad: fc.option(fc.constantFrom('1', '2', '3'), { nil: undefined }) })
  .map(({ channel, ad }) => ({ channel, ...(ad === undefined ? {} : { adId: ad, adName: `广告${ad}` }) }));
const first: fc.Arbitrary<First> = fc.record({
  step: fc.constantFrom('entered' as const, 'spoke' as const, 'contact' as const),
  atMs: fc.integer({ min: JUNE_MS, max: JUNE_MS + 10 * DAY_MS - 1 }),
  source: fc.option(source, { nil: undefined }),
});
const firsts = fc.array(first, { maxLength: 60 });
const JUNE = { from: '2026-06-01', to: '2026-06-10' };
const reportFor = (some: readonly First[], spends: Parameters<typeof reportOf>[1] = []) =>
  reportOf([{ accountId: 'dy_one', days: countFirsts(some) }], spends, JUNE);

property.prop([firsts])('B1, K4: every first time counts once, whatever it is summed by', (some) => {
  const { total, sources, days, accounts } = reportFor(some);
  for (const step of ['entered', 'spoke', 'contact'] as const) {
    const count = some.filter((one) => one.step === step).length;
    const sum = (lines: readonly { readonly [key in typeof step]: number }[]) =>
      lines.reduce((all, line) => all + line[step], 0);
    expect(total[step]).toBe(count);
    expect(sum(sources)).toBe(count);
    expect(sum(days)).toBe(count);
    expect(sum(accounts)).toBe(count);
    for (const line of sources) expect(sum(line.ads)).toBe(line[step]);
  }
  expect(days).toHaveLength(10);
});

property.prop([firsts, fc.integer({ min: 20_605, max: 20_615 })])(
  'K4: a count of the last days over an older one is the count of all',
  (some, fromDay) => {
    const old = countFirsts(some.filter((_, at) => at % 3 !== 0));
    const older = new Map([...countFirsts(some)].filter(([day]) => day < fromDay));
    const before = new Map([...older, ...[...old].filter(([day]) => day >= fromDay)]);
    const again = recounted(before, countFirsts(some, fromDay), fromDay);
    const sorted = (days: typeof again) => [...days].sort(([a], [b]) => a - b);
    expect(sorted(again)).toEqual(sorted(countFirsts(some)));
  },
);

property.prop([source, source, source])(
  'K4: what a source told stays; joining is the same however it is grouped',
  (a, b, c) => {
    const left = joinedSource(joinedSource(a, b), c);
    expect(left).toEqual(joinedSource(a, joinedSource(b, c)));
    expect(isSameSource(joinedSource(left, a), left)).toBe(true);
    if (a.channel !== 'unknown') expect(left?.channel).toBe(a.channel);
    if (a.adId !== undefined) expect(left?.adId).toBe(a.adId);
  },
);

test('K4: the entry tells the video, a lead record its campaign days later: both stay', () => {
  const entry: Source = { channel: 'video-anchor', videoId: 'v1' };
  const record: Source = { channel: 'unknown', adId: '104', adName: '信息流' };
  const both = { channel: 'video-anchor', videoId: 'v1', adId: '104', adName: '信息流' };
  expect(joinedSource(entry, record)).toEqual(both);
  expect(joinedSource(record, entry)).toEqual(both);
  expect(joinedSource(undefined, entry)).toEqual(entry);
  expect(joinedSource(entry, undefined)).toEqual(entry);
});

test('B1: whoever speaks has entered, at the earlier of both; who never came is nobody’s first', () => {
  expect(firstsOf({ spokeAtMs: 5 }, undefined).map(({ step, atMs }) => [step, atMs])).toEqual([
    ['entered', 5],
    ['spoke', 5],
  ]);
  expect(firstsOf({ enteredAtMs: 3, spokeAtMs: 5 }, undefined)[0]?.atMs).toBe(3);
  expect(firstsOf({ enteredAtMs: 7, spokeAtMs: 5 }, undefined)[0]?.atMs).toBe(5);
  expect(firstsOf({ enteredAtMs: 3 }, undefined)).toHaveLength(1);
  expect(firstsOf({}, undefined)).toEqual([]);
});

test('K4: a day ends at midnight of Shanghai', () => {
  const at = (atMs: number): First => ({ step: 'spoke', atMs });
  const days = countFirsts([at(JUNE_MS - 1), at(JUNE_MS)]);
  expect([...days.keys()]).toEqual([20_604, 20_605]);
});

test('K4: of more advertisements than stand apart, the others count as their channel', () => {
  const some = Array.from(
    { length: MOST_ADS + 5 },
    (_, at): First => ({
      step: 'entered',
      atMs: JUNE_MS,
      source: { channel: 'search-ad', adId: `${at}` },
    }),
  );
  const cells = countFirsts(some).get(20_605) ?? [];
  expect(cells).toHaveLength(MOST_ADS + 1);
  expect(cells.find(({ adId }) => adId === undefined)?.entered).toBe(5);
});

test('K4: cost falls on its days, its account and its advertisement; what is of no account is told apart', () => {
  const contact: First = { step: 'contact', atMs: JUNE_MS, source: { channel: 'search-ad', adId: '1', adName: '春' } };
  const spent = { channel: 'search-ad' as const, from: '2026-06-01', to: '2026-06-20' };
  const spends = [
    { ...spent, accountId: 'dy_one', adId: '1', amountFen: 20_000 },
    { ...spent, amountFen: 4_000 },
  ];
  const all = reportFor([contact], spends);
  // Ten of twenty days.
  expect(all.total).toEqual({ entered: 0, spoke: 0, contact: 1, spendFen: 12_000 });
  expect(all.unassignedSpendFen).toBe(2_000);
  expect(all.sources[0]?.ads).toEqual([
    { adId: '1', adName: '春', entered: 0, spoke: 0, contact: 1, spendFen: 10_000 },
    { entered: 0, spoke: 0, contact: 0, spendFen: 2_000 },
  ]);
  expect(all.accounts).toEqual([{ accountId: 'dy_one', entered: 0, spoke: 0, contact: 1, spendFen: 10_000 }]);
  const days = countFirsts([contact]);
  const chosen = reportOf([{ accountId: 'dy_one', days }], spends, { ...JUNE, accountIds: new Set(['dy_one']) });
  expect(chosen.total.spendFen).toBe(10_000);
  expect(chosen.unassignedSpendFen).toBe(2_000);
  const other = reportOf([{ accountId: 'dy_one', days }], spends, { ...JUNE, accountIds: new Set(['xhs_one']) });
  expect(other.total).toEqual({ entered: 0, spoke: 0, contact: 0, spendFen: 0 });
});
