import * as z from 'zod';

/** Which list a saved view belongs to (I1, K1). */
export const ViewKind = z.enum(['customers', 'inbox']);
export type ViewKind = z.infer<typeof ViewKind>;

/**
 * What a view keeps: the list's own words (filters, columns, order). The list reads them back through its own schema and
 * ignores what it no longer knows, so a view outlives the screen that saved it.
 */
export const ViewSettings = z.record(
  z.string().min(1).max(40),
  z.union([z.string().max(200), z.number(), z.boolean(), z.array(z.string().max(128)).max(100)]),
);
export type ViewSettings = z.infer<typeof ViewSettings>;

/** A member's own way to look at a list. */
export interface SavedView {
  readonly tenantId: string;
  readonly memberId: string;
  readonly viewId: string;
  readonly kind: ViewKind;
  readonly name: string;
  /** Place among the member's views of its kind, small first. */
  readonly position: number;
  readonly settings: ViewSettings;
}

/** Of one member and kind: all are read at once, so they stay few. */
export const MAX_VIEWS = 50;
/** JSON characters of one view: fifty of them stay within one page of the table. */
export const MAX_SETTINGS_CHARS = 4_000;

/** Small positions first, then by name, then by id: the same order on every screen. */
export const inViewOrder = (views: readonly SavedView[]): readonly SavedView[] =>
  [...views].sort(
    (a, b) => a.position - b.position || a.name.localeCompare(b.name, 'zh') || (a.viewId < b.viewId ? -1 : 1),
  );
