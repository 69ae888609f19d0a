import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Standing, WindowFacts } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';
import {
  factsAfterClaim,
  factsAfterEntry,
  factsAfterForeignSend,
  factsAfterProof,
  factsAfterRefund,
  factsAfterSpeech,
  NO_FACTS,
} from './rules-facts.ts';
import { judge } from './rules-windows.ts';

/**
 * Random histories, judged by searching the list of what happened instead of by the facts the engine keeps: nothing the
 * rules forbid is allowed, and nothing they allow is refused.
 */

const ENTERPRISE: Standing = { kind: 'enterprise', highWeight: false, adSpend30dYuan: 0, mutualFollow: false };
const START = 1_772_380_800_000; // 2026-03-02 00:00 in Shanghai
const DAY = 86_400_000;

interface Step {
  readonly kind: 'enter' | 'speak' | 'send' | 'phone';
  readonly atMs: number;
}

/** Coarse steps on purpose: times must meet the edges (15 s, 29 s, 30 s, 20 min, an hour, a day) often. */
const gap = fc.constantFrom(0, 1_000, 14_000, 15_000, 29_000, 1_200_000, 3_599_000, 3_600_000, 39_600_000, DAY - 1_000);
const history = fc
  .array(fc.tuple(fc.constantFrom<Step['kind']>('enter', 'speak', 'send', 'send', 'phone'), gap), {
    minLength: 1,
    maxLength: 25,
  })
  .map((steps) => {
    let atMs = START;
    return steps.map(([kind, wait]): Step => {
      atMs += wait;
      return { kind, atMs };
    });
  });

interface Done extends Step {
  /** Sends only: under which entry it counted; undefined = under none. */
  readonly under?: number | undefined;
}

const dayOf = (atMs: number): number => Math.floor((atMs + 8 * 3_600_000) / DAY);

/** Entries that grant, found by looking back from each. */
function grants(done: readonly Done[]): readonly number[] {
  const found: number[] = [];
  for (const { kind, atMs } of done) {
    if (kind !== 'enter') continue;
    const lastHour = found.filter((earlier) => atMs - earlier < 3_600_000);
    const sameDay = found.filter((earlier) => dayOf(earlier) === dayOf(atMs));
    if (lastHour.length === 0 && sameDay.length < 3) found.push(atMs);
  }
  return found;
}

const hasReplyWindow = (done: readonly Done[], nowMs: number, lengthMs: number): boolean =>
  done.some(({ kind, atMs }) => kind === 'speak' && nowMs < atMs + lengthMs);

const underEntry = (done: readonly Done[], nowMs: number, lengthMs: number): number | undefined =>
  grants(done).findLast((atMs) => nowMs < atMs + lengthMs);

test('W1, W2, W3: a Douyin text is allowed exactly when a search of the history finds a right', () => {
  fc.assert(
    fc.property(history, (steps) => {
      let facts: WindowFacts = NO_FACTS;
      const done: Done[] = [];
      steps.forEach(({ kind, atMs }, index) => {
        const message = { contentType: 'text', sender: 'operator' } as const;
        if (kind === 'enter') facts = factsAfterEntry(douyinPack, facts, { key: `e${index}`, atMs }).facts;
        if (kind === 'speak') facts = factsAfterSpeech(facts, atMs);
        if (kind === 'phone') {
          facts = factsAfterForeignSend(douyinPack, facts, { atMs, kind: 'text' });
          done.push({
            kind,
            atMs,
            under: hasReplyWindow(done, atMs, DAY) ? undefined : underEntry(done, atMs, 30_000),
          });
          return;
        }
        if (kind === 'send') {
          const verdict = judge(douyinPack, ENTERPRISE, facts, message, atMs);
          const reply = hasReplyWindow(done, atMs, DAY - 1_000);
          const entry = underEntry(done, atMs, 29_000);
          const used = done.filter(({ under }) => under !== undefined && under === entry).length;
          const expected = reply || (entry !== undefined && used < 3);
          expect(verdict.kind === 'allowed').toBe(expected);
          if (verdict.kind === 'refused') return;
          facts = factsAfterClaim(facts, verdict, 'text', atMs).facts;
          done.push({ kind, atMs, under: reply ? undefined : entry });
          return;
        }
        done.push({ kind, atMs });
      });
    }),
    { numRuns: 3_000 },
  );
});

const weight = fc.boolean();
const content = fc.constantFrom('text', 'image', 'lead-card');

