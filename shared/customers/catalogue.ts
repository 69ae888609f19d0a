import { listInboxKeys, loadHeads } from '../conversations/store-inbox.ts';
import { InvalidInput, RuleViolation } from '../runtime/errors.ts';
import type { RowTable } from '../runtime/row-table.ts';
import type { StageGoals } from './rules-stage.ts';
import { adopted, type Catalogue, faultOf, replaced, type TagGroup, tagsOf } from './rules-tags.ts';
import { loadCatalogue, saveCatalogue } from './store-catalogue.ts';

export interface CatalogueDeps {
  readonly table: RowTable;
}

const MAX_RACES = 8;

export interface CatalogueEdit {
  /** The version the editor looked at: it guards against overwriting a colleague. */
  readonly version: number;
  readonly groups?: readonly TagGroup[] | undefined;
  readonly stageGoals?: StageGoals | undefined;
}

/**
 * Replaces groups and goals (K2, K3): order, names, colours, new tags. What customers carry does not vanish here.
 *
 * @throws {RuleViolation} `catalogue.version-changed`; {InvalidInput} `tags.doubled`, `tags.dropped`, `tags.too-many`.
 */
export async function editCatalogue(deps: CatalogueDeps, tenantId: string, edit: CatalogueEdit): Promise<Catalogue> {
  const before = await loadCatalogue(deps.table, tenantId, { consistent: true });
  if (before.version !== edit.version) throw changed();
  const groups = edit.groups ?? before.groups;
  const fault = faultOf(before.groups, groups);
  if (fault)
    throw new InvalidInput(fault.code, 'tag' in fault ? fault.tag : 'too many', { field: 'groups', rule: 'K2' });
  const after = { ...before, groups, stageGoals: edit.stageGoals ?? before.stageGoals };
  if (!(await saveCatalogue(deps.table, before, after))) throw changed();
  return { ...after, version: before.version + 1 };
}

const changed = (): RuleViolation => new RuleViolation('catalogue.version-changed', 'somebody changed it meanwhile');

/** Tags that people or agents set by a new name join the tenant's. Nothing is written where all are known. */
export async function adoptTags(deps: CatalogueDeps, tenantId: string, names: readonly string[]): Promise<void> {
  if (names.length > 0) await changeGroups(deps, tenantId, (groups) => adopted(groups, names));
}

/** A tag leaves the catalogue, or another name takes its place; the job finds those who carry it. */
export const replaceTag = (deps: CatalogueDeps, tenantId: string, tag: string, by: string | undefined): Promise<void> =>
  changeGroups(deps, tenantId, (groups) => {
    const isThere = tagsOf({ groups }).includes(tag);
    return isThere ? replaced(groups, tag, by) : by === undefined ? groups : adopted(groups, [by]);
  });

async function changeGroups(
  deps: CatalogueDeps,
  tenantId: string,
  change: (groups: readonly TagGroup[]) => readonly TagGroup[],
): Promise<void> {
  for (let race = 0; race < MAX_RACES; race++) {
    const before = await loadCatalogue(deps.table, tenantId, { consistent: race > 0 });
    const groups = change(before.groups);
    if (groups === before.groups) return;
    if (await saveCatalogue(deps.table, before, { ...before, groups })) return;
  }
  throw changed();
}

/** Heads looked at for one answer. */
const EXAMINED = 500;

/** Adopts the tags that customers carry already, some conversations at a time (K2). `nextCursor` absent = all were looked at. */
export async function adoptCarried(
  deps: CatalogueDeps,
  query: { readonly tenantId: string; readonly accountIds: readonly string[]; readonly cursor?: string },
): Promise<{ readonly examined: number; readonly nextCursor?: string }> {
  const { tenantId, accountIds, cursor } = query;
  const page = { limit: EXAMINED, ...(cursor === undefined ? {} : { before: cursor }) };
  const lists = await Promise.all(
    accountIds.map((accountId) => listInboxKeys(deps.table, { tenantId, accountId }, page)),
  );
  const keys = lists
    .flat()
    .sort((a, b) => (a.order < b.order ? 1 : -1))
    .slice(0, EXAMINED);
  const heads = await loadHeads(deps.table, keys);
  await adoptTags(
    deps,
    tenantId,
    heads.flatMap(({ tags }) => tags),
  );
  const last = keys.at(-1);
  return { examined: keys.length, ...(last && keys.length === EXAMINED ? { nextCursor: last.order } : {}) };
}
