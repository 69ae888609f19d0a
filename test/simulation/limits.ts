import type { PaceDeps } from '../../shared/conversations/pace.ts';
import { packFor } from '../../shared/conversations/packs.ts';
import { createRandom } from './random.ts';
import type { Sim } from './worker.ts';

/**
 * A platform that names its limit, in some seeds: no pack of today does, and the engine must hold to one that will (INV11).
 * Xiaohongshu then takes so many messages of an account in any such stretch.
 */
export interface AccountLimit {
  readonly max: number;
  readonly perMs: number;
}

const LIMITED_SEEDS = 0.25;
const LIMIT: AccountLimit = { max: 2, perMs: 15_000 };

export const limitIn = (seed: number): AccountLimit | undefined =>
  createRandom(seed, 'limit').chance(LIMITED_SEEDS) ? LIMIT : undefined;

/** The pack's figures, with the limit where the seed has one. */
export function limitsOf(limit: AccountLimit | undefined): NonNullable<PaceDeps['limitsOf']> {
  return (platform, nowMs) => {
    const { pace } = packFor(platform, nowMs);
    return limit && platform === 'xiaohongshu' ? { ...pace, account: { ...pace.account, limit } } : pace;
  };
}

/** Told of each message that Xiaohongshu took; by its clock. */
export function createLimitJudge(sim: Sim, limit: AccountLimit | undefined) {
  const taken = new Map<string, readonly number[]>();
  return (account: string): void => {
    // What lies on the line is told apart by the line, but a clock two minutes off uses its slots two minutes off.
    if (!limit || sim.wasWild) return;
    const nowMs = sim.timeline.now();
    const within = [...(taken.get(account) ?? []), nowMs].filter((atMs) => nowMs - atMs < limit.perMs);
    taken.set(account, within);
    if (within.length > limit.max)
      sim.violate('INV11', `${account} took ${within.length} messages in ${limit.perMs} ms`);
  };
}
