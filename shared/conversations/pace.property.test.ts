import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { log, NOW, OPEN } from './harness-pace.ts';
import { createPaceKeeper } from './pace.ts';
import type { PaceLimits } from './pack-schema.ts';
import type { PaceKeeper } from './ports.ts';
import {
  afterClosing,
  gapMs,
  isSlotOpen,
  LATE_MS,
  nextSlotMs,
  type Pace,
  paceAfterOveruse,
  paceNow,
  remainingSlots,
  takeSlots,
} from './rules-pace.ts';

const OF = { tenantId: 't1', accountId: 'dy_1', platform: 'douyin' } as const;

const ask = fc.record({
  /** Real milliseconds since the ask before. */
  afterMs: fc.constantFrom(0, 0, 0, 1, 40, 200, 900, 2_500, 12_000),
  worker: fc.nat({ max: 3 }),
});
const world = fc.record({
  max: fc.integer({ min: 1, max: 12 }),
  perMs: fc.constantFrom(1_000, 5_000, 30_000),
  skews: fc.array(fc.integer({ min: -5_000, max: 5_000 }), { minLength: 4, maxLength: 4 }),
  asks: fc.array(ask, { minLength: 1, maxLength: 60 }),
});

test('INV11: whatever the clocks say, no stretch of real time holds more sends of an account than its limit', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ max, perMs, skews, asks }) => {
      const sentAtMs = await run({ ...OPEN, limit: { max, perMs }, openPerSecond: 1_000 }, skews, asks);
      sentAtMs.sort((a, b) => a - b);
      for (const [at, firstMs] of sentAtMs.entries()) {
        const within = sentAtMs.slice(at).filter((ms) => ms - firstMs < perMs).length;
        expect(within).toBeLessThanOrEqual(max);
      }
    }),
    { numRuns: 300 },
  );
});

/** Workers with clocks of their own ask for turns; a slot that they were promised they use as soon as their clock says. */
async function run(
  limits: PaceLimits,
  skews: readonly number[],
  asks: readonly { readonly afterMs: number; readonly worker: number }[],
): Promise<number[]> {
  let realMs = NOW;
  const table = createMemoryRowTable();
  const keepers: PaceKeeper[] = skews.map((skew) =>
    createPaceKeeper({
      table,
      clock: { now: () => realMs + skew },
      log,
      limitsOf: () => ({ account: limits, application: OPEN }),
    }),
  );
  const sent: number[] = [];
  const waiting: { readonly worker: number; readonly slotMs: number }[] = [];
  const later = (worker: number) => realMs + (skews[worker] ?? 0);
  for (const { afterMs, worker } of asks) {
    realMs += afterMs;
    const turn = await keepers[worker]?.turn(OF, {});
    if (turn?.kind === 'go') sent.push(realMs);
    else if (turn?.slotMs !== undefined) waiting.push({ worker: (worker + 1) % 4, slotMs: turn.slotMs });
    for (const one of waiting.splice(0)) {
      // Promised slots are used by whichever worker the queue gives them to.
      if (later(one.worker) < one.slotMs) waiting.push(one);
      else if (
        (await keepers[one.worker]?.turn(OF, { slotMs: one.slotMs, latestMs: later(one.worker) }))?.kind === 'go'
      )
        sent.push(realMs);
    }
  }
  return sent;
}

test('INV11: a limit does not hold back what is far below it', async () => {
  const limits = { ...OPEN, limit: { max: 300, perMs: 60_000 }, openPerSecond: 1_000 };
  const asks = Array.from({ length: 50 }, (_, at) => ({ afterMs: 1_000, worker: at % 4 }));
  expect(await run(limits, [0, 0, 0, 0], asks)).toHaveLength(50);
});

const pace = fc.record({
  perSecond: fc.double({ min: 0.5, max: 60, noNaN: true }),
  sinceMs: fc.constantFrom(NOW - 60_000, NOW - 1, NOW),
  cutAtMs: fc.constantFrom(NOW - 60_000, NOW - 10),
  restUntilMs: fc.constantFrom(0, NOW - 1, NOW + 3_000),
  tailMs: fc.constantFrom(0, NOW - 100, NOW, NOW + 5_000),
});

test('E12: leases never overlap, never begin in a pause, and have at least one slot', () => {
  fc.assert(
    fc.property(pace, fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 5 }), (known, forMs, shares) => {
      const first = takeSlots(OPEN, known, NOW, { forMs, shares });
      const second = takeSlots(OPEN, first.pace, NOW, { forMs, shares });
      const lastMs = first.slots.firstMs + (first.slots.count - 1) * first.slots.gapMs;
      expect(first.slots.count).toBeGreaterThanOrEqual(1);
      expect(first.slots.firstMs).toBeGreaterThanOrEqual(Math.max(NOW, known.restUntilMs, known.tailMs));
      expect(second.slots.firstMs).toBeGreaterThanOrEqual(lastMs + first.slots.gapMs);
      expect(first.slots.gapMs).toBe(gapMs(OPEN, known.perSecond) * shares);
    }),
  );
});

