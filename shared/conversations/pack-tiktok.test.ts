import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { head, message } from './gate-builders.ts';
import type { Standing, WindowFacts } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import { NEITHER, RECEIVE_AND_SEND, RECEIVE_ONLY, RulePack } from './pack-schema.ts';
import { decideRow } from './rules-decision.ts';
import { factsAfterClaim, factsAfterForeignSend, factsAfterRefund, factsAfterSpeech, NO_FACTS } from './rules-facts.ts';
import { judge, sendableNow } from './rules-windows.ts';

/** W12: a further platform is data. TikTok: ten messages in 48 hours, anew with each message of the customer. */

const HOUR_MS = 3_600_000;
const START_MS = 1_780_000_000_000;
const ENTERPRISE: Standing = { kind: 'enterprise', highWeight: false, adSpend30dYuan: 0, mutualFollow: false };
const TEXT = { contentType: 'text', sender: 'operator' } as const;
const matrix = {
  text: RECEIVE_AND_SEND,
  image: RECEIVE_AND_SEND,
  video: RECEIVE_ONLY,
  link: RECEIVE_ONLY,
  'gif-emoji': NEITHER,
  'basic-emoji': RECEIVE_AND_SEND,
  'phone-collect-card': NEITHER,
  'name-card': NEITHER,
  'landing-page': NEITHER,
  note: NEITHER,
  'lead-card': NEITHER,
  'trade-card': NEITHER,
} as const;

const tiktok = RulePack.parse({
  id: 'tiktok-2026-06-01',
  platform: 'tiktok',
  effectiveFrom: '2026-06-01',
  dayUtcOffsetMinutes: 0,
  marginMs: 1_000,
  capabilities: { enterprise: matrix, staff: matrix },
  windows: [{ grant: 'reply', rule: 'TT1', kinds: ['enterprise'], lengthMs: 48 * HOUR_MS, max: 10 }],
  closedRule: 'TT0',
  closedByPlatformRule: 'TT2',
  minAdSpend30dYuan: { enterprise: 0, staff: 0 },
  intentCommentsMinAdSpend30dYuan: 0,
  recallWithinMs: null,
  textMaxChars: 1_000,
  pace: douyinPack.pace,
});

const asked = (facts: WindowFacts, nowMs: number, standing = ENTERPRISE) => judge(tiktok, standing, facts, TEXT, nowMs);

/** Texts sent one a minute from then on, as long as the pack lets them. */
function sendable(afterMs: number, spoke: readonly number[]): number {
  let facts = spoke.reduce((known, ms) => factsAfterSpeech(known, START_MS + ms), NO_FACTS);
  for (let count = 0; ; count++) {
    const nowMs = START_MS + afterMs + count * 60_000;
    const verdict = asked(facts, nowMs);
    if (verdict.kind === 'refused') return count;
    facts = factsAfterClaim(facts, verdict, 'text', nowMs).facts;
  }
}

test('W12: ten within 48 hours, and none before the customer spoke', () => {
  expect(sendable(0, [])).toBe(0);
  expect(sendable(0, [0])).toBe(10);
  expect(sendable(48 * HOUR_MS - 1_001, [0])).toBe(1);
  expect(sendable(48 * HOUR_MS - 1_000, [0])).toBe(0);
  expect(sendable(60 * HOUR_MS, [0, 20 * HOUR_MS])).toBe(10);
});

test('W12: the count begins anew with each message of the customer', () => {
  let facts = factsAfterSpeech(NO_FACTS, START_MS);
  for (let count = 1; count <= 10; count++) {
    const verdict = asked(facts, START_MS + count);
    expect(verdict).toMatchObject({ kind: 'allowed', rule: 'TT1', left: 11 - count });
    if (verdict.kind === 'allowed') facts = factsAfterClaim(facts, verdict, 'text', START_MS + count).facts;
  }
  expect(asked(facts, START_MS + 11)).toMatchObject({ code: 'window.quota-used' });
  facts = factsAfterSpeech(facts, START_MS + HOUR_MS);
  expect(asked(facts, START_MS + HOUR_MS)).toMatchObject({ left: 10 });
});

