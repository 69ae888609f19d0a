import type { Clock } from '../runtime/ports.ts';

const MAX_KEPT = 500;

/**
 * Keeps what was loaded for at most `lifeMs`, per instance. Simultaneous questions share one load; a failure is not kept.
 * The tenant is part of the key, so that no instance ever mixes tenants (INV10).
 */
export function remember<T>(
  clock: Clock,
  lifeMs: number,
  load: (tenantId: string, id: string) => Promise<T>,
): (tenantId: string, id: string) => Promise<T> {
  const kept = new Map<string, { readonly value: Promise<T>; readonly untilMs: number }>();
  return (tenantId, id) => {
    const key = JSON.stringify([tenantId, id]);
    const known = kept.get(key);
    if (known && known.untilMs > clock.now()) return known.value;
    if (kept.size >= MAX_KEPT) kept.clear();
    const value = load(tenantId, id);
    kept.set(key, { value, untilMs: clock.now() + lifeMs });
    value.catch(() => kept.delete(key));
    return value;
  };
}
