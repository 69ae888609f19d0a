import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Standing, WindowFacts } from './model-rules.ts';
import { packFor } from './packs.ts';
import { judgeComment } from './rules-comments.ts';
import { NO_FACTS } from './rules-facts.ts';
import { judge } from './rules-windows.ts';

const LEFT_AT_MS = 1_790_000_000_000;
const HOUR_MS = 3_600_000;
const pack = packFor('xiaohongshu', LEFT_AT_MS);
const spender: Standing = { kind: 'enterprise', highWeight: false, adSpend30dYuan: 3_000, mutualFollow: false };
const left: WindowFacts = { ...NO_FACTS, comments: [{ id: 'c1', atMs: LEFT_AT_MS }] };

const judged = (afterMs: number, changes: { standing?: Partial<Standing>; facts?: Partial<WindowFacts> } = {}) =>
  judgeComment(pack, { ...spender, ...changes.standing }, { ...left, ...changes.facts }, 'c1', LEFT_AT_MS + afterMs);

test('W7: a fresh comment has one answer, to be given within the day less the last second (W13)', () => {
  expect(judged(0)).toMatchObject({ kind: 'allowed', rule: 'W7', left: 1, untilMs: 1_790_086_399_000 });
  expect(judged(24 * HOUR_MS - 1_001)).toMatchObject({ kind: 'allowed' });
  expect(judged(24 * HOUR_MS - 1_000)).toEqual({ kind: 'refused', rule: 'W7', code: 'comment.too-late' });
});

test('W7: an answered comment has no second answer, also when the customer has spoken since (W6)', () => {
  const comments = [{ id: 'c1', atMs: LEFT_AT_MS, repliedAtMs: LEFT_AT_MS + 1 }];
  const refused = { kind: 'refused', rule: 'W7', code: 'comment.answered' };
  expect(judged(HOUR_MS, { facts: { comments } })).toEqual(refused);
  expect(judged(HOUR_MS, { facts: { comments, lastCustomerMessageAtMs: LEFT_AT_MS + 2 } })).toEqual(refused);
});

test('W7: a comment that made room for newer ones cannot be answered', () => {
  expect(judged(HOUR_MS, { facts: { comments: [] } })).toMatchObject({ code: 'comment.too-late' });
});

test.each([
  ['an enterprise account', 'enterprise', 2_999],
  ['a staff account', 'staff', 999],
] as const)('A3: %s that spends too little is told the figure', (_what, kind, adSpend30dYuan) => {
  expect(judged(HOUR_MS, { standing: { kind, adSpend30dYuan } })).toEqual({
    kind: 'refused',
    rule: 'A3',
    code: 'comment.spend',
    needsYuan: 3_000,
  });
});

test('W3a: what the platform closed stays closed until the customer acts', () => {
  expect(judged(HOUR_MS, { facts: { closedByPlatformAtMs: LEFT_AT_MS } })).toMatchObject({
    code: 'window.closed-by-platform',
  });
});

test('W7: a pack may leave staff accounts out, and Douyin has no such right at all', () => {
  const windows = pack.windows.map((one) =>
    one.grant === 'comment' ? { ...one, kinds: ['enterprise' as const] } : one,
  );
  const narrow = { ...pack, windows };
  const staff = { ...spender, kind: 'staff' as const };
  expect(judgeComment(narrow, staff, left, 'c1', LEFT_AT_MS)).toMatchObject({ code: 'comment.kind' });
  expect(judgeComment(packFor('douyin', LEFT_AT_MS), spender, left, 'c1', LEFT_AT_MS)).toMatchObject({
    code: 'comment.kind',
  });
});

const hours = fc.integer({ min: 0, max: 30 }).map((n) => LEFT_AT_MS + n * HOUR_MS);
const facts = fc.record({
  comments: fc.array(
    fc.record({
      id: fc.constantFrom('c1', 'c2'),
      atMs: hours,
      repliedAtMs: fc.option(hours, { nil: undefined }),
    }),
    { maxLength: 2 },
  ),
  lastCustomerMessageAtMs: fc.option(hours, { nil: undefined }),
  firstEnteredAtMs: fc.option(hours, { nil: undefined }),
  closedByPlatformAtMs: fc.option(hours, { nil: undefined }),
});
const standings = fc.record({
  kind: fc.constantFrom('enterprise' as const, 'staff' as const),
  highWeight: fc.boolean(),
  adSpend30dYuan: fc.constantFrom(0, 999, 1_000, 2_999, 3_000),
  mutualFollow: fc.boolean(),
});

test('W10: what a person is offered the gate allows, and an open comment of a spender is offered', () => {
  fc.assert(
    fc.property(facts, standings, hours, (some, standing, nowMs) => {
      const known = { ...NO_FACTS, ...some };
      const offered = judgeComment(pack, standing, known, 'c1', nowMs);
      const gate = judge(pack, standing, known, { contentType: 'text', sender: 'operator', quotes: 'c1' }, nowMs);
      if (offered.kind === 'allowed') expect(gate.kind).toBe('allowed');
      const comment = some.comments.find(({ id }) => id === 'c1');
      const isOpen = comment && comment.repliedAtMs === undefined && nowMs < comment.atMs + 86_399_000;
      const isClosed = some.closedByPlatformAtMs !== undefined && (comment?.atMs ?? 0) <= some.closedByPlatformAtMs;
      expect(offered.kind === 'allowed').toBe(isOpen === true && !isClosed && standing.adSpend30dYuan >= 3_000);
    }),
    { numRuns: 1_000 },
  );
});
