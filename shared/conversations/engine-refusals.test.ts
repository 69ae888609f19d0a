import { describe, expect, test } from 'vitest';
import { asked, DAY, facts, NOW, STANDING, TEXT, withWindow } from './harness-engine.ts';
import type { Standing } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import { RulePack } from './pack-schema.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';

/** The engine's whole refusals, field by field: reason and next chance. */

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
