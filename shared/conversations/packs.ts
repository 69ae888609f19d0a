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

/**
 * Of some packs the newest that has begun, or the earliest where none has, in whatever order they stand. Of two that begin
 * on the same day the one that stands later is the correction.
 */
export function newestPack(packs: readonly [RulePack, ...RulePack[]], atMs: number): RulePack {
  const earliest = packs.reduce((one, other) => (startOf(other) < startOf(one) ? other : one));
  const begun = packs.filter((pack) => startOf(pack) <= atMs);
  return begun.reduce((one, other) => (startOf(other) >= startOf(one) ? other : one), earliest);
}

/** The pack a trace names; undefined = no such pack was ever in force. */
export const packById = (platform: Platform, id: string): RulePack | undefined =>
  PACKS[platform].find((pack) => pack.id === id);

/** Asked for every message and never another: packs do not change. */
const starts = new WeakMap<RulePack, number>();

function startOf(pack: RulePack): number {
  const startMs = starts.get(pack) ?? startOfDayMs(pack.effectiveFrom, pack.dayUtcOffsetMinutes);
  starts.set(pack, startMs);
  return startMs;
}
