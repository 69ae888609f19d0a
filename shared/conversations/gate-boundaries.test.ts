import { describe, expect, test } from 'vitest';
import { ACCOUNT, HEAD, head, MESSAGE, message, NOW } from './gate-builders.ts';
import type { MessageBody } from './model.ts';
import type { Conversation, RecentSend } from './model-head.ts';
import type { ThreadRow } from './model-items.ts';
import type { Message } from './model-messages.ts';
import type { Allowed } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import { decideRow, standingOf } from './rules-decision.ts';
import { NO_FACTS } from './rules-facts.ts';
import { bodyFingerprint, fingerprint } from './rules-fingerprint.ts';
import {
  behindFlightMs,
  claimedHead,
  isPutOff,
  landedHead,
  lookAgainAtMs,
  provingEcho,
  releasedHead,
  restingHead,
  withoutDebt,
} from './rules-gate.ts';
import { isBeforeTime } from './rules-verdict.ts';

/** The edges of the gate's decisions: the instant before and after, nothing where something is expected, one of several. */

const REPLY: Allowed = { kind: 'allowed', rule: 'W2', occasion: 'reply' };
const OTHER: RecentSend = { messageId: 'other', rowAtMs: NOW - 900, fingerprint: 'f', atMs: NOW - 900 };
const claim = (change: Partial<Conversation> = {}, one = MESSAGE) =>
  claimedHead(head(change), one, REPLY, { claimId: 'k1', nowMs: NOW });
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

describe('W9: a claim', () => {
  test('adds its send to those before it and keeps what waits in the pace of none', () => {
    const { head: claimed } = claim({ recent: [OTHER] });
    expect(claimed.recent.map(({ messageId }) => messageId)).toEqual(['other', 'msg-1']);
    expect('outbound' in claimed).toBe(false);
  });
  test('G9: pays the debt of its burst', () => {
    const owing = { agentDue: { burstKey: 'b1', atMs: NOW, sinceMs: NOW } };
    expect('agentDue' in claim(owing, message({ sender: 'agent', burstKey: 'b1' })).head).toBe(false);
    expect(claim(owing).head.agentDue).toEqual(owing.agentDue);
    expect(withoutDebt(HEAD, message({ burstKey: 'b1' }))).toBe(HEAD);
  });
});

describe('W9: a landing', () => {
  const sent = message({ state: 'sent', platformMessageId: 'p1' });
  test('touches the one send that landed', () => {
    const { head: claimed, flight } = claim({ recent: [OTHER] });
    expect(landedHead(claimed, flight, sent).recent).toStrictEqual([
      OTHER,
      { ...claimed.recent[1], platformHash: fingerprint('p1') },
    ]);
    expect(releasedHead(claimed, flight, false).recent).toStrictEqual([OTHER]);
  });
  test('settles what was unknown; without an id it is known to have left and no more', () => {
    const { head: claimed, flight } = claim();
    const [mine] = claimed.recent;
    const doubtful = { ...claimed, recent: [{ ...OTHER, messageId: 'msg-1', unknown: true as const }] };
    expect(landedHead(doubtful, flight, sent).recent).toStrictEqual([
      { ...OTHER, messageId: 'msg-1', platformHash: fingerprint('p1') },
    ]);
    const { platformMessageId: _, ...nameless } = sent;
    expect(landedHead(claimed, flight, nameless).recent).toStrictEqual([mine]);
    const lost = message({ state: 'unknown', platformMessageId: 'p1' });
    expect(landedHead(claimed, flight, lost).recent).toStrictEqual([{ ...mine, unknown: true }]);
  });
  test('shows when it was settled, else when it was claimed', () => {
    const { head: claimed, flight } = claim();
    expect(landedHead(claimed, flight, sent).lastMessage).toEqual({ preview: '您好', atMs: NOW, from: 'us' });
    const old = { preview: '旧', atMs: NOW - 1, from: 'customer' } as const;
    expect(landedHead({ ...claimed, lastMessage: old }, flight, sent).lastMessage?.from).toBe('us');
  });
  test('who waits for no one is not made to wait, and who waits keeps waiting when nothing left', () => {
    const { head: claimed, flight } = claim();
    expect('waitingSinceMs' in landedHead(claimed, flight, sent)).toBe(false);
    const failed = message({ state: 'failed' });
    expect(landedHead({ ...claimed, waitingSinceMs: NOW - 1 }, flight, failed).waitingSinceMs).toBe(NOW - 1);
  });
  test('without anything in flight nothing lands and nothing is given back', () => {
    const { flight } = claim();
    expect(landedHead(HEAD, flight, sent)).toBe(HEAD);
    expect(releasedHead(HEAD, flight, true)).toBe(HEAD);
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

describe('W9: an echo proves a send', () => {
  const { flight, head: claimed } = claim();
  const echo = (change: object = {}): ThreadRow => ({
    row: 'event',
    key: 'm#1#e_1',
    event: {
      kind: 'echo',
      platform: 'douyin',
      accountPlatformId: 'a',
      customerPlatformId: 'u1',
      eventId: 'p9',
      occurredAtMs: NOW,
      body: { type: 'text', text: '您好' },
      ...change,
    },
  });
  const proven = (...rows: ThreadRow[]) => provingEcho(rows, claimed, flight);
  test('two minutes before and after its claim, and not a millisecond more', () => {
    expect(proven(echo({ occurredAtMs: NOW - 120_000 }))).toBe('p9');
    expect(proven(echo({ occurredAtMs: NOW + 120_000 }))).toBe('p9');
    expect(proven(echo({ occurredAtMs: NOW + 120_001 }))).toBeUndefined();
    expect(proven(echo({ occurredAtMs: NOW - 120_001 }))).toBeUndefined();
  });
  test('by its content: one without any proves nothing, and the next may', () => {
    expect(proven(echo({ body: undefined }))).toBeUndefined();
    expect(proven(echo({ body: undefined }), echo({ eventId: 'p10' }))).toBe('p10');
    expect(proven(echo({ body: { type: 'image' } }))).toBeUndefined();
    expect(proven()).toBeUndefined();
    expect(proven(echo({ refersTo: 'p11' }))).toBe('p11');
  });
  test('one that another send owns does not, whichever of the recent ones that is', () => {
    const known = [OTHER, { ...OTHER, platformHash: fingerprint('p9') }];
    expect(provingEcho([echo()], head({ recent: known }), flight)).toBeUndefined();
    expect(provingEcho([echo()], head({ recent: [OTHER] }), flight)).toBe('p9');
  });
  test('of two that look alike it proves the nearer; one that is settled under another id claims none', () => {
    const [mine] = claimed.recent;
    const alike = { ...OTHER, fingerprint: flight.fingerprint, atMs: NOW + 10_000 };
    const both = head({ recent: mine ? [mine, alike] : [] });
    const provenAt = (afterMs: number, of = both) => provingEcho([echo({ occurredAtMs: NOW + afterMs })], of, flight);
    expect([0, 5_000, 5_001, 9_000].map((ms) => provenAt(ms))).toEqual(['p9', 'p9', undefined, undefined]);
    expect(provenAt(9_000, head({ recent: [{ ...alike, platformHash: 'h' }] }))).toBe('p9');
    expect(provenAt(9_000, head({ recent: [alike] }))).toBeUndefined();
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
