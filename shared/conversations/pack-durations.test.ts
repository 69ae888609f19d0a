import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationText, readPack, toDurations, toMilliseconds } from './pack-durations.ts';
import { packFor } from './packs.ts';
import { packFingerprint } from './rules-fingerprint.ts';

const NOW_MS = 1_780_000_000_000;

/**
 * What each pack that was ever in force says, by its name (W12). A pack is never edited: history is judged by it. Whoever
 * changes a figure makes a new pack with a day of its own, and a new line here.
 */
test.each([
  ['douyin', 'douyin-2026-03-01', 'gcaibcc2'],
  ['xiaohongshu', 'xiaohongshu-2026-03-01', '70d8ga8d'],
] as const)('W12: the pack of %s says what it has always said', (platform, id, print) => {
  const pack = packFor(platform, NOW_MS);
  expect([pack.id, packFingerprint(pack)]).toEqual([id, print]);
});

test('W12: a figure makes another pack, the words of an assumption do not', () => {
  const pack = packFor('douyin', NOW_MS);
  expect(packFingerprint({ ...pack, marginMs: 1_001 })).not.toBe(packFingerprint(pack));
  const told = { ...pack, pace: { ...pack.pace, assumed: { 'zh-CN': '换个说法', en: 'in other words' } } };
  expect(packFingerprint(told)).toBe(packFingerprint(pack));
});

test('W12: a pack is written in hours, minutes and seconds, and read back as it was', () => {
  const pack = packFor('douyin', NOW_MS);
  const text = JSON.stringify(pack, toDurations, 2);
  expect(text).toContain('"length": "24h"');
  expect(text).toContain('"spacing": "1h"');
  expect(text).toContain('"margin": "1s"');
  expect(text).toContain('"recallWithin": null');
  expect(text).not.toMatch(/Ms"/);
  expect(JSON.parse(text, toMilliseconds)).toEqual(pack);
});

test.each(['"24 hours"', '24', '"1.5h"', '"-1h"', '""', '{}'])('a duration that is none is named: %s', (value) => {
  const read = (): unknown => JSON.parse(`{"windows":[{"length":${value}}]}`, toMilliseconds);
  expect(read).toThrow(/^length: /);
});

test('a pack that is none is refused when it is read', () => {
  const written = JSON.parse(JSON.stringify(packFor('douyin', NOW_MS), toDurations));
  expect(readPack(written).marginMs).toBe(1_000);
  expect(() => readPack({ ...written, margin: '0h', windows: [] })).toThrow(/windows/);
});

test('every duration is written exactly', () => {
  expect([durationText(86_400_000), durationText(90_000), durationText(1_500), durationText(0)]).toEqual([
    '24h',
    '90s',
    '1500ms',
    '0ms',
  ]);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 10 }), (ms) => {
      expect(JSON.parse(`{"length":"${durationText(ms)}"}`, toMilliseconds)).toEqual({ lengthMs: ms });
    }),
  );
});
