import { routes } from '../../shared/contracts/routes.ts';
import type { SpendView } from '../../shared/contracts/source-routes.ts';
import { jobView } from '../../shared/jobs/views.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import { countSources } from '../../shared/sources/count-sources.ts';
import { funnel } from '../../shared/sources/funnel.ts';
import { spendIdOf } from '../../shared/sources/rules-spend-bounds.ts';
import { deleteSpend, type SpendDeps, saveSpends, spendsOf } from '../../shared/sources/spends.ts';
import type { Spend } from '../../shared/sources/store-spends.ts';
import type { AuditTrail } from '../../shared/tenants/audit-trail.ts';

const shown = (spend: Spend): SpendView => ({ ...spend, id: spendIdOf(spend) });

/** Where customers came from, how far they went and what it cost (K4). */
export const sourceEndpoints = (deps: SpendDeps & { readonly audit: AuditTrail }) => [
  endpoint(routes.funnel, ({ query, caller }) =>
    funnel(deps.table, { ...query, tenantId: caller.tenantId, accountIds: query.accountIds?.split(',') }),
  ),
  endpoint(routes.countSources, async ({ body, caller }) => {
    const { tenantId, memberId } = caller;
    return jobView(await countSources(deps, { tenantId, memberId, jobId: body.id, whole: body.whole }));
  }),
  endpoint(routes.listSpends, async ({ query, caller }) => {
    const { tenantId } = caller;
    return { items: (await spendsOf(deps.table, { ...query, tenantId })).map(shown) };
  }),
  endpoint(routes.saveSpends, async ({ body, caller }) => {
    const save = () => saveSpends(deps, caller, body.items);
    const subject = body.items.length === 1 && body.items[0] ? spendIdOf(body.items[0]) : `${body.items.length}`;
    return { items: (await deps.audit.change(caller, 'spend.saved', subject, save)).map(shown) };
  }),
  endpoint(routes.deleteSpend, async ({ params, caller }) => {
    await deps.audit.change(caller, 'spend.deleted', params.spendId, () => deleteSpend(deps, caller, params.spendId));
    return { ok: true as const };
  }),
];
