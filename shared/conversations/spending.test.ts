import { describe, expect, test } from 'vitest';
import type { SpentGrant } from './model-head.ts';
import type { EarlySend, WindowFacts } from './model-rules.ts';
import { NO_FACTS } from './rules-facts.ts';
import { counted, factsAfterClaim, factsAfterProof, factsAfterRefund } from './rules-spending.ts';

/** W9 send by send: what is counted, proven and given back where several are known. */

const NOW = 1_780_000_000_000;
const facts = (change: Partial<WindowFacts>): WindowFacts => ({ ...NO_FACTS, ...change });
const grantOf = (sentAtMs: number, change: Partial<SpentGrant> = {}): SpentGrant => ({
  rule: 'W4',
  kind: 'text',
  sentAtMs,
  ...change,
});
const early = (atMs: number, kind: 'text' | 'other' = 'text'): EarlySend => ({ atMs, kind });
const open = (atMs: number): EarlySend => ({ ...early(atMs), unproven: true });

describe('W4, W9: a proof', () => {
  const known = facts({ beforeSpeech: [open(NOW), open(NOW + 5), early(NOW + 9)] });
  const proven = (claimedAtMs: number) =>
    factsAfterProof(known, claimedAtMs).beforeSpeech.map(({ unproven }) => unproven);
  test('proves the send of that instant, or the first since, and no other', () => {
    expect(proven(NOW)).toEqual([undefined, true, undefined]);
    expect(proven(NOW + 1)).toEqual([true, undefined, undefined]);
    expect(proven(NOW + 5)).toEqual([true, undefined, undefined]);
    expect(factsAfterProof(known, NOW).beforeSpeech[0]).toStrictEqual(early(NOW));
  });
  test('of what is proven already or older changes nothing', () => {
    expect(factsAfterProof(known, NOW + 6)).toBe(known);
    expect(factsAfterProof(NO_FACTS, NOW)).toBe(NO_FACTS);
  });
});

