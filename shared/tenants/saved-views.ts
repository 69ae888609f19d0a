import { InvalidInput, NotFound, RuleViolation } from '../runtime/errors.ts';
import { inViewOrder, MAX_SETTINGS_CHARS, MAX_VIEWS, type SavedView, type ViewKind } from './rules-views.ts';
import type { ViewStore } from './store-views.ts';

export interface ViewDeps {
  readonly views: ViewStore;
}

/** A member's views of one list, or of all, in their order (I1, K1). */
export async function listViews(
  deps: ViewDeps,
  member: { readonly tenantId: string; readonly memberId: string },
  kind: ViewKind | undefined,
): Promise<readonly SavedView[]> {
  const views = await deps.views.list(member.tenantId, member.memberId);
  return inViewOrder(views.filter((view) => kind === undefined || view.kind === kind));
}

/**
 * Keeps a view under the id its console chose; repeating changes nothing, a view that is there is replaced.
 *
 * @throws {InvalidInput} `view.too-large`. @throws {RuleViolation} `view.too-many`, or `view.other-kind` for an id of another list.
 */
export async function saveView(deps: ViewDeps, view: SavedView): Promise<SavedView> {
  if (JSON.stringify(view.settings).length > MAX_SETTINGS_CHARS) {
    throw new InvalidInput('view.too-large', `at most ${MAX_SETTINGS_CHARS} characters`, { field: 'settings' });
  }
  const views = await deps.views.list(view.tenantId, view.memberId);
  const known = views.find(({ viewId }) => viewId === view.viewId);
  if (known && known.kind !== view.kind)
    throw new RuleViolation('view.other-kind', 'this id is a view of another list');
  if (!known && views.filter(({ kind }) => kind === view.kind).length >= MAX_VIEWS) {
    throw new RuleViolation('view.too-many', `at most ${MAX_VIEWS} views of a list`);
  }
  await deps.views.put(view);
  return view;
}

/** Forgets a view. @throws {NotFound} where the member has no such view. */
export async function deleteView(
  deps: ViewDeps,
  place: Pick<SavedView, 'tenantId' | 'memberId' | 'viewId'>,
): Promise<void> {
  const views = await deps.views.list(place.tenantId, place.memberId);
  if (!views.some(({ viewId }) => viewId === place.viewId)) throw new NotFound('view.unknown', 'no such view');
  await deps.views.remove(place);
}
