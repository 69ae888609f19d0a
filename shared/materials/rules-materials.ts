import type { Platform } from '../conversations/model.ts';
import type { BaseContent, Material, Viewer } from './model.ts';

/** Who sees a material, what a combination is made of, and where a material is used (M1, M2). */

/** All of a tenant's materials are read at once for lists and for where-used. */
export const MAX_MATERIALS = 2_000;
export const MAX_FOLDERS = 200;
/** More messages in a row than a person sends; Douyin's W1 takes three. */
export const MAX_PARTS = 9;

/** M1: a personal material is its maker's alone. */
export const isVisible = (material: Pick<Material, 'scope' | 'ownerId' | 'deletedAtMs'>, viewer: Viewer): boolean =>
  material.deletedAtMs === undefined && (material.scope === 'shared' || material.ownerId === viewer.memberId);

export type Part =
  | { readonly kind: 'base'; readonly material: Material; readonly content: BaseContent }
  /** Deleted, or not visible to everyone who sees the combination. */
  | { readonly kind: 'missing'; readonly id: string };

/** The parts of a combination as they are now (M2: changing a base changes every combination). */
export function resolveParts(ids: readonly string[], find: (id: string) => Material | undefined): readonly Part[] {
  return ids.map((id) => {
    const material = find(id);
    return material && material.deletedAtMs === undefined && material.content.kind !== 'combined'
      ? { kind: 'base', material, content: material.content }
      : { kind: 'missing', id };
  });
}

export type PartsFault = 'parts.none' | 'parts.too-many' | 'parts.unknown' | 'parts.personal' | 'parts.platform';

/** Why a combination cannot be made of these; a shared one holds no personal part, or others could not send it. */
export function partsFault(
  combination: Pick<Material, 'scope' | 'platforms'>,
  parts: readonly Part[],
): { readonly code: PartsFault; readonly at: number } | undefined {
  if (parts.length === 0) return { code: 'parts.none', at: 0 };
  if (parts.length > MAX_PARTS) return { code: 'parts.too-many', at: MAX_PARTS };
  for (const [at, part] of parts.entries()) {
    if (part.kind === 'missing') return { code: 'parts.unknown', at };
    if (combination.scope === 'shared' && part.material.scope === 'personal') return { code: 'parts.personal', at };
    const lacks = combination.platforms.some((platform) => !part.material.platforms.includes(platform));
    if (lacks) return { code: 'parts.platform', at };
  }
  return undefined;
}

/** M2: the combinations that hold a base material. */
export const usesOf = (id: string, all: readonly Material[]): readonly Material[] =>
  all.filter(
    ({ content, deletedAtMs }) =>
      deletedAtMs === undefined && content.kind === 'combined' && content.parts.includes(id),
  );

/** M2, G4: the AI employees that may send a material. */
export const agentsThatSend = <T extends { readonly materials?: readonly { kind: string; id: string }[] }>(
  id: string,
  agents: readonly T[],
): readonly T[] => agents.filter(({ materials }) => materials?.some((one) => one.kind === 'material' && one.id === id));

/** Combinations that a changed base would break: it is no longer meant for one of their platforms, or no longer shared. */
export const brokenBy = (
  changed: Pick<Material, 'id' | 'scope' | 'platforms'>,
  all: readonly Material[],
): readonly Material[] =>
  usesOf(changed.id, all).filter(
    ({ scope, platforms }) =>
      (scope === 'shared' && changed.scope === 'personal') ||
      platforms.some((platform: Platform) => !changed.platforms.includes(platform)),
  );

/** Search (M1): every word in the name or the text, letters of either case. */
export function matches(material: Pick<Material, 'name' | 'content'>, query: string): boolean {
  const text = `${material.name}\n${material.content.kind === 'text' ? material.content.text : ''}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => text.includes(word));
}
