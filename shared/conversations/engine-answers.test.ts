import { describe, expect, test } from 'vitest';
import type { MessageBody } from './model.ts';
import type { Candidate, Standing, WindowFacts } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import { RulePack } from './pack-schema.ts';
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
import { contentTypeOf, judge, sendableNow, windowState } from './rules-windows.ts';

/** The engine's whole answers, field by field: what the tables of cases leave out. */

const NOW = Date.UTC(2026, 2, 2, 2);
const DAY = 86_400_000;
const STANDING: Standing = { kind: 'enterprise', highWeight: false, adSpend30dYuan: 5_000, mutualFollow: false };
const TEXT: Candidate = { contentType: 'text', sender: 'operator' };
const facts = (change: Partial<WindowFacts>): WindowFacts => ({ ...NO_FACTS, ...change });
const asked = (pack: RulePack, known: WindowFacts, candidate = TEXT, nowMs = NOW, standing = STANDING) =>
  judge(pack, standing, known, candidate, nowMs);
const withWindow = (pack: RulePack, grant: string, change: object): RulePack =>
  RulePack.parse({
    ...pack,
    windows: pack.windows.map((window) => (window.grant === grant ? { ...window, ...change } : window)),
  });

describe('allowed: rule, right, time and number', () => {
  test('W2: a reply', () => {
    expect(asked(douyinPack, facts({ lastCustomerMessageAtMs: NOW - 1 }))).toStrictEqual({
      kind: 'allowed',
      rule: 'W2',
      occasion: 'reply',
      untilMs: NOW - 1 + DAY - 1_000,
    });
  });
  test('W6: a reply without end or number', () => {
    expect(asked(xiaohongshuPack, facts({ lastCustomerMessageAtMs: NOW - 1 }))).toStrictEqual({
      kind: 'allowed',
      rule: 'W6',
      occasion: 'reply',
    });
  });
  test('a reply of a number without end', () => {
    const capped = withWindow(xiaohongshuPack, 'reply', { max: 2 });
    const known = facts({ lastCustomerMessageAtMs: NOW - 1, sentSinceCustomerMessage: 1 });
    expect(asked(capped, known)).toStrictEqual({ kind: 'allowed', rule: 'W6', occasion: 'reply', left: 1 });
    const used = facts({ lastCustomerMessageAtMs: NOW - 1, sentSinceCustomerMessage: 2 });
    expect(asked(capped, used)).toStrictEqual({ kind: 'refused', rule: 'W6', code: 'window.quota-used' });
  });
  test('W1: an entry', () => {
    const known = facts({ entries: [{ key: 'e1', atMs: NOW - 1, spent: 1 }] });
    expect(asked(douyinPack, known)).toStrictEqual({
      kind: 'allowed',
      rule: 'W1',
      occasion: 'entry',
      untilMs: NOW + 28_999,
      left: 2,
      entryKey: 'e1',
    });
  });
  test('W4: first contact before and after the edge', () => {
    const known = facts({ firstEnteredAtMs: NOW });
    expect(asked(xiaohongshuPack, known)).toStrictEqual({
      kind: 'allowed',
      rule: 'W4',
      occasion: 'first-contact',
      left: 1,
      untilMs: NOW + DAY - 1_000,
    });
    expect(asked(xiaohongshuPack, known, TEXT, NOW + DAY)).toStrictEqual({
      kind: 'allowed',
      rule: 'W4',
      occasion: 'first-contact',
      left: 1,
    });
  });
  test('W5: a follower; a pack without a rule for followers treats them like others', () => {
    const known = facts({ firstEnteredAtMs: NOW, follows: true });
    expect(asked(xiaohongshuPack, known)).toStrictEqual({ kind: 'allowed', rule: 'W5', occasion: 'first-contact' });
    const strict = withWindow(xiaohongshuPack, 'first-contact', { followersRule: null });
    expect(asked(strict, known)).toMatchObject({ rule: 'W4', left: 1 });
  });
  test('W3: a touch that begins, one that goes on, and consent that ends before it', () => {
    const given = factsAfterConsent(NO_FACTS, { atMs: NOW, given: true });
    const first = { kind: 'allowed', rule: 'W3', occasion: 'proactive', left: 3, touchAtMs: NOW };
    expect(asked(douyinPack, given)).toStrictEqual(first);
    const ending = factsAfterConsent(NO_FACTS, { atMs: NOW, given: true, untilMs: NOW + 60_000 });
    expect(asked(douyinPack, ending)).toStrictEqual({ ...first, untilMs: NOW + 59_000 });
    const begun = facts({ consent: { atMs: NOW - 9, touchAtMs: NOW - 5, spent: 1 } });
    const second = { ...first, left: 2, touchAtMs: NOW - 5, untilMs: NOW - 5 + 599_000 };
    expect(asked(douyinPack, begun)).toStrictEqual(second);
    const short = facts({ consent: { atMs: NOW - 9, untilMs: NOW + 60_000, touchAtMs: NOW - 5, spent: 1 } });
    expect(asked(douyinPack, short)).toStrictEqual({ ...second, untilMs: NOW + 59_000 });
  });
  test('W7: an answer to a comment', () => {
    const known = facts({ comments: [{ id: 'c1', atMs: NOW - 1 }] });
    expect(asked(xiaohongshuPack, known, { ...TEXT, quotes: 'c1' })).toStrictEqual({
      kind: 'allowed',
      rule: 'W7',
      occasion: 'comment',
      left: 1,
      untilMs: NOW - 1 + DAY - 1_000,
      commentId: 'c1',
    });
  });
});

