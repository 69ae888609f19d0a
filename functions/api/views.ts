import { routes } from '../../shared/contracts/routes.ts';
import type { SavedViewView } from '../../shared/contracts/view-routes.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import type { AuditTrail } from '../../shared/tenants/audit-trail.ts';
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
export const viewEndpoints = (deps: ViewDeps & { readonly audit: AuditTrail }) => [
  endpoint(routes.listViews, async ({ query, caller }) => ({
    items: (await listViews(deps, caller, query.kind)).map(viewOf),
  })),
  endpoint(routes.saveView, async ({ body, caller }) => {
    const { tenantId, memberId } = caller;
    const { id, ...view } = body;
    const save = () => saveView(deps, { tenantId, memberId, viewId: id, ...view });
    return viewOf(await deps.audit.change(caller, 'view.saved', id, save));
  }),
  endpoint(routes.deleteView, async ({ params, caller }) => {
    const { tenantId, memberId } = caller;
    const remove = () => deleteView(deps, { tenantId, memberId, ...params });
    await deps.audit.change(caller, 'view.deleted', params.viewId, remove);
    return { ok: true as const };
  }),
];
