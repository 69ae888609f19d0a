import type { AccountStore } from '../../shared/accounts/store-accounts.ts';
import type { CatalogueView } from '../../shared/contracts/catalogue-routes.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { adoptCarried, editCatalogue } from '../../shared/customers/catalogue.ts';
import type { Catalogue } from '../../shared/customers/rules-tags.ts';
import { loadCatalogue } from '../../shared/customers/store-catalogue.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import type { RowTable } from '../../shared/runtime/row-table.ts';
import type { AuditTrail } from '../../shared/tenants/audit-trail.ts';
import { inboxCursor } from './cursors.ts';

export interface CatalogueDeps {
  readonly table: RowTable;
  readonly accounts: Pick<AccountStore, 'list'>;
  readonly audit: AuditTrail;
}

const viewOf = ({ version, groups, stageGoals }: Catalogue): CatalogueView => ({
  version,
  groups: groups.map((group) => ({ ...group, tags: [...group.tags] })),
  stageGoals: { ...stageGoals },
});

/** Tags in groups, goals of stages (K2, K3). */
export const catalogueEndpoints = (deps: CatalogueDeps) => [
  endpoint(routes.getCatalogue, async ({ caller }) => viewOf(await loadCatalogue(deps.table, caller.tenantId))),

  endpoint(routes.editCatalogue, async ({ body, caller }) => {
    const { version: _, ...fields } = body;
    const edit = () => editCatalogue(deps, caller.tenantId, body);
    const after = await deps.audit.change(caller, 'catalogue.edited', caller.tenantId, edit, Object.keys(fields));
    return viewOf(after);
  }),

  endpoint(routes.adoptTags, async ({ body, caller }) => {
    const { tenantId } = caller;
    const accountIds = (await deps.accounts.list(tenantId)).map(({ id }) => id);
    const done = await adoptCarried(deps, { tenantId, accountIds, ...inboxCursor(body.cursor) });
    return { ...done, catalogue: viewOf(await loadCatalogue(deps.table, tenantId, { consistent: true })) };
  }),
];
