import { describe, expect, test } from 'vitest';
import { DAY, facts, NOW } from './harness-engine.ts';
import type { WindowFacts } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';
import { dayNumber, dayStartMs, startOfDayMs } from './rules-days.ts';
import {
  factsAfterClaim,
  factsAfterComment,
  factsAfterConsent,
  factsAfterEntry,
  factsAfterForeignSend,
  factsAfterRefund,
  factsAfterSpeech,
  NO_FACTS,
} from './rules-facts.ts';

/** What spending a right does to the facts, giving it back, and what customers give (W9, W3, W7). */

test('days of a zone of fixed offset: number, beginning and name', () => {
  expect(dayNumber(Date.UTC(2026, 2, 1, 15, 59, 59, 999), 480)).toBe(20_513);
  expect(dayNumber(Date.UTC(2026, 2, 1, 16), 480)).toBe(20_514);
  expect(dayStartMs(20_514, 480)).toBe(Date.UTC(2026, 2, 1, 16));
  for (const [day, ms] of [
    ['1970-01-01', 0],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['2024-03-01', Date.UTC(2024, 2, 1)],
    ['2026-01-31', Date.UTC(2026, 0, 31)],
    ['2026-02-28', Date.UTC(2026, 1, 28)],
    ['2100-02-28', Date.UTC(2100, 1, 28)],
    ['2100-03-01', Date.UTC(2100, 2, 1)],
    ['2000-12-31', Date.UTC(2000, 11, 31)],
  ] as const)
    expect(startOfDayMs(day, 0)).toBe(ms);
  expect(startOfDayMs('2026-03-02', 480)).toBe(Date.UTC(2026, 2, 1, 16));
  for (const wrong of ['x2026-03-02', '2026-03-02x', '2026-3-02', ''])
    expect(() => startOfDayMs(wrong, 0)).toThrow(`not a day: ${wrong}`);
});

