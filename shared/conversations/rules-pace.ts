import type { PaceLimits } from './pack-schema.ts';

/**
 * How fast messages leave (INV11). A pace is a line of slots in time, one after the other, each used by one message at
 * most. Senders lease a stretch of the line with one write and hand its slots out from memory, so that no account's item
 * is written per message (COST9). Slots are told apart by their place on the line and not by anybody's clock: workers
 * whose clocks differ never share one.
 *
 * Where the platform names no figure, nothing is held back until it says "too fast"; then the pace begins at the pack's
 * figure, halves with every further such answer and grows by a step as long as none comes, until it is open again.
 */

export interface Pace {
  /** Messages per second, as of `sinceMs`. */
  readonly perSecond: number;
  readonly sinceMs: number;
  /** When the platform last said "too fast". */
  readonly cutAtMs: number;
  /** The platform asked for silence until then. */
  readonly restUntilMs: number;
  /** Where the line goes on: the slot that nobody has yet. */
  readonly tailMs: number;
}

/** Some slots of the line, `gapMs` apart. */
export interface Slots {
  readonly firstMs: number;
  readonly gapMs: number;
  readonly count: number;
}

/** A slot may be used this long after its time: jobs come back late, and no slot should be lost for a second. */
export const LATE_MS = 10_000;
/** How far a worker's clock may be off (F30). */
const SKEW_MS = 5_000;
const SECOND_MS = 1_000;

/** The pace now: grown since the last "too fast". Undefined = open, nothing is held back. */
export function paceNow(limits: PaceLimits, pace: Pace | undefined, nowMs: number): Pace | undefined {
  if (!pace) return limits.limit ? { ...begun(limits, 0), perSecond: limits.openPerSecond } : undefined;
  const steps = Math.max(0, Math.floor((nowMs - pace.sinceMs) / limits.stepMs));
  const perSecond = pace.perSecond + steps * limits.stepPerSecond;
  if (perSecond < limits.openPerSecond) return { ...pace, perSecond, sinceMs: pace.sinceMs + steps * limits.stepMs };
  if (limits.limit) return { ...pace, perSecond: limits.openPerSecond };
  return nowMs < pace.restUntilMs ? { ...pace, perSecond: limits.openPerSecond } : undefined;
}

const begun = (limits: PaceLimits, nowMs: number): Pace => ({
  perSecond: limits.startPerSecond,
  sinceMs: nowMs,
  cutAtMs: nowMs,
  restUntilMs: 0,
  tailMs: 0,
});

/**
 * The least distance of two slots. Under a known limit it is wide enough that, however clocks differ and however late
 * slots are used, no stretch of real time holds more messages than the limit says.
 */
export function gapMs(limits: PaceLimits, perSecond: number): number {
  const gap = Math.ceil(SECOND_MS / perSecond);
  if (!limits.limit) return gap;
  const { max, perMs } = limits.limit;
  const stretchMs = perMs + 2 * SKEW_MS + LATE_MS;
  return Math.max(gap, max > 1 ? Math.ceil(stretchMs / (max - 1)) : stretchMs + 1);
}

/** When the next slot of the line is. */
export const nextSlotMs = ({ tailMs, restUntilMs }: Pace, nowMs: number): number =>
  Math.max(tailMs, restUntilMs, nowMs);

/** Leases slots from the end of the line; `shares` = how many draw on the same pace at once. */
export function takeSlots(
  limits: PaceLimits,
  pace: Pace,
  nowMs: number,
  wanted: { readonly forMs: number; readonly shares: number },
): { readonly pace: Pace; readonly slots: Slots } {
  const gap = gapMs(limits, pace.perSecond) * wanted.shares;
  const count = Math.max(1, Math.floor(wanted.forMs / gap));
  const firstMs = nextSlotMs(pace, nowMs);
  return { pace: { ...pace, tailMs: firstMs + count * gap }, slots: { firstMs, gapMs: gap, count } };
}

/**
 * The platform said "too fast" about a message handed over at `sentAtMs`, and asked for a pause. Answers to messages
 * that left before the last cut tell nothing new: one rush is answered many times.
 */
export function paceAfterOveruse(
  limits: PaceLimits,
  before: Pace | undefined,
  told: { readonly nowMs: number; readonly sentAtMs: number; readonly pauseMs: number },
): Pace {
  const { nowMs, sentAtMs, pauseMs } = told;
  const restUntilMs = Math.max(before?.restUntilMs ?? 0, nowMs + pauseMs);
  if (before && sentAtMs <= before.cutAtMs) return { ...before, restUntilMs };
  const known = before && paceNow(limits, before, nowMs);
  const perSecond = known ? Math.max(limits.floorPerSecond, known.perSecond / 2) : limits.startPerSecond;
  return { perSecond, sinceMs: nowMs, cutAtMs: nowMs, restUntilMs, tailMs: before?.tailMs ?? 0 };
}

/** Whether a slot may be used now. */
export const isSlotOpen = (slotMs: number, nowMs: number): boolean => slotMs <= nowMs && nowMs <= slotMs + LATE_MS;

/** What is left of some slots once those whose time is long gone are dropped; undefined = none. */
export function remainingSlots({ firstMs, gapMs: gap, count }: Slots, nowMs: number): Slots | undefined {
  const gone = Math.max(0, Math.ceil((nowMs - LATE_MS - firstMs) / gap));
  return gone >= count ? undefined : { firstMs: firstMs + gone * gap, gapMs: gap, count: count - gone };
}

/** So many customers whose windows the platform closes … */
const MANY_CLOSED = 3;
/** … within this time are no longer their own affair: the account sends too fast. */
const CLOSED_WITHIN_MS = 60_000;

/** A customer's window that the platform called used up. */
export interface Closing {
  readonly conversationId: string;
  readonly atMs: number;
}

/**
 * Whether one more closed window tells of the account (decisions/0002): 28003070 means a customer's allowance or too high a
 * frequency, and only the second befalls several customers at once. `kept`: what to remember; what has told is forgotten.
 */
export function afterClosing(
  known: readonly Closing[],
  closing: Closing,
): { readonly isOveruse: boolean; readonly kept: readonly Closing[] } {
  const others = known.filter(
    ({ conversationId, atMs }) =>
      conversationId !== closing.conversationId && Math.abs(closing.atMs - atMs) < CLOSED_WITHIN_MS,
  );
  const kept = [...others, closing];
  return kept.length < MANY_CLOSED ? { isOveruse: false, kept } : { isOveruse: true, kept: [] };
}
