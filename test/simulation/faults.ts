import { createRandom } from './random.ts';
import type { Situations } from './situations.ts';

/** The faults of reliability.md that apply to what exists, each with the words a report shows. */
export const FAULTS = {
  F1: 'webhook delivered again, exactly',
  F2: 'webhook delivered again under other headers',
  F3: 'webhooks of a conversation in another order',
  F4: 'webhook up to ten minutes late',
  F5: 'echo before our own confirmation',
  F6: 'echo never comes',
  F7: 'entry event without or after the first message',
  F8: 'our 200 is lost and the platform repeats',
  F9: 'malformed webhook',
  F10: 'forged webhook',
  F11: 'kill before an effect',
  F12: 'kill after an effect, before its answer',
  F13: 'timeout while the work goes on as a zombie',
  F14: 'what an instance remembers was changed elsewhere',
  F15: 'cold start',
  F16: 'partial-batch answer malformed: the whole batch comes again',
  F17: 'table throttles',
  F18: 'table answers 500, write applied or not',
  F19: 'transaction conflict',
  F20: 'stale eventual read and index',
  F21: 'bulk read answered in part',
  F22: 'item near or over 400 KB',
  F23: 'stream record repeated, shard blocked',
  F24: 'queue message received twice',
  F25: 'queue in another order',
  F26: 'visibility ends during work',
  F27: 'batch send taken in part',
  F28: 'queue delay drifts',
  F29: 'dead letters redriven',
  F30: 'clock skew of a worker',
  F31: 'clock jumps back',
  F32: 'timer early by a millisecond',
  F33: 'scheduler late or twice',
  F34: 'month ends and clocks change, in Shanghai and elsewhere',
  F35: 'platform refuses for business reasons',
  F36: 'platform answers 429',
  F37: 'platform answers 5xx before or after acceptance',
  F38: 'socket reset after acceptance',
  F39: 'platform hangs',
  F40: 'token expired or renewed elsewhere',
  F41: 'account banned',
  F42: 'slow way to the platform: the window may close',
  F43: 'answer in another shape',
  F44: 'model 429 with retry-after',
  F45: 'model spend limit',
  F46: 'model overloaded',
  F47: 'model stream cut',
  F48: 'model refuses',
  F49: 'model answer cut by its limit',
  F54: 'takeover while the agent composes',
  F55: 'two agents answer at once',
} as const;
export type Fault = keyof typeof FAULTS;
const isFault = (name: string): name is Fault => name in FAULTS;
export const ALL_FAULTS: readonly Fault[] = Object.keys(FAULTS).filter(isFault);

/** Rates per chance, drawn log-uniform for each seed and fault. */
const LOWEST = 0.004;
const HIGHEST = 0.12;
/** Kills are drawn at every effect, so they must be rarer to let work end at all. */
const DAMPED: Partial<Record<Fault, number>> = { F11: 0.25, F12: 0.25, F13: 0.2, F17: 0.3, F18: 0.4 };
/** What concerns a whole worker or person, not one call. */
const BOOSTED: Partial<Record<Fault, number>> = {
  F30: 6,
  F31: 2,
  F54: 4,
  F55: 4,
  F14: 2,
  F21: 4,
  F22: 0.3,
  F29: 3,
  F10: 2,
  F9: 2,
  F6: 2,
  F5: 3,
};

export interface Chaos {
  /** Whether this fault strikes here; counts the pair where it does. */
  strikes(fault: Fault, effect: string): boolean;
  /** From here on nothing fails: what is owed must settle. */
  stop(): void;
  readonly on: ReadonlySet<Fault>;
}

/** Half of the faults are off in each seed, so that rare pairs are not drowned (swarm). */
export function createChaos(seed: number, allowed: ReadonlySet<Fault>, situations: Situations): Chaos {
  const draw = createRandom(seed, 'swarm');
  const lots = new Map(
    ALL_FAULTS.map((fault) => {
      const isOn = draw.chance(0.5);
      const rate = LOWEST * (HIGHEST / LOWEST) ** draw.next() * (DAMPED[fault] ?? 1) * (BOOSTED[fault] ?? 1);
      return [fault, { isOn, rate, dice: createRandom(seed, fault) }];
    }),
  );
  let stopped = false;
  return {
    on: new Set(ALL_FAULTS.filter((fault) => lots.get(fault)?.isOn && allowed.has(fault))),
    stop: () => {
      stopped = true;
    },
    strikes(fault, effect) {
      const lot = lots.get(fault);
      if (stopped || !lot?.isOn || !allowed.has(fault) || !lot.dice.chance(lot.rate)) return false;
      situations.pair(effect, fault);
      return true;
    },
  };
}
