import { expect, test } from 'vitest';
import { head, message, NOW } from './gate-builders.ts';
import type { InFlight, RecentSend } from './model-head.ts';
import { NO_FACTS } from './rules-facts.ts';
import { fingerprint } from './rules-fingerprint.ts';
import { landedHead } from './rules-gate.ts';
import { withProof } from './rules-proof.ts';

/** What a proof does to the head (W9, W11), and what it must leave alone. */

const doubtful = { ...NO_FACTS, everSent: true, beforeSpeech: [{ atMs: NOW, kind: 'text', unproven: true }] } as const;
const send = (messageId: string, change: Partial<RecentSend> = {}): RecentSend => ({
  messageId,
  rowAtMs: NOW - 1,
  fingerprint: 'print',
  atMs: NOW,
  unknown: true,
  ...change,
});
const waiting = { fromMs: NOW, mark: 1, heldUntilMs: NOW + 60_000 };

test('W4, W9: the proof of a text of first contact takes the doubt off it, and what waits is looked at', () => {
  const known = head({ facts: doubtful, recent: [send('a'), send('b')], outbound: waiting });
  const proven = withProof(known, send('a'), 'p1');
  expect(proven.facts.beforeSpeech).toEqual([{ atMs: NOW, kind: 'text' }]);
  expect(proven.recent).toEqual([
    { messageId: 'a', rowAtMs: NOW - 1, fingerprint: 'print', atMs: NOW, platformHash: fingerprint('p1') },
    send('b'),
  ]);
  expect(proven.outbound).not.toEqual(waiting);
});

test('W7, W9: that of a comment’s answer leaves first contact in doubt, and nothing is looked at', () => {
  const answer = send('a', { answersComment: true });
  const proven = withProof(head({ facts: doubtful, recent: [answer], outbound: waiting }), answer, 'p1');
  expect(proven.facts).toEqual(doubtful);
  expect(proven.recent).toEqual([
    { messageId: 'a', rowAtMs: NOW - 1, fingerprint: 'print', atMs: NOW, platformHash: fingerprint('p1') },
  ]);
  expect(proven.outbound).toEqual(waiting);
});

test('W4, W7: that the platform took a comment’s answer proves no text of the same instant', () => {
  const flight = (commentId?: string): InFlight => ({
    claimId: 'claim',
    messageId: 'a',
    rowAtMs: NOW - 1,
    fingerprint: 'print',
    claimedAtMs: NOW,
    automated: false,
    grant: { rule: 'W7', kind: 'text', sentAtMs: NOW, ...(commentId === undefined ? {} : { commentId }) },
  });
  const landed = (inFlight: InFlight) =>
    landedHead(
      head({ facts: doubtful, inFlight, recent: [send('a')] }),
      inFlight,
      message({ messageId: 'a', state: 'sent' }),
    );
  expect(landed(flight('c1')).facts.beforeSpeech).toEqual(doubtful.beforeSpeech);
  expect(landed(flight()).facts.beforeSpeech).toEqual([{ atMs: NOW, kind: 'text' }]);
});
