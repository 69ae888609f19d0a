import { remember } from '../agents/remember.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { tagsForAgents } from './rules-tags.ts';
import { loadCatalogue } from './store-catalogue.ts';

/** What people agree on is followed by AI employees after at most this long: half a read unit a tenant and instance. */
const LIFE_MS = 5 * 60_000;

/** K2: the tags that AI employees of a tenant may set; undefined = any. */
export function createAgentTags(
  table: RowTable,
  clock: Clock,
): (tenantId: string) => Promise<readonly string[] | undefined> {
  const load = remember(clock, LIFE_MS, async (tenantId) =>
    tagsForAgents((await loadCatalogue(table, tenantId)).groups),
  );
  return (tenantId) => load(tenantId, '');
}
