import type { CatalogueView } from '../contracts.ts';

type Group = CatalogueView['groups'][number];

/** Pure steps of the catalogue's editor: each gives new groups. */

export const withGroup = (groups: readonly Group[], id: string, change: Partial<Group>): readonly Group[] =>
  groups.map((group) => (group.id === id ? { ...group, ...change } : group));

export const added = (groups: readonly Group[], id: string, tag: string): readonly Group[] =>
  tag === '' || groups.some((group) => group.tags.includes(tag))
    ? groups
    : groups.map((group) => (group.id === id ? { ...group, tags: [...group.tags, tag] } : group));

/** A tag goes to another group, behind those that are there. */
export const moved = (groups: readonly Group[], tag: string, to: string): readonly Group[] =>
  groups.map((group) => {
    const rest = group.tags.filter((other) => other !== tag);
    return { ...group, tags: group.id === to ? [...rest, tag] : rest };
  });

export function raised<T>(list: readonly T[], at: number): readonly T[] {
  const [before, one] = [list[at - 1], list[at]];
  return before === undefined || one === undefined ? list : list.toSpliced(at - 1, 2, one, before);
}

/** A group may go when nothing is in it. */
export const without = (groups: readonly Group[], id: string): readonly Group[] =>
  groups.filter((group) => group.id !== id || group.tags.length > 0);