test('AIMD: an over-use halves the pace, once for every rush, and never below the floor', () => {
  fc.assert(
    fc.property(
      pace,
      fc.integer({ min: -120_000, max: 0 }),
      fc.integer({ min: 0, max: 60_000 }),
      (known, ago, pauseMs) => {
        const sentAtMs = NOW + ago;
        const after = paceAfterOveruse(OPEN, known, { nowMs: NOW, sentAtMs, pauseMs });
        expect(after.restUntilMs).toBeGreaterThanOrEqual(NOW + pauseMs);
        expect(after.tailMs).toBe(known.tailMs);
        if (sentAtMs <= known.cutAtMs) expect(after.perSecond).toBe(known.perSecond);
        else {
          const before = paceNow(OPEN, known, NOW);
          expect(after.perSecond).toBe(before ? Math.max(0.5, before.perSecond / 2) : 5);
        }
      },
    ),
  );
});

const at = (perSecond: number, change: Partial<Pace> = {}): Pace => ({
  perSecond,
  sinceMs: NOW,
  cutAtMs: NOW,
  restUntilMs: 0,
  tailMs: 0,
  ...change,
});

test('AIMD: the pace grows a step for every quiet stretch, and opens', () => {
  expect(paceNow(OPEN, undefined, NOW)).toBeUndefined();
  expect(paceNow(OPEN, at(5), NOW + 9_999)?.perSecond).toBe(5);
  expect(paceNow(OPEN, at(5), NOW + 10_000)).toEqual(at(6, { sinceMs: NOW + 10_000 }));
  expect(paceNow(OPEN, at(5), NOW + 449_999)?.perSecond).toBe(49);
  expect(paceNow(OPEN, at(5), NOW + 450_000)).toBeUndefined();
  expect(paceNow(OPEN, at(5), NOW - 60_000)?.perSecond).toBe(5);
});

test('AIMD: a step is as large as the limits say; the answer to what left at the cut itself tells nothing new', () => {
  const slow = { ...OPEN, stepPerSecond: 0.25 };
  expect(paceNow(slow, at(5), NOW + 20_000)).toEqual(at(5.5, { sinceMs: NOW + 20_000 }));
  const told = (sentAtMs: number) =>
    paceAfterOveruse(OPEN, at(8), { nowMs: NOW + 1_000, sentAtMs, pauseMs: 0 }).perSecond;
  expect([NOW - 1, NOW, NOW + 1].map(told)).toEqual([8, 8, 4]);
});

test('a pause that the platform asked for holds though the pace has grown open meanwhile', () => {
  const known = at(49, { restUntilMs: NOW + 3_600_000 });
  expect(paceNow(OPEN, known, NOW + 60_000)).toMatchObject({ perSecond: 50 });
  expect(nextSlotMs(known, NOW + 60_000)).toBe(NOW + 3_600_000);
  expect(paceNow(OPEN, known, NOW + 3_600_000)).toBeUndefined();
});

test('a known limit stays when the pace is open', () => {
  const limited = { ...OPEN, limit: { max: 5, perMs: 1_000 } };
  expect(paceNow(limited, undefined, NOW)).toMatchObject({ perSecond: 50, tailMs: 0, restUntilMs: 0 });
  expect(paceNow(limited, at(49), NOW + 10_000)?.perSecond).toBe(50);
  // 1 s of limit, 5 s of skew on either side, 10 s of lateness: 21 s hold five.
  expect(gapMs(limited, 50)).toBe(5_250);
  expect(gapMs(limited, 0.1)).toBe(10_000);
  expect(gapMs({ ...OPEN, limit: { max: 1, perMs: 1_000 } }, 50)).toBe(21_001);
  expect(gapMs(OPEN, 3)).toBe(334);
});

test('a slot is open from its time until it is late; what is late is dropped', () => {
  expect([NOW - 1, NOW, NOW + LATE_MS, NOW + LATE_MS + 1].map((ms) => isSlotOpen(NOW, ms))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  const slots = { firstMs: NOW, gapMs: 1_000, count: 3 };
  expect(remainingSlots(slots, NOW + LATE_MS)).toEqual(slots);
  expect(remainingSlots(slots, NOW + LATE_MS + 1)).toEqual({ firstMs: NOW + 1_000, gapMs: 1_000, count: 2 });
  expect(remainingSlots(slots, NOW + LATE_MS + 2_000)?.count).toBe(1);
  expect(remainingSlots(slots, NOW + LATE_MS + 2_001)).toBeUndefined();
});

test('W3a: three customers within a minute tell of the account once, and are forgotten with it', () => {
  const at = (conversationId: string, atMs: number) => ({ conversationId, atMs });
  const two = [at('c1', 0), at('c2', 10)];
  expect(afterClosing(two, at('c3', 20))).toEqual({ isOveruse: true, kept: [] });
  expect(afterClosing([at('c1', 0)], at('c2', 10))).toEqual({ isOveruse: false, kept: two });
});
