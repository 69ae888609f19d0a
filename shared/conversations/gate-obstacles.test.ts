import { describe, expect, test } from 'vitest';
import { ACCOUNT, HEAD, head, message, NOW } from './gate-builders.ts';
import type { Message } from './model-messages.ts';
import type { Basis, GateVerdict, ObstacleCode } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';
import { decideRow, stopRow } from './rules-decision.ts';
import { NO_FACTS } from './rules-facts.ts';
import { claimedHead } from './rules-gate.ts';
import { reevaluate, traceOfClaim } from './rules-trace.ts';
import { candidateOf, verdictOn } from './rules-verdict.ts';

/** What stands in the way of a right, and the decision behind a claim whose sender died (Z1, F11). */

const refused = (rule: string, code: string, nextChanceMs?: number): GateVerdict =>
  ({ kind: 'refused', rule, code, ...(nextChanceMs === undefined ? {} : { nextChanceMs }) }) as GateVerdict;

describe('what stands in the way of a right', () => {
  const go = () => {
    const step = decideRow(douyinPack, ACCOUNT, head(), message(), NOW);
    if (step.kind !== 'send') throw new Error('it may go');
    return step;
  };
  test.each<[ObstacleCode, Message['sender'], string, string]>([
    ['order.behind-held', 'operator', 'W8', 'held'],
    ['order.behind-held', 'welcome', 'W8', 'held'],
    ['account.barred', 'operator', 'A5', 'held'],
    ['account.barred', 'welcome', 'A5', 'refused'],
    ['account.needs-authorization', 'operator', 'A5', 'held'],
    // By the rule of the right that it would have used.
    ['window.no-reference', 'operator', 'W2', 'refused'],
  ])('%s stops a message of %s by %s: %s', (obstacle, sender, rule, state) => {
    const one = message({ sender });
    const step = stopRow(douyinPack, go(), one, obstacle);
    expect(step).toMatchObject({ kind: 'settle', state, code: obstacle });
    expect(step.trace.verdict).toStrictEqual(refused(rule, obstacle));
    expect(step.trace.basis).toStrictEqual({
      facts: HEAD.facts,
      standing: { ...ACCOUNT.standing, mutualFollow: false },
      gate: { obstacle },
    });
    expect(verdictOn(douyinPack, step.trace.basis, one, NOW)).toStrictEqual(refused(rule, obstacle));
  });

  test('where the window is closed by now, it is the window that refuses', () => {
    const basis: Basis = { ...go().trace.basis, facts: NO_FACTS, gate: { obstacle: 'account.barred' } };
    expect(verdictOn(douyinPack, basis, message(), NOW)).toMatchObject({ kind: 'refused', code: 'window.closed' });
  });
  test('A4: on no standing at all nothing goes', () => {
    expect(verdictOn(douyinPack, { facts: HEAD.facts }, message(), NOW)).toStrictEqual(
      refused('A4', 'account.unhosted'),
    );
  });
});

test('what the engine is asked about a row that holds nothing, and about one that quotes', () => {
  expect(candidateOf({ sender: 'agent' })).toStrictEqual({ contentType: undefined, sender: 'agent' });
  expect(candidateOf({ sender: 'operator', body: { type: 'text', text: '在的', quote: { commentId: 'k1' } } })).toEqual(
    {
      contentType: 'text',
      sender: 'operator',
      quotes: 'k1',
    },
  );
});

describe('Z1, F11: the decision behind a claim whose sender died', () => {
  const step = decideRow(douyinPack, ACCOUNT, head(), message(), NOW);
  if (step.kind !== 'send') throw new Error('it may go');
  const { flight } = claimedHead(head(), message(), step.verdict, { claimId: 'k1', nowMs: NOW });
  const standing = { ...ACCOUNT.standing, mutualFollow: false };
  /** What the claim itself tells: that it was let go, and by which rule. */
  const bare = {
    pack: douyinPack.id,
    rule: 'W2',
    verdict: { kind: 'allowed', rule: 'W2' },
    decidedAtMs: NOW,
    factsHash: '',
  };

  test('on the facts of then it is judged again', () => {
    const trace = traceOfClaim(douyinPack, { facts: HEAD.facts, standing }, flight, message());
    expect(trace).toMatchObject({ rule: 'W2', decidedAtMs: NOW, basis: { facts: HEAD.facts, standing } });
    expect(trace.factsHash).toMatch(/^[0-9a-z]{8}$/);
  });
  test('a trace that holds no facts is not judged again', () => {
    const trace = traceOfClaim(douyinPack, { facts: NO_FACTS, standing }, flight, message());
    expect(reevaluate(douyinPack, message(), trace)).toBeUndefined();
  });
  test.each([
    ['the account is gone', { facts: HEAD.facts, standing: undefined }],
    ['the window is closed by now', { facts: NO_FACTS, standing }],
    ['another rule would let it go', { facts: { ...NO_FACTS, consent: { atMs: NOW - 1, spent: 0 } }, standing }],
  ])('where %s, what the claim tells remains', (_what, known) => {
    expect(traceOfClaim(douyinPack, known, flight, message())).toStrictEqual(bare);
  });

  test('a refusal by the very rule that let it go is none of its decision', () => {
    const byEntry = { ...flight, grant: { ...flight.grant, rule: 'W4' } };
    expect(traceOfClaim(xiaohongshuPack, { facts: NO_FACTS, standing }, byEntry, message())).toStrictEqual({
      ...bare,
      pack: xiaohongshuPack.id,
      rule: 'W4',
      verdict: { kind: 'allowed', rule: 'W4' },
    });
  });
});
