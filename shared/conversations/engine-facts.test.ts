import { describe, expect, test } from 'vitest';
import type { WindowFacts } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';
import { factsAfterClosing, factsAfterEntry, factsAfterSpeech, NO_FACTS } from './rules-facts.ts';

/** What each event leaves in the facts, field by field. Ten in the morning in Shanghai. */
const NOW = Date.UTC(2026, 2, 2, 2);

const MINUTE = 60_000;

const HOUR = 3_600_000;

const facts = (change: Partial<WindowFacts>): WindowFacts => ({ ...NO_FACTS, ...change });

const enter = (known: WindowFacts, key: string, atMs: number, follows?: boolean) =>
  factsAfterEntry(douyinPack, known, { key, atMs, follows });

const keys = (known: WindowFacts) => known.entries.map(({ key }) => key);

test('nothing happened yet', () => {
  expect(NO_FACTS).toStrictEqual({
    entries: [],
    follows: false,
    beforeSpeech: [],
    everSent: false,
    sentSinceCustomerMessage: 0,
  });
});

describe('an entry (W1, W4)', () => {
  test('grants, is remembered, and tells whether the customer follows', () => {
    expect(enter(NO_FACTS, 'a', NOW, true)).toStrictEqual({
      granted: true,
      facts: { ...NO_FACTS, follows: true, firstEnteredAtMs: NOW, entries: [{ key: 'a', atMs: NOW, spent: 0 }] },
    });
    const known = enter(NO_FACTS, 'a', NOW, true).facts;
    expect(enter(known, 'b', NOW + HOUR).facts.follows).toBe(true);
    expect(enter(known, 'b', NOW + HOUR, false).facts.follows).toBe(false);
  });
  test('W5: the newest entry that tells has the word on following, whenever it comes', () => {
    const known = enter(NO_FACTS, 'b', NOW, true).facts;
    const late = enter(known, 'a', NOW - MINUTE, false).facts;
    expect(late).toMatchObject({ follows: true, followsAtMs: NOW, firstEnteredAtMs: NOW - MINUTE });
    expect(enter(late, 'c', NOW - 1, false).facts).toMatchObject({ follows: true, followsAtMs: NOW });
    expect(enter(late, 'c', NOW, false).facts).toMatchObject({ follows: false, followsAtMs: NOW });
    expect(enter(late, 'c', NOW + 1, false).facts).toMatchObject({ follows: false, followsAtMs: NOW + 1 });
    // One that does not tell changes nothing; after speech nothing rests on it any more.
    expect(enter(late, 'c', NOW + 1).facts).toMatchObject({ follows: true, followsAtMs: NOW });
    const spoke = factsAfterSpeech(late, NOW + 1);
    expect('followsAtMs' in spoke).toBe(false);
    expect(enter(spoke, 'c', NOW + 2, false).facts.follows).toBe(false);
    expect('followsAtMs' in enter(spoke, 'c', NOW + 2, false).facts).toBe(false);
  });
  test('the first is the earliest, whenever it comes; after speech there is none any more', () => {
    const known = enter(enter(NO_FACTS, 'b', NOW).facts, 'a', NOW - MINUTE).facts;
    expect(known.firstEnteredAtMs).toBe(NOW - MINUTE);
    expect(keys(known)).toEqual(['a', 'b']);
    const spoke = factsAfterSpeech(known, NOW + 1);
    expect('firstEnteredAtMs' in enter(spoke, 'c', NOW + HOUR).facts).toBe(false);
  });
  test('the same entry again changes nothing of what was spent', () => {
    const known = facts({ entries: [{ key: 'a', atMs: NOW, spent: 2 }] });
    const again = enter(known, 'a', NOW);
    expect(again.facts.entries).toStrictEqual([{ key: 'a', atMs: NOW, spent: 2 }]);
    expect(again.granted).toBe(true);
  });
  test('one within the hour grants nothing, one after it does', () => {
    const known = enter(NO_FACTS, 'a', NOW).facts;
    expect(enter(known, 'b', NOW + HOUR - 1).granted).toBe(false);
    expect(enter(known, 'b', NOW + HOUR).granted).toBe(true);
  });
  test('what grants nothing is kept for ten minutes: an older one may still come', () => {
    const two = enter(enter(NO_FACTS, 'a', NOW).facts, 'b', NOW + MINUTE).facts;
    expect(keys(enter(two, 'c', NOW + 11 * MINUTE).facts)).toEqual(['a', 'b', 'c']);
    expect(keys(enter(two, 'c', NOW + 11 * MINUTE + 1).facts)).toEqual(['a', 'c']);
  });
  test('a late one takes the grant over', () => {
    const known = enter(NO_FACTS, 'b', NOW).facts;
    const late = enter(known, 'a', NOW - 5 * MINUTE);
    expect(late.granted).toBe(true);
    expect(enter(late.facts, 'c', NOW + 55 * MINUTE).granted).toBe(true);
  });
  test('what granted is kept through its day and through its hour, with ten minutes for what comes late', () => {
    // 22:00 in Shanghai; the day ends two hours on.
    const evening = NOW + 12 * HOUR;
    const known = enter(NO_FACTS, 'a', evening).facts;
    const nextDay = evening + 2 * HOUR + 10 * MINUTE;
    expect(keys(enter(known, 'b', nextDay - 1).facts)).toEqual(['a', 'b']);
    expect(keys(enter(known, 'b', nextDay).facts)).toEqual(['b']);
    const late = enter(NO_FACTS, 'a', evening + HOUR + 50 * MINUTE).facts;
    const open = evening + HOUR + 50 * MINUTE + HOUR + 10 * MINUTE;
    expect(keys(enter(late, 'b', open - 1).facts)).toEqual(['a', 'b']);
    expect(keys(enter(late, 'b', open).facts)).toEqual(['b']);
  });
  test('ten entries are kept; what granted stays among them, the newest of the others', () => {
    let known = NO_FACTS;
    for (let at = 0; at < 14; at++) known = enter(known, `e${at}`, NOW + at * 1_000).facts;
    expect(keys(known)).toEqual(['e0', 'e5', 'e6', 'e7', 'e8', 'e9', 'e10', 'e11', 'e12', 'e13']);
    expect(enter(known, 'x', NOW + 20_000).granted).toBe(false);
  });
  test('W4: without a window for entries the first contact alone grants, and only who was never written to', () => {
    const first = (known: WindowFacts) => factsAfterEntry(xiaohongshuPack, known, { key: 'a', atMs: NOW });
    expect(first(NO_FACTS)).toStrictEqual({ granted: true, facts: { ...NO_FACTS, firstEnteredAtMs: NOW } });
    expect(first(facts({ firstEnteredAtMs: NOW - 1 })).granted).toBe(false);
    expect(first(facts({ everSent: true })).granted).toBe(false);
    expect(first(facts({ lastCustomerMessageAtMs: NOW - 1 })).granted).toBe(false);
  });
});