test('W12: a kind of account that no window names sends nothing; the matrix is the pack’s own', () => {
  const facts = factsAfterSpeech(NO_FACTS, START_MS);
  const refused = { kind: 'refused', rule: 'TT0', code: 'window.closed' };
  expect(asked(facts, START_MS, { ...ENTERPRISE, kind: 'staff' })).toEqual(refused);
  const may = sendableNow(tiktok, ENTERPRISE, facts, START_MS).filter(({ verdict }) => verdict.kind === 'allowed');
  expect(may.map(({ contentType }) => contentType)).toEqual(['text', 'image', 'basic-emoji']);
});

describe('W12: the gate decides by the pack, without a word about its platform', () => {
  const facts = { ...NO_FACTS, lastCustomerMessageAtMs: START_MS };
  const account = { status: 'hosted', standing: { kind: 'enterprise', highWeight: false, adSpend30dYuan: 0 } } as const;
  const row = message({ deadlineMs: START_MS + 100 * HOUR_MS });
  const decided = (known: WindowFacts, afterMs: number) =>
    decideRow(tiktok, account, head({ facts: known }), row, START_MS + afterMs);

  test('sends inside the window, and the trace names the pack', () => {
    expect(decided(facts, 47 * HOUR_MS)).toMatchObject({
      kind: 'send',
      verdict: { rule: 'TT1', left: 10, untilMs: START_MS + 48 * HOUR_MS - 1_000 },
      trace: { pack: 'tiktok-2026-06-01' },
    });
  });
  test('holds the eleventh, and what is too late', () => {
    const used = { ...facts, sentSinceCustomerMessage: 10 };
    expect(decided(used, HOUR_MS)).toMatchObject({ kind: 'settle', state: 'held', code: 'window.quota-used' });
    expect(decided(facts, 48 * HOUR_MS)).toMatchObject({ kind: 'settle', state: 'held', code: 'window.closed' });
  });
});

interface Step {
  readonly kind: 'speak' | 'send' | 'refused' | 'phone';
  readonly atMs: number;
}
const gap = fc.constantFrom(1, 1_000, HOUR_MS, 24 * HOUR_MS, 48 * HOUR_MS - 1_001, 48 * HOUR_MS - 1_000, 48 * HOUR_MS);
const kind = fc.constantFrom<Step['kind']>('speak', 'send', 'send', 'send', 'send', 'send', 'send', 'refused', 'phone');
const history = fc.array(fc.tuple(kind, fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, gap)), {
  minLength: 1,
  maxLength: 40,
  size: 'max',
});

test('W12: a text is allowed exactly when a search of the history finds a right; refusals give theirs back, the phone counts', () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(history, (steps) => {
      let facts: WindowFacts = NO_FACTS;
      let nowMs = START_MS;
      const done: Step[] = [];
      for (const [what, waitMs] of steps) {
        nowMs += waitMs;
        if (what === 'speak') facts = factsAfterSpeech(facts, nowMs);
        if (what === 'phone') facts = factsAfterForeignSend(tiktok, facts, { atMs: nowMs, kind: 'text' });
        if (what === 'speak' || what === 'phone') {
          done.push({ kind: what, atMs: nowMs });
          continue;
        }
        const spokeAt = done.findLastIndex((one) => one.kind === 'speak');
        const spoke = done[spokeAt];
        const used = done.slice(spokeAt + 1).length;
        const verdict = asked(facts, nowMs);
        const mayGo = spoke !== undefined && nowMs < spoke.atMs + 48 * HOUR_MS - 1_000 && used < 10;
        expect(verdict.kind === 'allowed').toBe(mayGo);
        met.add(verdict.kind === 'allowed' ? 'allowed' : verdict.code);
        if (verdict.kind === 'refused') continue;
        expect(verdict.left).toBe(10 - used);
        const claimed = factsAfterClaim(facts, verdict, 'text', nowMs);
        facts = what === 'refused' ? factsAfterRefund(claimed.facts, claimed.grant) : claimed.facts;
        if (what === 'send') done.push({ kind: what, atMs: nowMs });
      }
    }),
    { numRuns: 2_000 },
  );
  expect([...met].sort()).toEqual(['allowed', 'window.closed', 'window.quota-used']);
});
