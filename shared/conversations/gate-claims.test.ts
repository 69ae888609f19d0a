import { describe, expect, test } from 'vitest';
import { claim, echo, HEAD, head, MESSAGE, message, NOW } from './gate-builders.ts';
import type { Conversation, InFlight } from './model-head.ts';
import type { Message } from './model-messages.ts';
import { bodyFingerprint, fingerprint } from './rules-fingerprint.ts';
import {
  againMs,
  backOffMs,
  isPutOff,
  landedHead,
  lookAgainAtMs,
  provingEcho,
  releasedHead,
  restingHead,
  withoutDebt,
} from './rules-gate.ts';
import { outboundDueMs } from './rules-work.ts';

/** What a claim, its landing and waiting do to a head (W9). */

describe('claim and landing (W9)', () => {
  test('a claim names itself, spends the right and remembers the send', () => {
    const { head: claimed, flight } = claim({
      outbound: { fromMs: 1, mark: 4, slotMs: NOW, notBeforeMs: NOW, attempts: 2 },
    });
    expect(flight).toStrictEqual({
      claimId: 'k1',
      messageId: 'msg-1',
      rowAtMs: NOW - 100,
      fingerprint: bodyFingerprint({ type: 'text', text: '您好' }),
      claimedAtMs: NOW,
      automated: false,
      grant: { rule: 'W2', kind: 'text', sentAtMs: NOW },
    });
    expect(claimed.inFlight).toBe(flight);
    expect(claimed.facts.sentSinceCustomerMessage).toBe(1);
    expect(claimed.recent).toStrictEqual([
      { messageId: 'msg-1', rowAtMs: NOW - 100, fingerprint: flight.fingerprint, atMs: NOW },
    ]);
    // E12: a slot is used by one message.
    expect(claimed.outbound).toStrictEqual({ fromMs: 1, mark: 4, attempts: 2 });
    expect(claim({ outbound: { fromMs: 1, mark: 4, notBeforeMs: 9 } }).head.outbound).toStrictEqual({
      fromMs: 1,
      mark: 4,
      notBeforeMs: 9,
    });
  });
  test('an image counts as other, an agent’s send as automated', () => {
    const { flight } = claim({}, message({ sender: 'agent', body: { type: 'image' } }));
    expect(flight).toMatchObject({ automated: true, grant: { kind: 'other' } });
  });
  test('G9: the answer to the owed burst pays its debt; one of another burst or epoch pays none', () => {
    const due = { burstKey: 'b1', atMs: NOW, sinceMs: NOW };
    const owing = head({ agentDue: due });
    expect(withoutDebt(owing, message({ burstKey: 'b1' })).agentDue).toBeUndefined();
    expect(withoutDebt(owing, message({ burstKey: 'b0' })).agentDue).toBe(due);
    expect(withoutDebt(owing, message({ burstKey: 'b1', epoch: 1 })).agentDue).toBe(due);
  });
  test('what landed shows in the inbox and answers who waited before it was claimed', () => {
    const { head: claimed, flight } = claim({ waitingSinceMs: NOW - 1 });
    const sent = message({ state: 'sent', settledAtMs: NOW + 5, platformMessageId: 'p1' });
    const landed = landedHead(claimed, flight, sent);
    expect(landed.inFlight).toBeUndefined();
    expect(landed.waitingSinceMs).toBeUndefined();
    expect(landed.lastMessage).toStrictEqual({ preview: '您好', atMs: NOW + 5, from: 'us' });
    expect(landed.recent).toMatchObject([{ platformHash: fingerprint('p1') }]);
    expect(landedHead(head({ ...claimed, waitingSinceMs: NOW }), flight, sent).waitingSinceMs).toBeUndefined();
    expect(landedHead(head({ ...claimed, waitingSinceMs: NOW + 1 }), flight, sent).waitingSinceMs).toBe(NOW + 1);
    const newer = { preview: '新', atMs: NOW + 6, from: 'customer' } as const;
    expect(landedHead(head({ ...claimed, lastMessage: newer }), flight, sent).lastMessage).toBe(newer);
    const same = { ...newer, atMs: NOW + 5 };
    expect(landedHead(head({ ...claimed, lastMessage: same }), flight, sent).lastMessage?.from).toBe('us');
  });
  test('an unknown outcome is remembered as such; what did not leave shows nowhere', () => {
    const { head: claimed, flight } = claim({ waitingSinceMs: NOW - 1 });
    expect(landedHead(claimed, flight, message({ state: 'unknown' }))).toMatchObject({
      recent: [{ unknown: true }],
      lastMessage: { atMs: NOW },
    });
    const failed = landedHead(claimed, flight, message({ state: 'failed', settledAtMs: NOW }));
    expect(failed).toMatchObject({ waitingSinceMs: NOW - 1 });
    expect(failed.lastMessage).toBeUndefined();
    expect(failed.inFlight).toBeUndefined();
  });
  test('another claim is in flight: nothing of it is touched', () => {
    const { head: claimed, flight } = claim();
    const other: InFlight = { ...flight, claimId: 'k2' };
    expect(landedHead(claimed, other, message({ state: 'sent' }))).toBe(claimed);
    expect(releasedHead(claimed, other, true)).toBe(claimed);
  });
  test('W3a: a right given back; a closing closes what the customer did so far', () => {
    const { head: claimed, flight } = claim();
    const released = releasedHead(claimed, flight, false);
    expect(released.facts).toStrictEqual({ ...HEAD.facts, everSent: true });
    expect(released.recent).toEqual([]);
    expect(released.inFlight).toBeUndefined();
    expect(releasedHead(claimed, flight, true).facts.closedByPlatformAtMs).toBe(NOW - 5_000);
  });
});

