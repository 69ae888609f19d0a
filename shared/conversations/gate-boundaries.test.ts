import { describe, expect, test } from 'vitest';
import { ACCOUNT, claim, HEAD, head, message, NOW } from './gate-builders.ts';
import type { MessageBody } from './model.ts';
import type { Conversation } from './model-head.ts';
import type { Message } from './model-messages.ts';
import { douyinPack } from './pack-douyin.ts';
import { decideRow, standingOf } from './rules-decision.ts';
import { NO_FACTS } from './rules-facts.ts';
import { bodyFingerprint } from './rules-fingerprint.ts';
import { behindFlightMs, isPutOff, lookAgainAtMs, restingHead } from './rules-gate.ts';
import { isBeforeTime } from './rules-verdict.ts';

/** The edges of the gate's decisions: the instant before and after, nothing where something is expected, one of several. */

const decided = (one: Message, change: Partial<Conversation> = {}) =>
  decideRow(douyinPack, ACCOUNT, head(change), one, NOW);

describe('I7: sent later', () => {
  const due = (sendAtMs: number, releasedAtMs?: number) =>
    message({ sendAtMs, deadlineMs: NOW + 9_000_000, ...(releasedAtMs === undefined ? {} : { releasedAtMs }) });
  test('waits for its time to the millisecond, unless a person releases it', () => {
    expect(decided(due(NOW + 1))).toMatchObject({
      kind: 'settle',
      state: 'held',
      code: 'schedule.later',
      trace: { rule: 'I7', verdict: { kind: 'refused', nextChanceMs: NOW + 1 } },
    });
    expect(decided(due(NOW)).kind).toBe('send');
    expect(decided(due(NOW + 1, NOW - 5)).kind).toBe('send');
    expect(isBeforeTime({}, NOW)).toBe(false);
  });
  test('W8: is looked at when the sweeper finds it in time: twenty seconds of forgetting are taken off', () => {
    const later = { ...due(NOW + 600_000), failure: { code: 'schedule.later' } };
    expect(lookAgainAtMs(later, NOW)).toBe(NOW + 580_000);
    // It came due and met a closed window: its deadline counts now.
    expect(lookAgainAtMs({ ...later, failure: { code: 'window.closed' } }, NOW)).toBe(NOW + 9_000_000);
    const { sendAtMs: _, ...never } = later;
    expect(lookAgainAtMs(never, NOW)).toBe(NOW + 9_000_000);
  });
});

test('W1, COST10: behind a send that is eight seconds old one looks as much later, behind one that landed soon', () => {
  const met = { claimId: 'c1', claimedAtMs: NOW - 8_000 };
  const behind = (change: Partial<Conversation>) => behindFlightMs(head(change), met, NOW) - NOW;
  const inFlight = { ...claim().flight, ...met };
  expect(behind({ inFlight })).toBe(8_000);
  expect(behind({})).toBe(2_000);
  expect(behind({ inFlight: { ...inFlight, claimId: 'c2' } })).toBe(2_000);
  // Its own sender would rest until then.
  expect(behind({ inFlight, outbound: { fromMs: NOW, mark: 1, attempts: 1 } })).toBe(2_000);
  expect(behind({ inFlight, outbound: { fromMs: NOW, mark: 1, slotMs: NOW } })).toBe(2_000);
});

