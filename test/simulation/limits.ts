import type { PaceDeps } from '../../shared/conversations/pace.ts';
import { packFor } from '../../shared/conversations/packs.ts';
import { createRandom } from './random.ts';
import type { Sim } from './worker.ts';

/**
 * A platform that names its limits, in some seeds: no pack of today does, and the engine must hold to one that will (INV11).
 * Xiaohongshu then takes so many messages of an account, or of the whole application, in any such stretch.
 */
export interface Limit {
  readonly of: 'account' | 'application';
  readonly max: number;
  readonly perMs: number;
}

const LIMITED_SEEDS = 0.25;
const LIMITS: readonly Limit[] = [
  { of: 'account', max: 2, perMs: 15_000 },
  { of: 'application', max: 3, perMs: 15_000 },
];

export function limitIn(seed: number): Limit | undefined {
  const lot = createRandom(seed, 'limit').next();
  return LIMITS[Math.floor(lot / LIMITED_SEEDS)];
}

/** The pack's figures, with the limit where the seed has one. */
export function limitsOf(named: Limit | undefined): NonNullable<PaceDeps['limitsOf']> {
  return (platform, nowMs) => {
    const { pace } = packFor(platform, nowMs);
    if (!named || platform !== 'xiaohongshu') return pace;
    const { of, ...limit } = named;
    return { ...pace, [of]: { ...pace[of], limit } };
  };
}

/** Told of each message that Xiaohongshu took; by its clock. */
export function createLimitJudge(sim: Sim, limit: Limit | undefined) {
  const taken = new Map<string, readonly number[]>();
  return (account: string): void => {
    // What lies on the line is told apart by the line, but a clock two minutes off uses its slots two minutes off.
    if (!limit || sim.wasWild) return;
    const whose = limit.of === 'account' ? account : 'the application';
    const nowMs = sim.timeline.now();
    const within = [...(taken.get(whose) ?? []), nowMs].filter((atMs) => nowMs - atMs < limit.perMs);
    taken.set(whose, within);
    if (within.length > limit.max) sim.violate('INV11', `${whose} took ${within.length} messages in ${limit.perMs} ms`);
  };
}