describe('W4, W9: three steps of first contact, some of them unproven', () => {
  const anyKind = { content: 'any', needsHighWeight: false };
  const three = withWindow(xiaohongshuPack, 'first-contact', {
    beforeEdge: [{ content: 'text', needsHighWeight: false }, anyKind, anyKind],
  });
  const having = (...beforeSpeech: WindowFacts['beforeSpeech']) =>
    facts({ firstEnteredAtMs: NOW - 9, firstSentAtMs: NOW - 8, everSent: true, beforeSpeech });
  const IMAGE: Candidate = { contentType: 'image', sender: 'operator' };

  test('an unproven step of any kind lets another kind follow: a text has come before it', () => {
    const known = having({ atMs: NOW - 8, kind: 'text' }, { atMs: NOW - 7, kind: 'other', unproven: true });
    expect(asked(three, known, IMAGE)).toMatchObject({ kind: 'allowed', rule: 'W4', left: 1 });
  });
  test('while the text itself is unproven only a text may follow, however many steps there are', () => {
    const known = having({ atMs: NOW - 8, kind: 'text', unproven: true }, { atMs: NOW - 7, kind: 'text' });
    expect(asked(three, known, IMAGE)).toMatchObject({ kind: 'allowed', rule: 'W4', left: 1 });
    const doubtful = having(
      { atMs: NOW - 8, kind: 'text', unproven: true },
      { atMs: NOW - 7, kind: 'text', unproven: true },
    );
    expect(asked(three, doubtful, IMAGE)).toMatchObject({ kind: 'refused', code: 'window.text-unproven' });
    expect(asked(three, doubtful)).toMatchObject({ kind: 'allowed', rule: 'W4', left: 1 });
  });
});

