import { ALL_FAULTS, type Fault } from './faults.ts';

/** Which fault can strike at which effect (reliability.md): what a long run must have met, pair by pair. */

/** What workers do, one after the other: before, after and around each they may die, freeze or find their clock set back. */
const READING = ['E1', 'E3', 'E5', 'E13', 'E20'] as const;
const WRITING = ['E2', 'E8', 'E11', 'E12', 'E15', 'E16', 'E18', 'E23', 'E25', 'E26', 'E27', 'E28'] as const;
const DOING = [...READING, ...WRITING, 'E4', 'E7', 'E14', 'E24', 'E29'] as const;
const QUEUES = ['E10', 'E17', 'E20'] as const;

const WHERE: Readonly<Partial<Record<Fault, readonly string[]>>> = {
  F1: ['E2'],
  F2: ['E2'],
  F3: ['E1'],
  F4: ['E1'],
  F5: ['E14'],
  F6: ['E18'],
  F7: ['E1'],
  F8: ['E4'],
  F9: ['E1'],
  F10: ['E1'],
  F11: DOING,
  F12: DOING,
  F13: DOING,
  F14: ['E5'],
  F15: ['webhooks', 'conversation', 'reactions', 'sender', 'agent', 'timers', 'api'],
  F16: [...QUEUES, 'E3', 'reactions'],
  F17: [...READING, ...WRITING],
  F18: WRITING,
  F19: ['E8', 'E18', 'E27', 'E28'],
  F20: ['E1', 'E5', 'E13', 'E20'],
  F21: ['api.read'],
  F22: ['E2'],
  F23: ['E3', 'reactions'],
  F24: QUEUES,
  F25: QUEUES,
  F26: QUEUES,
  F27: ['outbound.send', 'agent.send'],
  F28: QUEUES,
  F29: QUEUES,
  F30: ['webhooks', 'conversation', 'reactions', 'sender', 'agent', 'timers', 'api'],
  F31: DOING,
  F32: ['agent'],
  F33: ['E20', 'E23'],
  F34: ['E5'],
  F35: ['E14'],
  F36: ['E14'],
  F37: ['E14', 'E24', 'E29'],
  F38: ['E14', 'E29'],
  F39: ['E14', 'E24'],
  F40: ['E14'],
  F41: ['E14'],
  F42: ['E14'],
  F43: ['E14'],
  F44: ['E7'],
  F45: ['E7'],
  F46: ['E7'],
  F47: ['E7'],
  F48: ['E7'],
  F49: ['E7'],
  F54: ['E7'],
  F55: ['E7'],
};

export const REACHABLE: readonly string[] = ALL_FAULTS.flatMap((fault) =>
  (WHERE[fault] ?? []).map((effect) => `${effect}×${fault}`),
);

/** From so many seeds on every pair must have been met; a nightly run meets each as often as reliability.md asks. */
const SEEDS = 10_000;
const NIGHTLY = { seeds: 100_000, times: 50 };

/** Pairs that so many seeds should have met, or met more often. */
export function missingPairs(seeds: number, pairs: Readonly<Record<string, number>>): readonly string[] {
  const least = seeds >= NIGHTLY.seeds ? NIGHTLY.times : seeds >= SEEDS ? 1 : 0;
  return REACHABLE.filter((pair) => (pairs[pair] ?? 0) < least);
}
