import { packFor } from '../../../../shared/conversations/packs.ts';
import { type LintIssue, lintContent, maySend } from '../../../../shared/materials/lint.ts';
import type { MaterialKind, MaterialScope } from '../../../../shared/materials/model.ts';
import type { MaterialView, PartView, Platform } from '../contracts.ts';
import type { Uploaded } from './uploads.ts';

/** A material while it is written. */
export interface MaterialDraft {
  readonly kind: MaterialKind;
  readonly name: string;
  readonly scope: MaterialScope;
  readonly folderId: string | undefined;
  readonly platforms: readonly Platform[];
  readonly text: string;
  readonly parts: readonly PartView[];
  /** A file that is to take the place of what is there. */
  readonly uploaded: Uploaded | undefined;
}

export const PLATFORMS: readonly Platform[] = ['douyin', 'xiaohongshu'];

/** C2: a video begins without Douyin. */
export const newDraft = (kind: MaterialKind, folderId: string | undefined): MaterialDraft => ({
  kind,
  name: '',
  scope: 'shared',
  folderId,
  platforms: kind === 'video' ? ['xiaohongshu'] : PLATFORMS,
  text: '',
  parts: [],
  uploaded: undefined,
});

export const draftOf = (material: MaterialView): MaterialDraft => ({
  kind: material.content.kind,
  name: material.name,
  scope: material.scope,
  folderId: material.folderId,
  platforms: material.platforms,
  text: material.content.kind === 'text' ? material.content.text : '',
  parts: material.content.kind === 'combined' ? material.content.parts : [],
  uploaded: undefined,
});

const idsOf = (parts: readonly PartView[]): string => parts.map(({ materialId }) => materialId).join();

export const isSameDraft = (a: MaterialDraft, b: MaterialDraft): boolean =>
  a.name.trim() === b.name.trim() &&
  a.scope === b.scope &&
  a.folderId === b.folderId &&
  a.platforms.join() === b.platforms.join() &&
  a.text === b.text &&
  idsOf(a.parts) === idsOf(b.parts) &&
  a.uploaded === b.uploaded;

/** C1, C2: whether a platform can ever be ticked for this kind. */
export const suits = (kind: MaterialKind, platform: Platform, nowMs: number): boolean =>
  kind === 'combined' || maySend(packFor(platform, nowMs), kind);

/** What a platform would refuse, while it is written; the server judges with the same rules. */
export function issuesOf(draft: MaterialDraft, nowMs: number): readonly LintIssue[] {
  if (draft.kind !== 'text' || draft.text.trim() === '') return [];
  const content = { kind: 'text' as const, text: draft.text };
  return draft.platforms.flatMap((platform) => lintContent(platform, packFor(platform, nowMs), content));
}

export type Problem = 'name' | 'platforms' | 'text' | 'file' | 'parts';

/** What is missing before it can be saved. */
export function problemOf(draft: MaterialDraft, isNew: boolean): Problem | undefined {
  if (draft.name.trim() === '') return 'name';
  if (draft.platforms.length === 0) return 'platforms';
  if (draft.kind === 'text') return draft.text.trim() === '' ? 'text' : undefined;
  if (draft.kind === 'combined') return draft.parts.length === 0 ? 'parts' : undefined;
  return isNew && !draft.uploaded ? 'file' : undefined;
}

/** Moves a part; out of range changes nothing. */
export function moved<T>(items: readonly T[], from: number, to: number): readonly T[] {
  const item = items[from];
  if (item === undefined || to < 0 || to >= items.length) return items;
  const others = items.filter((_, at) => at !== from);
  return [...others.slice(0, to), item, ...others.slice(to)];
}

/** What is saved of a draft; undefined = its file stays as it is. */
export function contentOf(of: MaterialDraft) {
  if (of.kind === 'text') return { kind: 'text' as const, text: of.text.trim() };
  if (of.kind === 'combined') {
    return { kind: 'combined' as const, parts: of.parts.map(({ materialId }) => materialId) };
  }
  if (!of.uploaded) return undefined;
  const { uploadId, durationSeconds } = of.uploaded;
  return { kind: 'upload' as const, uploadId, ...(durationSeconds === undefined ? {} : { durationSeconds }) };
}
