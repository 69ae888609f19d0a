import type { AuthorizationStore } from '../accounts/store-authorizations.ts';
import { type IndexDeps, indexStep } from './index-tenant.ts';
import { listIndexed } from './store-search.ts';

export interface IndexAllDeps extends IndexDeps {
  /** Whose accounts are hosted: a new tenant has no index yet. */
  readonly hosted: Pick<AuthorizationStore, 'hosting'>;
}

/** A run ends well before its function does; the next minute goes on. */
const RUN_MS = 40_000;
const RACES = 3;

/**
 * Brings the search index of every tenant up to now (I7), one step of each after the other, so that a tenant with a long
 * past keeps nobody else waiting. Answers how many steps it took.
 */
export async function indexAll(deps: IndexAllDeps): Promise<number> {
  const startedAtMs = deps.clock.now();
  const [known, hosting] = await Promise.all([listIndexed(deps.table), deps.hosted.hosting()]);
  let open = [...new Set([...known, ...hosting])].sort();
  const races = new Map<string, number>();
  let steps = 0;
  while (open.length > 0) {
    const again: string[] = [];
    for (const tenantId of open) {
      if (deps.clock.now() - startedAtMs > RUN_MS) return steps;
      const outcome = await indexStep(deps, tenantId);
      steps += 1;
      if (outcome === 'raced') races.set(tenantId, (races.get(tenantId) ?? 0) + 1);
      if (outcome === 'more' || (outcome === 'raced' && (races.get(tenantId) ?? 0) < RACES)) again.push(tenantId);
    }
    open = again;
  }
  return steps;
}
