import { describe, expect, test } from 'vitest';
import type { Candidate, Standing, WindowFacts } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import { RulePack } from './pack-schema.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';
import { NO_FACTS } from './rules-facts.ts';
import { judge } from './rules-windows.ts';

/** The engine's whole refusals, field by field: reason and next chance. */

const NOW = Date.UTC(2026, 2, 2, 2);

const DAY = 86_400_000;

const STANDING: Standing = { kind: 'enterprise', highWeight: false, adSpend30dYuan: 5_000, mutualFollow: false };

const TEXT: Candidate = { contentType: 'text', sender: 'operator' };

const facts = (change: Partial<WindowFacts>): WindowFacts => ({ ...NO_FACTS, ...change });

const asked = (pack: RulePack, known: WindowFacts, candidate = TEXT, nowMs = NOW, standing = STANDING) =>
  judge(pack, standing, known, candidate, nowMs);

const withWindow = (pack: RulePack, grant: string, change: object): RulePack =>
  RulePack.parse({
    ...pack,
    windows: pack.windows.map((window) => (window.grant === grant ? { ...window, ...change } : window)),
  });

describe('refused: reason and next chance', () => {
  test('W3: the next touch is tomorrow, if the consent still holds then', () => {
    const tomorrowMs = Date.UTC(2026, 2, 2, 16);
    const used = (untilMs?: number) =>
      facts({
        consent: { atMs: NOW - 9, touchAtMs: NOW - 5, spent: 3, ...(untilMs === undefined ? {} : { untilMs }) },
      });
    const refusal = { kind: 'refused', rule: 'W3', code: 'window.quota-used' };
    expect(asked(douyinPack, used())).toStrictEqual({ ...refusal, nextChanceMs: tomorrowMs });
    expect(asked(douyinPack, used(tomorrowMs + 1_001))).toStrictEqual({ ...refusal, nextChanceMs: tomorrowMs });
    expect(asked(douyinPack, used(tomorrowMs + 1_000))).toStrictEqual(refusal);
  });
  test('W4: no chance after the edge where the pack grants nothing there', () => {
    const known = facts({ firstEnteredAtMs: NOW, firstSentAtMs: NOW, beforeSpeech: [{ atMs: NOW, kind: 'text' }] });
    const refusal = { kind: 'refused', rule: 'W4', code: 'window.needs-weight' };
    expect(asked(xiaohongshuPack, known)).toStrictEqual({ ...refusal, nextChanceMs: NOW + DAY });
    expect(asked(withWindow(xiaohongshuPack, 'first-contact', { afterEdge: [] }), known)).toStrictEqual(refusal);
  });
  test('W4: who spoke has no first contact, whatever their entry', () => {
    const known = facts({ firstEnteredAtMs: NOW, lastCustomerMessageAtMs: NOW - 60 * DAY });
    const day = withWindow(xiaohongshuPack, 'reply', { lengthMs: DAY });
    expect(asked(day, known)).toStrictEqual({ kind: 'refused', rule: 'W4', code: 'window.closed' });
  });
  test('A3, C1: whole refusals', () => {
    const spoke = facts({ lastCustomerMessageAtMs: NOW });
    const staff: Standing = { ...STANDING, kind: 'staff', adSpend30dYuan: 999 };
    expect(asked(xiaohongshuPack, spoke, TEXT, NOW, staff)).toStrictEqual({
      kind: 'refused',
      rule: 'A3',
      code: 'account.spend-gate',
    });
    expect(asked(douyinPack, spoke, { ...TEXT, contentType: undefined })).toStrictEqual({
      kind: 'refused',
      rule: 'C1',
      code: 'capability.not-sendable',
    });
  });
  test('a window of another kind of account says nothing', () => {
    const enterpriseOnly = withWindow(douyinPack, 'reply', { kinds: ['enterprise'] });
    const spoke = facts({ lastCustomerMessageAtMs: NOW });
    expect(asked(enterpriseOnly, spoke, TEXT, NOW, { ...STANDING, kind: 'staff' })).toStrictEqual({
      kind: 'refused',
      rule: 'W3',
      code: 'window.closed',
    });
  });
  test('of several windows the first reason and the earliest chance', () => {
    const two = RulePack.parse({
      ...douyinPack,
      windows: [
        ...xiaohongshuPack.windows.filter(({ grant }) => grant === 'first-contact'),
        ...douyinPack.windows.filter(({ grant }) => grant === 'proactive'),
      ],
    });
    const known = facts({
      firstEnteredAtMs: NOW,
      firstSentAtMs: NOW,
      beforeSpeech: [{ atMs: NOW, kind: 'text' }],
      consent: { atMs: NOW - 9, touchAtMs: NOW - 5, spent: 3 },
    });
    expect(asked(two, known)).toStrictEqual({
      kind: 'refused',
      rule: 'W4',
      code: 'window.needs-weight',
      nextChanceMs: Date.UTC(2026, 2, 2, 16),
    });
  });
});
