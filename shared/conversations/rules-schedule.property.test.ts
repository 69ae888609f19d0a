import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packFor } from './packs.ts';
import { NO_FACTS } from './rules-facts.ts';
import { judgeLater, latestOf } from './rules-schedule.ts';
import { judge } from './rules-windows.ts';

const HOUR_MS = 3_600_000;
const SPOKE = 1_780_000_000_000;
const pack = packFor('douyin', SPOKE);
const standing = { kind: 'enterprise', highWeight: false, adSpend30dYuan: 0, mutualFollow: false } as const;
const facts = { ...NO_FACTS, lastCustomerMessageAtMs: SPOKE };
const text = { contentType: 'text', sender: 'operator' } as const;

const minutes = (most: number) => fc.integer({ min: 0, max: most }).map((count) => count * 60_000);

test('I7: what may be planned, the gate lets go when it is due, and still two minutes late', () => {
  fc.assert(
    fc.property(minutes(30 * 60), minutes(30 * 60), (sinceMs, aheadMs) => {
      const nowMs = SPOKE + sinceMs;
      const sendAtMs = nowMs + aheadMs;
      const step = judgeLater(pack, standing, facts, text, { nowMs, sendAtMs });
      const opens = (atMs: number) => judge(pack, standing, facts, text, atMs).kind === 'allowed';
      const isProven = opens(sendAtMs) && opens(sendAtMs + 120_000);
      expect(step.kind === 'may').toBe(aheadMs >= 60_000 && isProven);
    }),
    { numRuns: 1_000 },
  );
});

test('I7: the latest instant that is offered may be planned, and none after it', () => {
  fc.assert(
    fc.property(minutes(24 * 60), (sinceMs) => {
      const nowMs = SPOKE + sinceMs;
      const latestMs = latestOf(pack, standing, facts, text, nowMs);
      if (latestMs === undefined) return;
      const at = (sendAtMs: number) => judgeLater(pack, standing, facts, text, { nowMs, sendAtMs }).kind;
      expect(at(latestMs)).toBe('may');
      expect(at(latestMs + 1)).toBe('refused');
    }),
  );
});

test('I7: a Douyin window of 24 hours (W2), its last second (W13) and the sweeper’s two minutes', () => {
  const at = (sendAtMs: number) => judgeLater(pack, standing, facts, text, { nowMs: SPOKE, sendAtMs });
  expect(at(SPOKE + 23 * HOUR_MS)).toEqual({ kind: 'may', rule: 'W2' });
  expect(at(SPOKE + 24 * HOUR_MS)).toMatchObject({
    kind: 'refused',
    code: 'window.closed',
    latestMs: SPOKE + 24 * HOUR_MS - 1_000 - 120_000 - 1,
  });
  expect(at(SPOKE + 59_999)).toMatchObject({ code: 'schedule.too-soon' });
  expect(at(SPOKE + 8 * 24 * HOUR_MS)).toMatchObject({ code: 'schedule.too-far' });
});

test('I7: Xiaohongshu opens without end once the customer spoke (W6): up to a week ahead', () => {
  const xiaohongshu = packFor('xiaohongshu', SPOKE);
  const at = { nowMs: SPOKE, sendAtMs: SPOKE + 7 * 24 * HOUR_MS };
  expect(judgeLater(xiaohongshu, standing, facts, text, at)).toEqual({ kind: 'may', rule: 'W6' });
  expect(latestOf(xiaohongshu, standing, facts, text, SPOKE)).toBeUndefined();
});
