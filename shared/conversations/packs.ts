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

/** The pack in force at an instant: the newest that has begun, or the first where none has. */
export function packFor(platform: Platform, nowMs: number): RulePack {
  const [first, ...later] = PACKS[platform];
  return later.reduce<RulePack>((chosen, pack) => (hasBegun(pack, nowMs) ? pack : chosen), first);
}

/** The pack a trace names; undefined = no such pack was ever in force. */
export const packById = (platform: Platform, id: string): RulePack | undefined =>
  PACKS[platform].find((pack) => pack.id === id);

const hasBegun = (pack: RulePack, nowMs: number): boolean =>
  startOfDayMs(pack.effectiveFrom, pack.dayUtcOffsetMinutes) <= nowMs;
