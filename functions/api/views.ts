import { routes } from '../../shared/contracts/routes.ts';
import type { SavedViewView } from '../../shared/contracts/view-routes.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import type { SavedView } from '../../shared/tenants/rules-views.ts';
import { deleteView, listViews, saveView, type ViewDeps } from '../../shared/tenants/saved-views.ts';

const viewOf = ({ viewId, kind, name, position, settings }: SavedView): SavedViewView => ({
  id: viewId,
  kind,
  name,
  position,
  settings: { ...settings },
});

/** Saved views (I1, K1): always the caller's own, so no id can reach a colleague's. */
export const viewEndpoints = (deps: ViewDeps) => [
  endpoint(routes.listViews, async ({ query, caller }) => ({
    items: (await listViews(deps, caller, query.kind)).map(viewOf),
  })),
  endpoint(routes.saveView, async ({ body, caller }) => {
    const { tenantId, memberId } = caller;
    const { id, ...view } = body;
    return viewOf(await saveView(deps, { tenantId, memberId, viewId: id, ...view }));
  }),
  endpoint(routes.deleteView, async ({ params, caller }) => {
    await deleteView(deps, { tenantId: caller.tenantId, memberId: caller.memberId, ...params });
    return { ok: true as const };
  }),
];