describe('speech (W2, W6, W3a)', () => {
  test('ends first contact and begins a count anew', () => {
    const known = facts({
      firstEnteredAtMs: NOW,
      firstSentAtMs: NOW,
      everSent: true,
      beforeSpeech: [{ atMs: NOW, kind: 'text' }],
      sentSinceCustomerMessage: 4,
      follows: true,
    });
    expect(factsAfterSpeech(known, NOW + 1)).toStrictEqual({
      ...NO_FACTS,
      everSent: true,
      follows: true,
      lastCustomerMessageAtMs: NOW + 1,
    });
  });
  test('an older message, or one of the same instant, changes nothing', () => {
    const known = facts({ lastCustomerMessageAtMs: NOW, sentSinceCustomerMessage: 2 });
    expect(factsAfterSpeech(known, NOW)).toBe(known);
    expect(factsAfterSpeech(known, NOW - 1)).toBe(known);
    expect(factsAfterSpeech(known, NOW + 1).sentSinceCustomerMessage).toBe(0);
  });
  test('an act newer than the closing lifts it, an older one does not', () => {
    const closed = facts({ closedByPlatformAtMs: NOW });
    expect('closedByPlatformAtMs' in factsAfterSpeech(closed, NOW + 1)).toBe(false);
    expect(factsAfterSpeech(closed, NOW).closedByPlatformAtMs).toBe(NOW);
    expect('closedByPlatformAtMs' in enter(closed, 'a', NOW + 1).facts).toBe(false);
    expect(enter(closed, 'a', NOW).facts.closedByPlatformAtMs).toBe(NOW);
  });
});

describe('W3a: a closing', () => {
  test('covers every act so far: the newest of them', () => {
    const at = (change: Partial<WindowFacts>) => factsAfterClosing(facts(change)).closedByPlatformAtMs;
    expect(at({})).toBe(0);
    expect(at({ lastCustomerMessageAtMs: 5 })).toBe(5);
    expect(at({ lastCustomerMessageAtMs: 5, firstEnteredAtMs: 7 })).toBe(7);
    const entries = [
      { key: 'a', atMs: 8, spent: 0 },
      { key: 'b', atMs: 9, spent: 0 },
    ];
    expect(at({ firstEnteredAtMs: 7, entries })).toBe(9);
    expect(at({ entries: [...entries, { key: 'c', atMs: 10, spent: 0 }] })).toBe(10);
    expect(at({ consent: { atMs: 11, spent: 0 }, entries })).toBe(11);
    const comments = [
      { id: 'a', atMs: 12 },
      { id: 'b', atMs: 13 },
    ];
    expect(at({ consent: { atMs: 11, spent: 0 }, comments })).toBe(13);
    expect(at({ consent: { atMs: 11, spent: 0 }, comments: [] })).toBe(11);
  });
});