describe('W9: what is spent, and what comes back', () => {
  const allowed = { kind: 'allowed', rule: 'R', occasion: 'reply' } as const;

  test('a reply counts since the customer’s message, and only once', () => {
    const spoke = factsAfterSpeech(NO_FACTS, NOW);
    const { facts: after, grant } = factsAfterClaim(spoke, allowed, 'text', NOW + 5);
    expect(grant).toStrictEqual({ rule: 'R', kind: 'text', sentAtMs: NOW + 5 });
    expect(after).toStrictEqual({ ...spoke, everSent: true, sentSinceCustomerMessage: 1 });
    expect(factsAfterRefund(after, grant)).toStrictEqual({ ...spoke, everSent: true });
  });
  test('a send cannot be older than the act that granted it: our clock may run behind', () => {
    const spoke = factsAfterSpeech(NO_FACTS, NOW);
    expect(factsAfterClaim(spoke, allowed, 'text', NOW - 5).grant.sentAtMs).toBe(NOW);
    const entered = factsAfterEntry(xiaohongshuPack, NO_FACTS, { key: 'e', atMs: NOW }).facts;
    expect(factsAfterClaim(entered, allowed, 'text', NOW - 5).grant.sentAtMs).toBe(NOW);
  });
  test('an entry’s spending is its own, and never below nothing', () => {
    const entries = [
      { key: 'e1', atMs: NOW - 9, spent: 0 },
      { key: 'e2', atMs: NOW, spent: 0 },
    ];
    const { facts: after, grant } = factsAfterClaim(facts({ entries }), { ...allowed, entryKey: 'e2' }, 'other', NOW);
    expect(after.entries.map(({ spent }) => spent)).toEqual([0, 1]);
    expect(grant).toStrictEqual({ rule: 'R', kind: 'other', sentAtMs: NOW, entryKey: 'e2' });
    const back = factsAfterRefund(after, grant);
    expect(back).toStrictEqual(facts({ entries }));
    expect(factsAfterRefund(back, grant).entries.map(({ spent }) => spent)).toEqual([0, 0]);
  });
  test('first contact: the first send is remembered, and forgotten if it was none', () => {
    const entered = factsAfterEntry(xiaohongshuPack, NO_FACTS, { key: 'e', atMs: NOW }).facts;
    const one = factsAfterClaim(entered, allowed, 'text', NOW + 1);
    const two = factsAfterClaim(one.facts, allowed, 'other', NOW + 2);
    expect(two.facts).toMatchObject({
      everSent: true,
      firstSentAtMs: NOW + 1,
      beforeSpeech: [
        { atMs: NOW + 1, kind: 'text' },
        { atMs: NOW + 2, kind: 'other' },
      ],
    });
    expect(factsAfterRefund(two.facts, one.grant)).toMatchObject({
      everSent: true,
      firstSentAtMs: NOW + 2,
      beforeSpeech: [{ atMs: NOW + 2, kind: 'other' }],
    });
    expect(factsAfterRefund(two.facts, two.grant)).toStrictEqual(one.facts);
    expect(factsAfterRefund(one.facts, one.grant)).toStrictEqual(entered);
    // What was sent before it keeps its place.
    const phone = factsAfterForeignSend(xiaohongshuPack, entered, { atMs: NOW - 50, kind: 'text' });
    const after = factsAfterClaim(phone, allowed, 'text', NOW + 1);
    expect(factsAfterRefund(after.facts, after.grant).firstSentAtMs).toBe(NOW - 50);
  });
  test('what came before speech does not count twice once the customer spoke', () => {
    const entered = factsAfterEntry(xiaohongshuPack, NO_FACTS, { key: 'e', atMs: NOW }).facts;
    const one = factsAfterClaim(entered, allowed, 'text', NOW + 1);
    const spoke = factsAfterSpeech(one.facts, NOW + 2);
    expect(spoke).toStrictEqual({ ...NO_FACTS, everSent: true, lastCustomerMessageAtMs: NOW + 2 });
    // The refund of a send from before: it did not count since, and who was written to was.
    expect(factsAfterRefund(spoke, one.grant)).toStrictEqual(spoke);
  });
  test('eight sends before speech are kept: the first and the newest seven', () => {
    let known = factsAfterEntry(xiaohongshuPack, NO_FACTS, { key: 'e', atMs: NOW }).facts;
    for (let at = 1; at <= 10; at++) known = factsAfterClaim(known, allowed, 'text', NOW + at).facts;
    expect(known.beforeSpeech.map(({ atMs }) => atMs - NOW)).toEqual([1, 4, 5, 6, 7, 8, 9, 10]);
  });
  test('W3: a touch begins, is spent, and is none once all of it came back', () => {
    const given = factsAfterConsent(NO_FACTS, { atMs: NOW, given: true, untilMs: NOW + DAY });
    const grant = { ...allowed, touchAtMs: NOW + 1 };
    const one = factsAfterClaim(given, grant, 'text', NOW + 1);
    expect(one.facts.consent).toStrictEqual({ atMs: NOW, untilMs: NOW + DAY, touchAtMs: NOW + 1, spent: 1 });
    const two = factsAfterClaim(one.facts, grant, 'text', NOW + 2);
    expect(two.facts.consent?.spent).toBe(2);
    expect(factsAfterRefund(two.facts, two.grant).consent?.spent).toBe(1);
    expect(factsAfterRefund(one.facts, one.grant).consent).toStrictEqual({ atMs: NOW, untilMs: NOW + DAY, spent: 0 });
    // Another touch has begun since: what came back of the old one changes nothing.
    const next = factsAfterClaim(two.facts, { ...allowed, touchAtMs: NOW + DAY }, 'text', NOW + DAY);
    expect(next.facts.consent).toMatchObject({ touchAtMs: NOW + DAY, spent: 1 });
    expect(factsAfterRefund(next.facts, one.grant).consent).toMatchObject({ touchAtMs: NOW + DAY, spent: 1 });
    // Without consent there is no touch to count.
    expect(factsAfterClaim(NO_FACTS, grant, 'text', NOW).facts.consent).toBeUndefined();
  });
  test('W7: a comment is answered, and open again if the answer never left; it is no step of first contact', () => {
    const known = factsAfterComment(xiaohongshuPack, NO_FACTS, { id: 'c1', atMs: NOW });
    const both = factsAfterComment(xiaohongshuPack, known, { id: 'c2', atMs: NOW + 1 });
    const { facts: after, grant } = factsAfterClaim(both, { ...allowed, commentId: 'c1' }, 'text', NOW + 5);
    expect(after).toStrictEqual({
      ...both,
      everSent: true,
      firstSentAtMs: NOW + 5,
      comments: [
        { id: 'c1', atMs: NOW, repliedAtMs: NOW + 5 },
        { id: 'c2', atMs: NOW + 1 },
      ],
    });
    expect(factsAfterRefund(after, grant)).toStrictEqual(both);
    const second = factsAfterClaim(after, { ...allowed, commentId: 'c2' }, 'text', NOW + 6);
    expect(factsAfterRefund(second.facts, grant).firstSentAtMs).toBe(NOW + 6);
    expect(factsAfterRefund(second.facts, second.grant)).toStrictEqual(after);
    const spoke = factsAfterSpeech(after, NOW + 7);
    expect(factsAfterRefund(spoke, grant)).toMatchObject({ everSent: true });
    expect(factsAfterRefund(spoke, grant).firstSentAtMs).toBeUndefined();
    expect(factsAfterClaim(NO_FACTS, { ...allowed, commentId: 'c1' }, 'text', NOW).facts.comments).toBeUndefined();
  });
});

describe('W3, W7: what the customer gives', () => {
  test('consent: the newest word holds, and an older one that comes late changes nothing', () => {
    const given = factsAfterConsent(NO_FACTS, { atMs: NOW, given: true, untilMs: NOW + DAY });
    expect(factsAfterConsent(given, { atMs: NOW - 1, given: false })).toBe(given);
    const taken = factsAfterConsent(given, { atMs: NOW + 1, given: false, untilMs: NOW + DAY });
    expect(taken.consent).toStrictEqual({ atMs: NOW + 1, spent: 0, untilMs: NOW + 1 });
    expect(factsAfterConsent(taken, { atMs: NOW, given: true })).toBe(taken);
    const again = factsAfterConsent(taken, { atMs: NOW + 1, given: true });
    expect(again.consent).toStrictEqual({ atMs: NOW + 1, spent: 0 });
  });
  test('comments: in the order of their times, each once, of the last day, the newest four', () => {
    const add = (known: WindowFacts, id: string, atMs: number) =>
      factsAfterComment(xiaohongshuPack, known, { id, atMs });
    const two = add(add(NO_FACTS, 'b', NOW), 'a', NOW - 5);
    expect(two.comments?.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(add(two, 'a', NOW + 9)).toBe(two);
    expect(add(two, 'c', NOW - 5 + DAY).comments?.map(({ id }) => id)).toEqual(['b', 'c']);
    expect(add(two, 'c', NOW - 6 + DAY).comments?.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    const five = ['c', 'd', 'e'].reduce((known, id, at) => add(known, id, NOW + at + 1), two);
    expect(five.comments?.map(({ id }) => id)).toEqual(['b', 'c', 'd', 'e']);
    expect(factsAfterComment(douyinPack, NO_FACTS, { id: 'a', atMs: NOW })).toBe(NO_FACTS);
  });
});
