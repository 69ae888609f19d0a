import { describe, expect, test } from 'vitest';
import type { WindowFacts } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import { RulePack } from './pack-schema.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';
import { factsAfterEntry, factsAfterForeignSend, factsAfterSpeech, NO_FACTS } from './rules-facts.ts';

/** What left the account elsewhere, and which right it used (W11). */

/** What each event leaves in the facts, field by field. Ten in the morning in Shanghai. */
const NOW = Date.UTC(2026, 2, 2, 2);

const MINUTE = 60_000;

const HOUR = 3_600_000;

const facts = (change: Partial<WindowFacts>): WindowFacts => ({ ...NO_FACTS, ...change });

const enter = (known: WindowFacts, key: string, atMs: number, follows?: boolean) =>
  factsAfterEntry(douyinPack, known, { key, atMs, follows });

describe('W11: what left elsewhere', () => {
  const phone = (known: WindowFacts, atMs: number, pack = douyinPack) =>
    factsAfterForeignSend(pack, known, { atMs, kind: 'text' });
  const entered = enter(NO_FACTS, 'a', NOW).facts;

  test('counts under the entry it fell into, from its first instant to its last', () => {
    const spent = (atMs: number) => phone(entered, atMs).entries.map((one) => one.spent);
    expect(spent(NOW - 1)).toEqual([0]);
    expect(spent(NOW)).toEqual([1]);
    expect(spent(NOW + 29_999)).toEqual([1]);
    expect(spent(NOW + 30_000)).toEqual([0]);
  });
  test('under an entry that grants nothing it counts nowhere', () => {
    const two = enter(entered, 'b', NOW + MINUTE).facts;
    expect(phone(two, NOW + MINUTE + 1).entries.map((one) => one.spent)).toEqual([0, 0]);
  });
  test('while the customer may be replied to it spares the entry', () => {
    const spoke = { ...entered, lastCustomerMessageAtMs: NOW + 5_000 };
    expect(phone(spoke, NOW + 5_000).entries[0]?.spent).toBe(0);
    expect(phone(spoke, NOW + 5_000).sentSinceCustomerMessage).toBe(1);
    // It left before the customer spoke.
    expect(phone(spoke, NOW + 4_999).entries[0]?.spent).toBe(1);
    expect(phone(spoke, NOW + 4_999).sentSinceCustomerMessage).toBe(0);
    // The window has passed.
    const day = { ...entered, lastCustomerMessageAtMs: NOW - 24 * HOUR };
    expect(phone(day, NOW).entries[0]?.spent).toBe(1);
    expect(phone({ ...day, lastCustomerMessageAtMs: NOW - 24 * HOUR + 1 }, NOW).entries[0]?.spent).toBe(0);
  });
  test('W1: what was told before the entry it fell into counts once that is told, after its first instant to its last', () => {
    const spent = (...atMs: number[]) =>
      enter(
        atMs.reduce((known, one) => phone(known, one), NO_FACTS),
        'a',
        NOW,
      ).facts.entries.map((one) => one.spent);
    expect(spent(NOW - 1, NOW, NOW + 30_000)).toEqual([0]);
    expect(spent(NOW + 1, NOW + 29_999)).toEqual([2]);
    expect(phone(NO_FACTS, NOW).strayAtMs).toEqual([NOW]);
    // It fell into a grant that was known, or a reply window was open.
    expect('strayAtMs' in phone(entered, NOW)).toBe(false);
    expect('strayAtMs' in phone({ ...NO_FACTS, lastCustomerMessageAtMs: NOW - 1 }, NOW)).toBe(false);
    expect('strayAtMs' in phone(NO_FACTS, NOW, xiaohongshuPack)).toBe(false);
    // Nor where the customer speaks after it, told before or after.
    expect('strayAtMs' in factsAfterSpeech(phone(NO_FACTS, NOW), NOW + 1)).toBe(false);
    expect('strayAtMs' in phone({ ...NO_FACTS, lastCustomerMessageAtMs: NOW + 1 }, NOW)).toBe(false);
    expect('strayAtMs' in phone({ ...NO_FACTS, lastCustomerMessageAtMs: NOW - 24 * HOUR }, NOW)).toBe(true);
  });
  test('W1: of those as many are remembered as a grant holds, for as long as an entry may be late', () => {
    const four = [1, 2, 3, 4].reduce((known, at) => phone(known, NOW + at), NO_FACTS);
    expect(four.strayAtMs).toEqual([NOW + 2, NOW + 3, NOW + 4]);
    expect(phone(four, NOW + 3 + 10 * MINUTE).strayAtMs).toEqual([NOW + 4, NOW + 3 + 10 * MINUTE]);
    expect(phone(four, NOW + 4 + 10 * MINUTE).strayAtMs).toEqual([NOW + 4 + 10 * MINUTE]);
  });
  test('a reply window without end lasts', () => {
    const endless = RulePack.parse({
      ...douyinPack,
      windows: douyinPack.windows.map((window) => (window.grant === 'reply' ? { ...window, lengthMs: null } : window)),
    });
    expect(phone({ ...entered, lastCustomerMessageAtMs: NOW - 90 * 24 * HOUR }, NOW, endless).entries[0]?.spent).toBe(
      0,
    );
    // Who never spoke has none.
    expect(phone(entered, NOW, endless).entries[0]?.spent).toBe(1);
  });
  test('where a pack lets nobody reply, speech spares no entry', () => {
    const mute = RulePack.parse({
      ...douyinPack,
      windows: douyinPack.windows.filter((window) => window.grant !== 'reply'),
    });
    expect(phone({ ...entered, lastCustomerMessageAtMs: NOW }, NOW + 1, mute).entries[0]?.spent).toBe(1);
  });
  test('on Xiaohongshu it is a step of first contact', () => {
    expect(phone(facts({ firstEnteredAtMs: NOW }), NOW + 1, xiaohongshuPack)).toStrictEqual({
      ...NO_FACTS,
      firstEnteredAtMs: NOW,
      everSent: true,
      firstSentAtMs: NOW + 1,
      beforeSpeech: [{ atMs: NOW + 1, kind: 'text' }],
    });
  });
});
