import { dayKey } from '../words/time.ts';

export type DueGroup = 'overdue' | 'today' | 'later';

/**
 * When somebody comes back to a customer, seen from now (I4): its time has passed, it is still to come today, or it is of
 * another day. Times are epoch milliseconds; days are those of the tenant's zone. A passed time stays overdue whatever
 * its day.
 */
export function dueGroup(dueAtMs: number, nowMs: number, timeZone: string): DueGroup {
  if (dueAtMs <= nowMs) return 'overdue';
  return dayKey(dueAtMs, timeZone) === dayKey(nowMs, timeZone) ? 'today' : 'later';
}

/** The groups that hold anything, in the order in which they are worked off; within each, the order that was given. */
export function byDueGroup<T extends { readonly dueAtMs?: number | undefined }>(
  followUps: readonly T[],
  nowMs: number,
  timeZone: string,
): readonly { readonly group: DueGroup; readonly items: readonly T[] }[] {
  const groups: Record<DueGroup, T[]> = { overdue: [], today: [], later: [] };
  for (const one of followUps) groups[dueGroup(one.dueAtMs ?? 0, nowMs, timeZone)].push(one);
  return (['overdue', 'today', 'later'] as const)
    .map((group) => ({ group, items: groups[group] }))
    .filter(({ items }) => items.length > 0);
}