describe('W8: when a held row is looked at', () => {
  test('an allowed trace of an earlier look names no chance', () => {
    const trace = { pack: 'p', rule: 'W2', decidedAtMs: NOW, factsHash: 'h' };
    const once = message({ trace: { ...trace, verdict: { kind: 'allowed', rule: 'W2' } } });
    expect(lookAgainAtMs(once, NOW)).toBe(NOW + 60_000);
  });
  test('A5: only what waits for its account is looked at within five minutes', () => {
    const held = (code: string) => message({ deadlineMs: NOW + 9_000_000, failure: { code } });
    expect(lookAgainAtMs(held('account.awaiting-binding'), NOW)).toBe(NOW + 300_000);
    expect(lookAgainAtMs(held('window.account.'), NOW)).toBe(NOW + 9_000_000);
  });
  test.each(['account.barred', 'account.unhosted', 'account.needs-authorization'])(
    'A5, INV15: %s: looked at after five minutes, then as long again as it waits, an hour at most',
    (code) => {
      const waitedFor = (ms: number, deadlineMs = NOW + 90_000_000) =>
        lookAgainAtMs(message({ atMs: NOW - ms, deadlineMs, failure: { code } }), NOW) - NOW;
      expect([0, 299_999, 300_001, 3_599_999, 3_600_001].map((ms) => waitedFor(ms))).toEqual([
        300_000, 300_000, 300_001, 3_599_999, 3_600_000,
      ]);
      expect(waitedFor(0, NOW + 1_000)).toBe(1_000);
      // One that people chose a time for waits since then.
      const chosen = message({
        atMs: NOW - 90_000_000,
        sendAtMs: NOW - 1,
        deadlineMs: NOW + 90_000_000,
        failure: { code },
      });
      expect(lookAgainAtMs(chosen, NOW)).toBe(NOW + 300_000);
    },
  );
  test('INV15: a look that is planned already stays where it is, or each would bring the next', () => {
    const lookAfter = (plannedMs: number | undefined) => {
      const held = message({
        state: 'held',
        atMs: NOW,
        deadlineMs: NOW + 90_000_000,
        failure: { code: 'account.unhosted' },
      });
      const outbound = { fromMs: NOW, mark: 1, ...(plannedMs === undefined ? {} : { heldUntilMs: NOW + plannedMs }) };
      return (restingHead(head({ outbound }), [held], NOW).outbound?.heldUntilMs ?? 0) - NOW;
    };
    expect([undefined, -1, 0, 1, 60_000, 300_001].map(lookAfter)).toEqual([
      300_000, 300_000, 300_000, 1, 60_000, 300_000,
    ]);
  });
  test('what has failed for no reason of these is looked at by its trace alone', () => {
    const never = message({ sendAtMs: NOW - 1 });
    expect(lookAgainAtMs(never, NOW)).toBe(NOW + 60_000);
  });
});

test('the standing is what the engine reads of account and customer, and nothing else', () => {
  const more = { ...ACCOUNT.standing, highWeight: true, name: '官方号' };
  expect(standingOf(more, head({ mutualFollow: true }))).toStrictEqual({
    kind: 'enterprise',
    highWeight: true,
    adSpend30dYuan: 5_000,
    mutualFollow: true,
  });
});

describe('W8: what a resting head owes', () => {
  const owed = (rows: readonly Message[], change: Partial<Conversation> = {}) =>
    restingHead(head(change), rows, NOW).outbound;
  test('begins with the oldest row and is looked at with the first', () => {
    const rows = [
      message({ state: 'held', atMs: NOW - 200, deadlineMs: NOW + 5_000 }),
      message({ state: 'held', atMs: NOW - 300, deadlineMs: NOW + 9_000 }),
    ];
    expect(owed(rows)).toStrictEqual({ fromMs: NOW - 300, mark: 1, heldUntilMs: NOW + 5_000 });
    expect(owed(rows, { outbound: { fromMs: 1, mark: 6, notBeforeMs: NOW, attempts: 2 } })).toStrictEqual({
      fromMs: NOW - 300,
      mark: 6,
      heldUntilMs: NOW + 5_000,
    });
  });
  test('keeps place and attempts of what was put off', () => {
    expect(owed([message()], { outbound: { fromMs: 1, mark: 6, slotMs: 0 } })).toStrictEqual({
      fromMs: NOW - 100,
      mark: 6,
      slotMs: 0,
    });
    expect(owed([message()], { outbound: { fromMs: 1, mark: 6, attempts: 3 } })).toStrictEqual({
      fromMs: NOW - 100,
      mark: 6,
      attempts: 3,
    });
    expect(isPutOff(head({ outbound: { fromMs: 1, mark: 6, slotMs: NOW + 1 } }), NOW)).toBe(false);
  });
  test('is nothing where nothing is held or put off', () => {
    expect(restingHead(HEAD, [message()], NOW)).toStrictEqual(HEAD);
    expect(restingHead(HEAD, [], NOW)).toStrictEqual(HEAD);
  });
});

test('C1: a body that only arrives never leaves, and the refusal is traced', () => {
  const body: MessageBody = { type: 'unsupported', platformType: 'x' };
  const step = decided(message({ body }));
  expect(step).toMatchObject({ kind: 'settle', state: 'refused', code: 'capability.not-sendable' });
  expect(step.kind === 'settle' && step.trace).toMatchObject({ verdict: { kind: 'refused', rule: 'C1' } });
  expect(decided(message(), { facts: NO_FACTS })).toMatchObject({ trace: { rule: 'W3', decidedAtMs: NOW } });
  expect(bodyFingerprint(body)).not.toBe(bodyFingerprint({ type: 'image' }));
});
