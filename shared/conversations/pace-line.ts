import { Unavailable } from '../runtime/errors.ts';
import type { Clock } from '../runtime/ports.ts';
import type { PaceLimits } from './pack-schema.ts';
import type { TurnAsk } from './ports.ts';
import { isSlotOpen, nextSlotMs, type Pace, paceNow, remainingSlots, type Slots, takeSlots } from './rules-pace.ts';
import type { StoredPace } from './store-pace.ts';

/** One line of slots as one process draws on it. */
export interface PaceLine {
  turn(ask: TurnAsk): Promise<LineTurn>;
  /** What is known of it is old. */
  forget(): void;
}

export type LineTurn =
  | { readonly kind: 'go' }
  /** `slotMs`: a slot of its own; absent = come again then and ask. */
  | { readonly kind: 'wait'; readonly untilMs: number; readonly slotMs?: number };

export interface LineDeps {
  readonly clock: Clock;
  readonly limits: (nowMs: number) => PaceLimits;
  readonly look: (isFresh: boolean) => Promise<Looked>;
  readonly save: (before: StoredPace | undefined, pace: Pace) => Promise<boolean>;
  /** Nobody gets a slot that is further away than this. */
  readonly horizonMs: number;
}

export interface Looked {
  readonly stored: StoredPace | undefined;
  /** The line is one of so many shares of a pace; absent = the pace is its own. */
  readonly share?: { readonly of: StoredPace | undefined; readonly shares: number };
}

/** A lease covers this long a stretch of the line, longer while one after the other is used up at once. */
const LEASE_MS = 2_000;
const MAX_LEASE_MS = 16_000;
const RACES = 8;

export function createPaceLine(deps: LineDeps): PaceLine {
  let slots: Slots | undefined;
  let lease = { atMs: 0, forMs: LEASE_MS };
  /** Questions are answered one after the other: one lease serves all that wait. */
  let last: Promise<unknown> = Promise.resolve();

  async function answer(ask: TurnAsk): Promise<LineTurn> {
    for (let race = 0; race < RACES; race++) {
      const looked = await deps.look(race > 0);
      const nowMs = deps.clock.now();
      const limits = deps.limits(nowMs);
      const pace = lineNow(limits, looked, nowMs);
      if (!pace) return { kind: 'go' };
      const isResting = pace.restUntilMs > nowMs;
      if (ask.slotMs !== undefined && !isResting && isSlotOpen(ask.slotMs, nowMs)) return { kind: 'go' };
      if (isResting) slots = undefined;
      slots = slots && remainingSlots(slots, nowMs);
      const slotMs = slots?.firstMs ?? nextSlotMs(pace, nowMs);
      const latestMs = Math.min(ask.latestMs ?? Number.POSITIVE_INFINITY, nowMs + deps.horizonMs);
      if (slotMs >= latestMs) {
        const againMs = Math.max(latestMs, pace.restUntilMs);
        return { kind: 'wait', untilMs: Math.min(ask.latestMs ?? againMs, againMs) };
      }
      if (slots) return use(slots, nowMs);
      const forMs = nowMs - lease.atMs < lease.forMs / 2 ? Math.min(2 * lease.forMs, MAX_LEASE_MS) : LEASE_MS;
      const taken = takeSlots(limits, pace, nowMs, { forMs, shares: looked.share?.shares ?? 1 });
      if (!(await deps.save(looked.stored, taken.pace))) continue;
      lease = { atMs: nowMs, forMs };
      slots = taken.slots;
      return use(slots, deps.clock.now());
    }
    throw new Unavailable('pace.contended', 'a pace changes faster than it can be written');
  }

  function use({ firstMs, gapMs, count }: Slots, nowMs: number): LineTurn {
    slots = count > 1 ? { firstMs: firstMs + gapMs, gapMs, count: count - 1 } : undefined;
    return firstMs <= nowMs ? { kind: 'go' } : { kind: 'wait', untilMs: firstMs, slotMs: firstMs };
  }

  return {
    turn(ask) {
      const next = last.then(
        () => answer(ask),
        () => answer(ask),
      );
      last = next;
      return next;
    },
    forget: () => {
      slots = undefined;
    },
  };
}

/** A share has a place of its own on the line, and the whole's figures. */
function lineNow(limits: PaceLimits, { stored, share }: Looked, nowMs: number): Pace | undefined {
  if (!share) return paceNow(limits, stored?.pace, nowMs);
  const whole = paceNow(limits, share.of?.pace, nowMs);
  return whole && { ...whole, tailMs: stored?.pace.tailMs ?? 0 };
}
