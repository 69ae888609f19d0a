import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import { quietHead } from './harness-head.ts';
import type { Conversation } from './model-head.ts';
import { isLeftWaiting, waitOf, waitStep } from './rules-waiting.ts';
import { applyWaits, listWaits } from './store-waiting.ts';

const START = 1_780_000_020_000;

const bare: Conversation = quietHead({
  conversationId: 'c1',
  accountId: 'dy_one',
  customerPlatformId: 'u1',
  createdAtMs: START,
});

// Waits of few beginnings, so that one goes on over several changes; work that is due at once, or after a long pause.
const state = fc.record({
  sinceMinute: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
  status: fc.constantFrom('open' as const, 'closed' as const),
  isSnoozed: fc.boolean(),
  agent: fc.constantFrom('none', 'soon', 'paused'),
  outbound: fc.constantFrom('none', 'now', 'held'),
});
type State = typeof state extends fc.Arbitrary<infer T> ? T : never;

function headOf({ sinceMinute, status, isSnoozed, agent, outbound }: State): Conversation {
  const sinceMs = START + (sinceMinute ?? 0) * 60_000;
  const atMs = sinceMs + (agent === 'soon' ? 5_000 : 1_800_000);
  return {
    ...bare,
    status,
    ...(sinceMinute === undefined ? {} : { waitingSinceMs: sinceMs }),
    ...(isSnoozed ? { snoozedUntilMs: START + 9e6 } : {}),
    ...(agent === 'none' ? {} : { agentDue: { burstKey: 'b', atMs, sinceMs } }),
    ...(outbound === 'none' ? {} : { outbound: { fromMs: sinceMs, mark: 1, ...heldBy(outbound, sinceMs) } }),
  };
}
const heldBy = (outbound: string, sinceMs: number) => (outbound === 'held' ? { heldUntilMs: sinceMs + 3_600_000 } : {});

test('I1: whatever happens, one who is left waiting stands in the list once, and one who waits no more does not', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ state, isSwept: fc.boolean() }), { minLength: 1, maxLength: 8 }),
      async (changes) => {
        const table = createMemoryRowTable();
        let before: Conversation | undefined;
        // Each change comes more than a minute after the one before, so a sweep may have listed what an agent owes.
        let nowMs = START + 200_000;
        for (const { state: next, isSwept } of changes) {
          const after = headOf(next);
          await applyWaits(table, [waitStep(before, after, nowMs)]);
          const wait = waitOf(after);
          if (isSwept && wait) await applyWaits(table, [{ add: wait }]);
          before = after;
          nowMs += 61_000;
        }
        const rows = (await listWaits(table, 't1', { limit: 10 })).map(({ sinceMs }) => sinceMs);
        const last = before && waitOf(before);
        if (before && isLeftWaiting(before)) expect(rows).toEqual([last?.sinceMs]);
        if (!last) expect(rows).toEqual([]);
        expect(rows.length).toBeLessThan(2);
      },
    ),
    { numRuns: 500 },
  );
});

test('COST1: a customer whom an agent answers within a minute costs the list nothing, one whom a person answers two writes', () => {
  const sinceMs = START;
  const asked: Conversation = {
    ...bare,
    waitingSinceMs: sinceMs,
    agentDue: { burstKey: 'b', atMs: START + 3_000, sinceMs },
  };
  const { agentDue: _due, ...claimed } = asked;
  const flight = { claimId: 'x', messageId: 'a_b_0', rowAtMs: START, fingerprint: '', claimedAtMs: START };
  const grant = { rule: 'W2', kind: 'text', sentAtMs: START } as const;
  const sending: Conversation = { ...claimed, inFlight: { ...flight, automated: true, grant } };
  const { waitingSinceMs: _since, ...answered } = claimed;
  const steps = [
    waitStep(bare, asked, START + 1_000),
    waitStep(asked, sending, START + 4_000),
    waitStep(sending, answered, START + 5_000),
  ];
  expect(steps).toEqual([{}, {}, {}]);
  const byHand: Conversation = { ...bare, waitingSinceMs: sinceMs };
  const row = { tenantId: 't1', conversationId: 'c1', accountId: 'dy_one', sinceMs };
  expect(waitStep(bare, byHand, START)).toEqual({ add: row });
  expect(waitStep(byHand, bare, START + 5_000)).toEqual({ remove: row });
});
