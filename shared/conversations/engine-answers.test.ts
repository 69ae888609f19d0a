import { describe, expect, test } from 'vitest';
import { asked, DAY, facts, NOW, STANDING, TEXT, withWindow } from './harness-engine.ts';
import type { MessageBody } from './model.ts';
import type { Candidate, WindowFacts } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import { RulePack } from './pack-schema.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';
import { factsAfterConsent, NO_FACTS } from './rules-facts.ts';
import { contentTypeOf, sendableNow, windowState } from './rules-windows.ts';

/** The engine's whole answers, field by field: what the tables of cases leave out. */

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
