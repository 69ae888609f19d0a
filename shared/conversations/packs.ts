import type { Platform } from './model.ts';
import { douyinPack } from './pack-douyin.ts';
import type { RulePack } from './pack-schema.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';
import { startOfDayMs } from './rules-days.ts';

/** All packs ever in force, oldest first (W12): history is judged by the pack of its time. */
const PACKS: Readonly<Record<Platform, readonly [RulePack, ...RulePack[]]>> = {
  douyin: [douyinPack],
  xiaohongshu: [xiaohongshuPack],
};

/** The pack in force at an instant (W12). */
export const packFor = (platform: Platform, atMs: number): RulePack => newestPack(PACKS[platform], atMs);

/** Of some packs the newest that has begun, or the oldest where none has, in whatever order they stand. */
export function newestPack(packs: readonly [RulePack, ...RulePack[]], atMs: number): RulePack {
  const [first, ...others] = packs;
  return others.reduce<RulePack>((chosen, pack) => {
    const isLater = startOf(pack) > startOf(chosen);
    // Until one has begun the earliest stands in; then each later one that has begun takes over.
    return startOf(chosen) > atMs ? (isLater ? chosen : pack) : isLater && startOf(pack) <= atMs ? pack : chosen;
  }, first);
}

/** The pack a trace names; undefined = no such pack was ever in force. */
export const packById = (platform: Platform, id: string): RulePack | undefined =>
  PACKS[platform].find((pack) => pack.id === id);

const startOf = (pack: RulePack): number => startOfDayMs(pack.effectiveFrom, pack.dayUtcOffsetMinutes);