test('W4, W5, W6: a Xiaohongshu message is allowed exactly when a search of the history finds a right', () => {
  fc.assert(
    fc.property(history, weight, fc.boolean(), content, (steps, highWeight, follows, type) => {
      const standing = { ...ENTERPRISE, highWeight };
      let facts: WindowFacts = NO_FACTS;
      const done: { kind: Step['kind']; atMs: number; type: string }[] = [];
      steps.forEach(({ kind, atMs }, index) => {
        const contentType = type === 'image' && index % 2 === 0 ? 'text' : type;
        if (kind === 'enter')
          facts = factsAfterEntry(xiaohongshuPack, facts, { key: `e${index}`, atMs, follows }).facts;
        if (kind === 'speak') facts = factsAfterSpeech(facts, atMs);
        if (kind === 'phone') facts = factsAfterForeignSend(xiaohongshuPack, facts, { atMs, kind: 'text' });
        if (kind !== 'send') {
          done.push({ kind, atMs, type: 'text' });
          return;
        }
        const verdict = judge(xiaohongshuPack, standing, facts, { contentType, sender: 'operator' }, atMs);
        const spoke = done.some((one) => one.kind === 'speak');
        const entered = done.find((one) => one.kind === 'enter')?.atMs;
        const out = done.filter((one) => one.kind === 'send' || one.kind === 'phone');
        const virgin = entered !== undefined && out.every((one) => one.atMs >= entered);
        expect(verdict.kind === 'allowed').toBe(
          spoke || (virgin && mayOpen(out, entered, { follows, highWeight, contentType, atMs })),
        );
        if (verdict.kind === 'refused') return;
        const claimed = factsAfterClaim(facts, verdict, contentType === 'text' ? 'text' : 'other', atMs);
        facts = factsAfterProof(claimed.facts, claimed.grant.sentAtMs);
        done.push({ kind, atMs, type: contentType });
      });
    }),
    { numRuns: 3_000 },
  );
});

function mayOpen(
  out: readonly { readonly atMs: number }[],
  entered: number,
  now: { readonly follows: boolean; readonly highWeight: boolean; readonly contentType: string; readonly atMs: number },
): boolean {
  if (now.follows) return true;
  const late = out.filter(({ atMs }) => atMs >= entered + DAY).length;
  if (now.atMs >= entered + DAY) return late === 0;
  if (now.atMs >= entered + DAY - 1_000) return false;
  if (out.length === 0) return now.contentType === 'text';
  return out.length === 1 && now.highWeight;
}

test('W9: a right given back is the right there was before', () => {
  fc.assert(
    fc.property(history, fc.constantFrom(douyinPack, xiaohongshuPack), (steps, pack) => {
      let facts: WindowFacts = NO_FACTS;
      steps.forEach(({ kind, atMs }, index) => {
        if (kind === 'enter') facts = factsAfterEntry(pack, facts, { key: `e${index}`, atMs }).facts;
        if (kind === 'speak') facts = factsAfterSpeech(facts, atMs);
        if (kind === 'phone') facts = factsAfterForeignSend(pack, facts, { atMs, kind: 'other' });
        const verdict = judge(pack, ENTERPRISE, facts, { contentType: 'text', sender: 'agent' }, atMs);
        if (kind !== 'send' || verdict.kind === 'refused') return;
        const claimed = factsAfterClaim(facts, verdict, 'text', atMs);
        const again = judge(
          pack,
          ENTERPRISE,
          factsAfterRefund(claimed.facts, claimed.grant),
          { contentType: 'text', sender: 'agent' },
          atMs,
        );
        expect(again).toEqual(verdict);
        if (index % 2 === 0) facts = claimed.facts;
      });
    }),
    { numRuns: 1_000 },
  );
});

test('W1: entries that come up to ten minutes late grant what they would have granted in order', () => {
  const entries = fc.uniqueArray(
    fc.record({
      atMs: fc.integer({ min: 0, max: 60 }).map((n) => START + n * 300_000),
      lateMs: fc.constantFrom(0, 0, 300_000, 600_000),
    }),
    { minLength: 1, maxLength: 10, selector: ({ atMs }) => atMs },
  );
  fc.assert(
    fc.property(entries, (happened) => {
      const arrivals = [...happened].sort((a, b) => a.atMs + a.lateMs - b.atMs - b.lateMs || a.atMs - b.atMs);
      const seen: number[] = [];
      let facts: WindowFacts = NO_FACTS;
      for (const { atMs } of arrivals) {
        seen.push(atMs);
        const applied = factsAfterEntry(douyinPack, facts, { key: String(atMs), atMs });
        facts = applied.facts;
        const inOrder = grants([...seen].sort((a, b) => a - b).map((time) => ({ kind: 'enter', atMs: time })));
        expect(applied.granted).toBe(inOrder.includes(atMs));
        const newest = Math.max(...seen);
        const verdict = judge(
          douyinPack,
          ENTERPRISE,
          facts,
          { contentType: 'text', sender: 'welcome' },
          newest + 1_000,
        );
        expect(verdict.kind === 'allowed').toBe(inOrder.includes(newest));
      }
    }),
    { numRuns: 2_000 },
  );
});
