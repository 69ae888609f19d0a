import type { UsageDayView } from './contracts.ts';

export interface UsageSum {
  readonly calls: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Share of prompt tokens served from the cache, 0 to 1; undefined where nothing was asked. */
  readonly cachedShare: number | undefined;
}

export const promptTokensOf = (day: UsageDayView): number =>
  day.inputTokens + day.cacheReadTokens + day.cacheWriteTokens;

/** The figures of some days together (G7). */
export function sumOf(days: readonly UsageDayView[]): UsageSum {
  const total = (pick: (day: UsageDayView) => number) => days.reduce((sum, day) => sum + pick(day), 0);
  const promptTokens = total(promptTokensOf);
  return {
    calls: total((day) => day.calls),
    promptTokens,
    outputTokens: total((day) => day.outputTokens),
    cachedShare: promptTokens === 0 ? undefined : total((day) => day.cacheReadTokens) / promptTokens,
  };
}

/** Ends whose quarters are round too: the axis is drawn in four steps. */
const NICE = [1, 2, 3, 4, 6, 8, 10];

/** The end of an axis that fits a value: a round number no smaller than it. */
export function axisEnd(value: number): number {
  if (value <= 4) return 4;
  const unit = 10 ** Math.floor(Math.log10(value));
  const factor = NICE.find((nice) => nice * unit >= value) ?? 10;
  return factor * unit;
}
