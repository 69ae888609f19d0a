import * as z from 'zod';
import { DEFAULT_STAGE_GOALS, type StageGoals } from './rules-stage.ts';

/** K2: the tenant's own tags, in groups. A tag is known by its name, which is unique in the tenant. */

export const TagColour = z.enum(['grey', 'red', 'amber', 'green', 'teal', 'blue', 'violet']);
export type TagColour = z.infer<typeof TagColour>;

export interface TagGroup {
  readonly id: string;
  readonly name: string;
  readonly colour: TagColour;
  /** In the order people gave them. */
  readonly tags: readonly string[];
  /** Whether AI employees may set these tags. */
  readonly forAgents: boolean;
}

/** What a tenant has agreed on for its customers: tags in groups, and what each stage is for. */
export interface Catalogue {
  readonly tenantId: string;
  readonly version: number;
  readonly groups: readonly TagGroup[];
  readonly stageGoals: StageGoals;
}

export const MAX_GROUPS = 40;
export const MAX_TENANT_TAGS = 500;
/** Where tags are that nobody has put into a group. */
export const FREE_GROUP = 'free';

export const emptyCatalogue = (tenantId: string): Catalogue => ({
  tenantId,
  version: 0,
  groups: [],
  stageGoals: DEFAULT_STAGE_GOALS,
});

export const tagsOf = (catalogue: Pick<Catalogue, 'groups'>): readonly string[] =>
  catalogue.groups.flatMap(({ tags }) => tags);

/** The groups with these names among them: what is not known yet comes to the free ones, as far as there is room. */
export function adopted(groups: readonly TagGroup[], names: readonly string[]): readonly TagGroup[] {
  const known = new Set(tagsOf({ groups }));
  const fresh = [...new Set(names)]
    .filter((name) => !known.has(name))
    .slice(0, Math.max(0, MAX_TENANT_TAGS - known.size));
  if (fresh.length === 0) return groups;
  const free = groups.find(({ id }) => id === FREE_GROUP);
  if (free) return groups.map((group) => (group === free ? { ...group, tags: [...group.tags, ...fresh] } : group));
  return [...groups, { id: FREE_GROUP, name: '未分组', colour: 'grey', tags: fresh, forAgents: false }];
}

/** The groups without a tag; where `by` names another, it stands in its place, unless it is somewhere already. */
export function replaced(groups: readonly TagGroup[], tag: string, by: string | undefined): readonly TagGroup[] {
  const isKnown = by !== undefined && tagsOf({ groups }).includes(by);
  return groups.map((group) => ({
    ...group,
    tags: group.tags.flatMap((one) => (one !== tag ? [one] : by === undefined || isKnown ? [] : [by])),
  }));
}

export type GroupsFault =
  | { readonly code: 'tags.doubled' | 'tags.dropped'; readonly tag: string }
  | { readonly code: 'tags.too-many' | 'groups.doubled' };

/**
 * What is wrong with new groups, if anything. A tag that customers may carry does not vanish by an edit: it is renamed,
 * merged or deleted, which finds those who carry it.
 */
export function faultOf(before: readonly TagGroup[], after: readonly TagGroup[]): GroupsFault | undefined {
  const tags = tagsOf({ groups: after });
  const doubled = tags.find((tag, at) => tags.indexOf(tag) !== at);
  if (doubled !== undefined) return { code: 'tags.doubled', tag: doubled };
  const dropped = tagsOf({ groups: before }).find((tag) => !tags.includes(tag));
  if (dropped !== undefined) return { code: 'tags.dropped', tag: dropped };
  if (tags.length > MAX_TENANT_TAGS) return { code: 'tags.too-many' };
  return new Set(after.map(({ id }) => id)).size === after.length ? undefined : { code: 'groups.doubled' };
}

/**
 * G4: which tags an AI employee may set. Undefined = any, which is so as long as no group is opened to them: then those
 * groups' tags and no others.
 */
export function tagsForAgents(groups: readonly TagGroup[]): readonly string[] | undefined {
  const open = groups.filter(({ forAgents }) => forAgents);
  return open.length === 0 ? undefined : open.flatMap(({ tags }) => tags);
}