describe('refused: reason and next chance', () => {
  test('W3: the next touch is tomorrow, if the consent still holds then', () => {
    const tomorrowMs = Date.UTC(2026, 2, 2, 16);
    const used = (untilMs?: number) =>
      facts({
        consent: { atMs: NOW - 9, touchAtMs: NOW - 5, spent: 3, ...(untilMs === undefined ? {} : { untilMs }) },
      });
    const refusal = { kind: 'refused', rule: 'W3', code: 'window.quota-used' };
    expect(asked(douyinPack, used())).toStrictEqual({ ...refusal, nextChanceMs: tomorrowMs });
    expect(asked(douyinPack, used(tomorrowMs + 1_001))).toStrictEqual({ ...refusal, nextChanceMs: tomorrowMs });
    expect(asked(douyinPack, used(tomorrowMs + 1_000))).toStrictEqual(refusal);
  });
  test('W4: no chance after the edge where the pack grants nothing there', () => {
    const known = facts({ firstEnteredAtMs: NOW, firstSentAtMs: NOW, beforeSpeech: [{ atMs: NOW, kind: 'text' }] });
    const refusal = { kind: 'refused', rule: 'W4', code: 'window.needs-weight' };
    expect(asked(xiaohongshuPack, known)).toStrictEqual({ ...refusal, nextChanceMs: NOW + DAY });
    expect(asked(withWindow(xiaohongshuPack, 'first-contact', { afterEdge: [] }), known)).toStrictEqual(refusal);
  });
  test('W4: who spoke has no first contact, whatever their entry', () => {
    const known = facts({ firstEnteredAtMs: NOW, lastCustomerMessageAtMs: NOW - 60 * DAY });
    const day = withWindow(xiaohongshuPack, 'reply', { lengthMs: DAY });
    expect(asked(day, known)).toStrictEqual({ kind: 'refused', rule: 'W4', code: 'window.closed' });
  });
  test('A3, C1: whole refusals', () => {
    const spoke = facts({ lastCustomerMessageAtMs: NOW });
    const staff: Standing = { ...STANDING, kind: 'staff', adSpend30dYuan: 999 };
    expect(asked(xiaohongshuPack, spoke, TEXT, NOW, staff)).toStrictEqual({
      kind: 'refused',
      rule: 'A3',
      code: 'account.spend-gate',
    });
    expect(asked(douyinPack, spoke, { ...TEXT, contentType: undefined })).toStrictEqual({
      kind: 'refused',
      rule: 'C1',
      code: 'capability.not-sendable',
    });
  });
  test('a window of another kind of account says nothing', () => {
    const enterpriseOnly = withWindow(douyinPack, 'reply', { kinds: ['enterprise'] });
    const spoke = facts({ lastCustomerMessageAtMs: NOW });
    expect(asked(enterpriseOnly, spoke, TEXT, NOW, { ...STANDING, kind: 'staff' })).toStrictEqual({
      kind: 'refused',
      rule: 'W3',
      code: 'window.closed',
    });
  });
  test('of several windows the first reason and the earliest chance', () => {
    const two = RulePack.parse({
      ...douyinPack,
      windows: [
        ...xiaohongshuPack.windows.filter(({ grant }) => grant === 'first-contact'),
        ...douyinPack.windows.filter(({ grant }) => grant === 'proactive'),
      ],
    });
    const known = facts({
      firstEnteredAtMs: NOW,
      firstSentAtMs: NOW,
      beforeSpeech: [{ atMs: NOW, kind: 'text' }],
      consent: { atMs: NOW - 9, touchAtMs: NOW - 5, spent: 3 },
    });
    expect(asked(two, known)).toStrictEqual({
      kind: 'refused',
      rule: 'W4',
      code: 'window.needs-weight',
      nextChanceMs: Date.UTC(2026, 2, 2, 16),
    });
  });
});

test('C1: every body has its row of the matrix, or none', () => {
  const bodies: [MessageBody, string | undefined][] = [
    [{ type: 'text', text: '' }, 'text'],
    [{ type: 'image' }, 'image'],
    [{ type: 'video' }, 'video'],
    [{ type: 'link' }, 'link'],
    [{ type: 'gif-emoji' }, 'gif-emoji'],
    [{ type: 'card', card: 'lead-card', cardId: 'c' }, 'lead-card'],
    [{ type: 'unsupported', platformType: 'x' }, undefined],
  ];
  for (const [body, type] of bodies) expect(contentTypeOf(body)).toBe(type);
});

test('I3: what may be sent now, type by type, and what the composer counts down', () => {
  const spoke = facts({ lastCustomerMessageAtMs: NOW });
  const open = sendableNow(douyinPack, STANDING, spoke, NOW);
  expect(open.filter(({ verdict }) => verdict.kind === 'allowed').map(({ contentType }) => contentType)).toEqual([
    'text',
    'image',
    'basic-emoji',
    'phone-collect-card',
  ]);
  const mute = RulePack.parse({
    ...douyinPack,
    capabilities: {
      ...douyinPack.capabilities,
      enterprise: { ...douyinPack.capabilities.enterprise, text: { receive: 'yes', send: 'no' } },
    },
  });
  expect(windowState(mute, STANDING, spoke, NOW)).toMatchObject({ kind: 'refused', code: 'capability.not-sendable' });
  expect(windowState(douyinPack, STANDING, spoke, NOW)).toMatchObject({ kind: 'allowed', rule: 'W2' });
});

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