describe('waiting', () => {
  test('back-off: one second, doubling, half a minute, a minute, and as long as asked', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 60].map((at) => backOffMs(at, undefined))).toEqual([
      1_000, 2_000, 4_000, 8_000, 30_000, 60_000, 60_000, 60_000,
    ]);
    expect(backOffMs(0, 90_000)).toBe(90_000);
    expect(backOffMs(4, 1_000)).toBe(30_000);
  });
  test('without a slot: fifteen seconds, doubling, ten minutes', () => {
    expect([0, 1, 2, 5, 6, 99].map((at) => againMs(at, NOW) - NOW)).toEqual([
      15_000, 30_000, 60_000, 480_000, 600_000, 600_000,
    ]);
  });
  test('what was put off rests until its time; a mere mark does not', () => {
    const put = (outbound: Partial<NonNullable<Conversation['outbound']>>) =>
      isPutOff(head({ outbound: { fromMs: 1, mark: 1, ...outbound } }), NOW);
    expect(put({ attempts: 1, notBeforeMs: NOW + 1 })).toBe(true);
    expect(put({ attempts: 1, notBeforeMs: NOW })).toBe(false);
    expect(put({ slotMs: 0, notBeforeMs: NOW + 1 })).toBe(true);
    expect(put({ attempts: 0, notBeforeMs: NOW + 1 })).toBe(false);
    expect(put({ notBeforeMs: NOW + 1 })).toBe(false);
    expect(put({ attempts: 1 })).toBe(false);
    expect(isPutOff(head(), NOW)).toBe(false);
  });
  test('the resting head owes what is held or put off, and nothing else', () => {
    const outbound = { fromMs: 5, mark: 7, notBeforeMs: NOW + 9, attempts: 1 };
    expect(restingHead(head({ outbound }), [], NOW).outbound).toBeUndefined();
    expect(restingHead(head({ outbound }), [message()], NOW).outbound).toStrictEqual({
      fromMs: NOW - 100,
      mark: 7,
      attempts: 1,
      notBeforeMs: NOW + 9,
    });
    expect(restingHead(head({ outbound: { fromMs: 5, mark: 7 } }), [message()], NOW).outbound).toBeUndefined();
    const held = message({ state: 'held', atMs: NOW - 300 });
    expect(restingHead(head(), [held, message()], NOW).outbound).toStrictEqual({
      fromMs: NOW - 300,
      mark: 1,
      heldUntilMs: NOW + 60_000,
    });
    const slotted = { fromMs: 5, mark: 7, slotMs: NOW + 9, notBeforeMs: NOW + 9 };
    expect(restingHead(head({ outbound: slotted }), [held, message()], NOW).outbound).toStrictEqual({
      ...slotted,
      fromMs: NOW - 300,
      heldUntilMs: NOW + 60_000,
    });
    expect(restingHead(head({ outbound: slotted }), [held], NOW).outbound).toStrictEqual({
      fromMs: NOW - 300,
      mark: 7,
      heldUntilMs: NOW + 60_000,
    });
  });
  test('a held message is looked at again at its deadline, its chance, or for its account every five minutes', () => {
    const refused = (nextChanceMs?: number): Partial<Message> => ({
      trace: {
        pack: 'p',
        rule: 'W4',
        decidedAtMs: NOW,
        factsHash: 'h',
        verdict: {
          kind: 'refused',
          rule: 'W4',
          code: 'window.closed',
          ...(nextChanceMs === undefined ? {} : { nextChanceMs }),
        },
      },
    });
    expect(lookAgainAtMs(message(), NOW)).toBe(NOW + 60_000);
    expect(lookAgainAtMs(message(refused()), NOW)).toBe(NOW + 60_000);
    expect(lookAgainAtMs(message(refused(NOW + 5)), NOW)).toBe(NOW + 5);
    expect(lookAgainAtMs(message(refused(NOW + 90_000)), NOW)).toBe(NOW + 60_000);
    const lost = { failure: { code: 'account.needs-authorization' }, deadlineMs: NOW + 900_000 };
    expect(lookAgainAtMs(message(lost), NOW)).toBe(NOW + 300_000);
    expect(lookAgainAtMs(message({ ...lost, deadlineMs: NOW + 60_000 }), NOW)).toBe(NOW + 60_000);
  });
  test('the sweeper looks at whichever is first: what is held, or what was put off', () => {
    expect(outboundDueMs({ fromMs: 5, mark: 1 })).toBe(5);
    expect(outboundDueMs({ fromMs: 5, mark: 1, heldUntilMs: 90 })).toBe(90);
    expect(outboundDueMs({ fromMs: 5, mark: 1, notBeforeMs: 40 })).toBe(40);
    expect(outboundDueMs({ fromMs: 5, mark: 1, heldUntilMs: 90, notBeforeMs: 40 })).toBe(40);
    expect(outboundDueMs({ fromMs: 5, mark: 1, heldUntilMs: 30, notBeforeMs: 40 })).toBe(30);
  });
});

test('W9: which echo proves a claimed send', () => {
  const { flight, head: claimed } = claim();
  expect(provingEcho([echo()], claimed, flight)).toBe('p9');
  expect(provingEcho([echo({ occurredAtMs: NOW + 120_000 })], claimed, flight)).toBe('p9');
  expect(provingEcho([echo({ occurredAtMs: NOW - 120_001 })], claimed, flight)).toBeUndefined();
  expect(provingEcho([echo({ sentByUs: false })], claimed, flight)).toBeUndefined();
  expect(provingEcho([echo({ sentByUs: true })], claimed, flight)).toBe('p9');
  expect(provingEcho([echo({ kind: 'message' })], claimed, flight)).toBeUndefined();
  expect(provingEcho([echo({ body: { type: 'text', text: '别的' } })], claimed, flight)).toBeUndefined();
  expect(provingEcho([{ row: 'message', key: 'k', message: MESSAGE }, echo()], claimed, flight)).toBe('p9');
  const known = { messageId: 'x', rowAtMs: 1, fingerprint: 'f', atMs: NOW, platformHash: fingerprint('p9') };
  expect(provingEcho([echo(), echo({ eventId: 'p10' })], head({ recent: [known] }), flight)).toBe('p10');
});
