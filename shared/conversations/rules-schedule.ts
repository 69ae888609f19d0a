import type { Candidate, RefusalCode, Standing, WindowFacts } from './model-rules.ts';
import type { RulePack } from './pack-schema.ts';
import { judge } from './rules-windows.ts';

/** Sent later (I7): only at times at which the gate, knowing what is known now, would let it go. */

/** The sweeper looks every minute: a message leaves this much after its time at most, while all goes well. */
export const SCHEDULE_LATE_MS = 2 * 60_000;
/** Sooner than this is now. */
export const MIN_SCHEDULE_MS = 60_000;
/** Further ahead nothing is foreseen, and the rows that a sender looks through stay few. */
export const MAX_SCHEDULE_MS = 7 * 24 * 3_600_000;
/** W8: found shut when it is due, it waits for a window this long and then expires: what was meant for nine is not for noon. */
export const SCHEDULE_GRACE_MS = 60 * 60_000;

export type ScheduleStep =
  | { readonly kind: 'may'; readonly rule: string }
  | {
      readonly kind: 'refused';
      readonly code: 'schedule.too-soon' | 'schedule.too-far' | RefusalCode;
      readonly rule: string;
      /** Where the window is open at some time before: the last instant that can be proven. */
      readonly latestMs?: number;
    };

/**
 * Whether a message may be planned for an instant (epoch milliseconds): the window must be open then, and still when the
 * sweeper finds it. Nothing but time is assumed to pass; it is judged again when it is due.
 */
export function judgeLater(
  pack: RulePack,
  standing: Standing,
  facts: WindowFacts,
  message: Candidate,
  at: { readonly nowMs: number; readonly sendAtMs: number },
): ScheduleStep {
  if (at.sendAtMs - at.nowMs < MIN_SCHEDULE_MS) return { kind: 'refused', code: 'schedule.too-soon', rule: 'I7' };
  if (at.sendAtMs - at.nowMs > MAX_SCHEDULE_MS) return { kind: 'refused', code: 'schedule.too-far', rule: 'I7' };
  const due = judge(pack, standing, facts, message, at.sendAtMs);
  const late = judge(pack, standing, facts, message, at.sendAtMs + SCHEDULE_LATE_MS);
  if (due.kind === 'allowed' && late.kind === 'allowed') return { kind: 'may', rule: due.rule };
  const refused = due.kind === 'refused' ? due : late.kind === 'refused' ? late : undefined;
  const latestMs = latestOf(pack, standing, facts, message, at.nowMs);
  return {
    kind: 'refused',
    code: refused?.code ?? 'window.closed',
    rule: refused?.rule ?? pack.closedRule,
    ...(latestMs === undefined ? {} : { latestMs }),
  };
}

/** The last instant for which it could be planned now; undefined = none, or no limit. */
export function latestOf(
  pack: RulePack,
  standing: Standing,
  facts: WindowFacts,
  message: Candidate,
  nowMs: number,
): number | undefined {
  const now = judge(pack, standing, facts, message, nowMs);
  if (now.kind === 'refused' || now.untilMs === undefined) return undefined;
  const latestMs = now.untilMs - SCHEDULE_LATE_MS - 1;
  return latestMs - nowMs < MIN_SCHEDULE_MS ? undefined : latestMs;
}