describe('W9: what is counted', () => {
  const allowed = { kind: 'allowed', rule: 'W4', occasion: 'first-contact' } as const;
  test('a claim is unproven, what left elsewhere is not', () => {
    expect(factsAfterClaim(NO_FACTS, allowed, 'other', NOW).facts.beforeSpeech).toStrictEqual([
      { atMs: NOW, kind: 'other', unproven: true },
    ]);
    expect(counted(NO_FACTS, grantOf(NOW)).beforeSpeech).toStrictEqual([early(NOW)]);
  });
  test('one that comes late is the first if it was', () => {
    expect(counted(facts({ firstSentAtMs: NOW }), grantOf(NOW - 5)).firstSentAtMs).toBe(NOW - 5);
    expect(counted(facts({ firstSentAtMs: NOW }), grantOf(NOW + 5)).firstSentAtMs).toBe(NOW);
  });
  test('one from before the customer’s newest message counts no more', () => {
    const spoke = facts({ lastCustomerMessageAtMs: NOW, sentSinceCustomerMessage: 2 });
    expect(counted(spoke, grantOf(NOW - 1)).sentSinceCustomerMessage).toBe(2);
    expect(counted(spoke, grantOf(NOW)).sentSinceCustomerMessage).toBe(3);
    expect(counted(NO_FACTS, grantOf(NOW)).sentSinceCustomerMessage).toBe(0);
  });
  test('the eighth before speech is kept with all before it, of nine the second goes', () => {
    const seven = facts({ beforeSpeech: [0, 1, 2, 3, 4, 5, 6].map((at) => early(NOW + at)) });
    const eight = counted(seven, grantOf(NOW + 7));
    expect(eight.beforeSpeech.map(({ atMs }) => atMs - NOW)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const nine = counted(eight, grantOf(NOW + 8));
    expect(nine.beforeSpeech.map(({ atMs }) => atMs - NOW)).toEqual([0, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('W9: what is given back', () => {
  test('is the send of that instant and kind', () => {
    const known = facts({ everSent: true, firstSentAtMs: NOW, beforeSpeech: [early(NOW), early(NOW, 'other')] });
    const back = factsAfterRefund(known, grantOf(NOW, { kind: 'other' }));
    expect(back.beforeSpeech).toEqual([early(NOW)]);
    expect(back.firstSentAtMs).toBe(NOW);
    expect(factsAfterRefund(known, grantOf(NOW + 1)).beforeSpeech).toEqual(known.beforeSpeech);
  });
  test('the first that left is then the earliest of what remains, comments answered among it', () => {
    const known = facts({
      everSent: true,
      firstSentAtMs: NOW,
      beforeSpeech: [early(NOW), early(NOW + 9), early(NOW + 7)],
      comments: [{ id: 'c1', atMs: NOW - 1, repliedAtMs: NOW + 8 }],
    });
    expect(factsAfterRefund(known, grantOf(NOW)).firstSentAtMs).toBe(NOW + 7);
    const answer = { ...known, beforeSpeech: [early(NOW), early(NOW + 9)] };
    expect(factsAfterRefund(answer, grantOf(NOW)).firstSentAtMs).toBe(NOW + 8);
  });
  test('a later send leaves the first as it was, though no list holds it any more', () => {
    const known = facts({ everSent: true, firstSentAtMs: NOW - 50, beforeSpeech: [early(NOW)] });
    expect(factsAfterRefund(known, grantOf(NOW))).toStrictEqual(facts({ everSent: true, firstSentAtMs: NOW - 50 }));
  });
  test('what no list holds was no step: the first of that instant stands', () => {
    const known = facts({ everSent: true, firstSentAtMs: NOW, beforeSpeech: [early(NOW + 5)] });
    expect(factsAfterRefund(known, grantOf(NOW))).toStrictEqual(known);
  });
  test('W7: an answer to a comment takes no step with it that left at its instant', () => {
    const known = facts({
      everSent: true,
      firstSentAtMs: NOW,
      beforeSpeech: [early(NOW)],
      comments: [{ id: 'c1', atMs: NOW - 1, repliedAtMs: NOW }],
    });
    expect(factsAfterRefund(known, grantOf(NOW, { commentId: 'c1' }))).toStrictEqual({
      ...known,
      comments: [{ id: 'c1', atMs: NOW - 1 }],
    });
  });
  test('W7: a message that answers no comment opens none', () => {
    const comments = [{ id: 'c1', atMs: NOW - 1, repliedAtMs: NOW }];
    const known = facts({ comments, lastCustomerMessageAtMs: NOW, sentSinceCustomerMessage: 2, everSent: true });
    expect(factsAfterRefund(known, grantOf(NOW))).toStrictEqual({ ...known, sentSinceCustomerMessage: 1 });
    expect(factsAfterRefund({ ...known, sentSinceCustomerMessage: 0 }, grantOf(NOW)).sentSinceCustomerMessage).toBe(0);
    expect(factsAfterRefund(known, grantOf(NOW - 1)).sentSinceCustomerMessage).toBe(2);
  });
  test('W1: the entry that was spent and no other, down to nothing', () => {
    const entries = [
      { key: 'e1', atMs: NOW - 9, spent: 2 },
      { key: 'e2', atMs: NOW - 5, spent: 2 },
    ];
    const back = factsAfterRefund(facts({ entries }), grantOf(NOW, { entryKey: 'e2' }));
    expect(back.entries.map(({ spent }) => spent)).toEqual([2, 1]);
    expect(factsAfterRefund(facts({ entries }), grantOf(NOW)).entries).toEqual(entries);
  });
  test('who was never written to is as before', () => {
    const once = facts({ everSent: true, firstSentAtMs: NOW, beforeSpeech: [early(NOW)] });
    expect(factsAfterRefund(once, grantOf(NOW))).toStrictEqual(NO_FACTS);
  });
});
