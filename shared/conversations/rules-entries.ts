import type { WindowFacts } from './model-rules.ts';
import { dayNumber } from './rules-days.ts';

type Entries = WindowFacts['entries'];
type Limits = { readonly perDay: number; readonly spacingMs: number };

/**
 * Which entries grant (W1): walking from the oldest, at most `perDay` a calendar day and none less than `spacingMs`
 * after the last that did. An entry grants by happening, whether or not anything was sent under it.
 */
export function grantingEntries(limits: Limits, dayUtcOffsetMinutes: number, entries: Entries): Entries {
  const granting: Entries[number][] = [];
  for (const entry of entries) {
    const last = granting.at(-1);
    if (last && entry.atMs - last.atMs < limits.spacingMs) continue;
    const day = dayNumber(entry.atMs, dayUtcOffsetMinutes);
    const today = granting.filter((earlier) => dayNumber(earlier.atMs, dayUtcOffsetMinutes) === day);
    if (today.length < limits.perDay) granting.push(entry);
  }
  return granting;
}
