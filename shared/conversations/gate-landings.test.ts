import { describe, expect, test } from 'vitest';
import { claim, echo, HEAD, head, message, NOW } from './gate-builders.ts';
import type { RecentSend } from './model-head.ts';
import type { ThreadRow } from './model-items.ts';
import { fingerprint } from './rules-fingerprint.ts';
import { landedHead, provingEcho, releasedHead, withoutDebt } from './rules-gate.ts';

/** Claims, landings and the echoes that prove them, at their edges (W9). */

const OTHER: RecentSend = { messageId: 'other', rowAtMs: NOW - 900, fingerprint: 'f', atMs: NOW - 900 };

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

describe('W9: an echo proves a send', () => {
  const { flight, head: claimed } = claim();
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
