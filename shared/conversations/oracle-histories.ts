import { ContentType } from './model.ts';
import type { Asker } from './oracle.ts';

/**
 * Random histories of a platform for the oracle to judge. A seed is a history, whole and for good; times stand in it and do
 * not depend on what the engine says, so that a history with a step left out is a history again (oracle-shrink.ts).
 */

export interface Step {
  readonly kind: 'enter' | 'speak' | 'send' | 'phone' | 'overuse' | 'consent' | 'withdraw' | 'comment' | 'proof';
  /** After the history's beginning. Steps are in order and no two at once. */
  readonly afterMs: number;
  /** Something the customer did: the engine hears of what the customer did next before it hears of this. */
  readonly late?: boolean;
  /** `enter`: whether the customer follows the account. */
  readonly follows?: boolean;
  /** `consent`: how long it holds; absent = until it is taken back. */
  readonly forMs?: number;
  /** `send`: what is asked. `phone`: what left the phone app. */
  readonly type?: ContentType;
  /** `send`: the comment it quotes, by its place among the comments there are; absent = none. */
  readonly quote?: number;
  /** `send`: what becomes of it where the engine allows it. */
  readonly fate?: Fate;
}

/** Not sent at all; taken by the platform; no answer; refused by the platform, so that its right comes back. */
export type Fate = 'kept' | 'taken' | 'unanswered' | 'returned';

export interface History {
  readonly asker: Asker;
  readonly startMs: number;
  readonly steps: readonly Step[];
}

/** 2026-03-02 00:00 in Shanghai. */
const START_MS = 1_772_380_800_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Waits that meet the edges often: second, half minute, hour, day, and a millisecond to either side. */
const EDGES = [0, 1_000, 14_000, 29_000, 30_000, 599_000, 600_000, 1_800_000, HOUR, 11 * HOUR, DAY - 1_000, DAY];
/** Several messages into one grant of half a minute. */
const BURST = [0, 500, 1_000, 5_000];
/** Several grants into one day. */
const HOURS = [0, HOUR, HOUR, HOUR, 2 * HOUR];
const SPENDS = [0, 999, 1_000, 2_999, 3_000, 5_000];
const KINDS = ['enter', 'enter', 'speak', 'send', 'send', 'send', 'send', 'phone', 'overuse', 'yes'] as const;
/** What each platform has beside: Douyin's consent (W3), Xiaohongshu's intent comment (W7) and doubt of the first text (W9). */
const YES = { douyin: ['consent', 'consent', 'withdraw'], xiaohongshu: ['comment', 'comment', 'proof'] } as const;
const VOLLEYS: ReadonlySet<Step['kind'] | undefined> = new Set(['enter', 'send', 'consent', 'comment']);
const FATES: readonly Fate[] = ['taken', 'taken', 'taken', 'unanswered', 'kept', 'returned'];
/** A head keeps as many comments at a time. */
const MAX_COMMENTS = 4;

type Random = (below: number) => number;

/** mulberry32. */
function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** The history of a seed. Seeds differ within 32 bits. */
export function historyOf(platform: Asker['platform'], seed: number): History {
  const random = randomOf(seed);
  const asker: Asker = {
    platform,
    kind: random(2) === 0 ? 'enterprise' : 'staff',
    highWeight: random(2) === 0,
    spendYuan: oneOf(random, SPENDS) ?? 0,
    mutualFollow: random(2) === 0,
  };
  // Before the customer spoke is where Xiaohongshu's rules are: half of the histories stay there.
  const isSilent = random(2) === 0;
  const isPlain = random(2) === 0;
  const waits = random(4) === 0 ? HOURS : EDGES;
  const startMs = START_MS + random(24) * HOUR;
  const steps: Step[] = [];
  let [afterMs, comments] = [0, 0];
  for (let left = 2 + random(14); left > 0; left--) {
    // One after the other into the same right, so that rights are used up.
    const isVolley = VOLLEYS.has(steps.at(-1)?.kind) && random(3) === 0;
    afterMs += Math.max(1, (oneOf(random, isVolley || random(2) === 0 ? BURST : waits) ?? 0) + random(3) - 1);
    const drawn = isVolley ? 'send' : (oneOf(random, KINDS) ?? 'send');
    const silent = isSilent && drawn === 'speak' ? 'send' : drawn;
    const kind = silent === 'yes' ? yesOf(random, platform, isPlain) : silent;
    if (kind === 'comment' && ++comments > MAX_COMMENTS) continue;
    steps.push({ ...stepOf(random, kind, afterMs), ...(random(6) === 0 ? { late: true } : {}) });
  }
  return { asker, startMs, steps };
}

/** What the customer did, of which platforms tell late and in any order (SEC4). */
const ACTS: ReadonlySet<Step['kind']> = new Set(['phone', 'enter', 'speak', 'consent', 'withdraw', 'comment']);
const LATE_MS = 600_000;

/** The places of the steps in the order in which the engine hears of them: neighbours may change places, in ten minutes. */
export function heardOrder(steps: readonly Step[]): readonly number[] {
  const order = [...steps.keys()];
  for (let at = 0; at + 1 < steps.length; at++) {
    const [step, next] = [steps[at], steps[at + 1]];
    if (!step?.late || !next || !ACTS.has(step.kind) || !ACTS.has(next.kind)) continue;
    if (next.afterMs - step.afterMs > LATE_MS) continue;
    [order[at], order[at + 1]] = [at + 1, at];
    at++;
  }
  return order;
}

const yesOf = (random: Random, platform: Asker['platform'], isPlain: boolean): Step['kind'] =>
  isPlain ? 'enter' : (oneOf(random, YES[platform]) ?? 'send');

function stepOf(random: Random, kind: Step['kind'], afterMs: number): Step {
  switch (kind) {
    case 'enter':
      return { kind, afterMs, follows: random(4) === 0 };
    case 'consent':
      return { kind, afterMs, ...(random(2) === 0 ? {} : { forMs: DAY + (oneOf(random, EDGES) ?? 0) }) };
    case 'phone':
      return { kind, afterMs, type: typeOf(random) };
    case 'send': {
      const quote = random(2) === 0 ? { quote: random(MAX_COMMENTS) } : {};
      return { kind, afterMs, type: typeOf(random), fate: oneOf(random, FATES) ?? 'taken', ...quote };
    }
    default:
      return { kind, afterMs };
  }
}

const typeOf = (random: Random): ContentType =>
  random(3) > 0 ? 'text' : (oneOf(random, ContentType.options) ?? 'text');

const oneOf = <T>(random: Random, list: readonly T[]): T | undefined => list[random(list.length)];
