import { cardsView, loadCards } from '../../shared/accounts/shown-cards.ts';
import { hostStaffAgain, type StaffDeps } from '../../shared/accounts/staff.ts';
import { unhostAccount } from '../../shared/accounts/standing.ts';
import type { AuthorizationStore } from '../../shared/accounts/store-authorizations.ts';
import { syncAllCards } from '../../shared/accounts/sync-all.ts';
import { type SyncDeps, syncCards } from '../../shared/accounts/sync-cards.ts';
import { type UpdateDeps, updateAccount } from '../../shared/accounts/update-account.ts';
import { accountView } from '../../shared/accounts/view.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { jobView } from '../../shared/jobs/views.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import type { RowTable } from '../../shared/runtime/row-table.ts';
import type { AuditTrail } from '../../shared/tenants/audit-trail.ts';
import { accountsCursor } from './cursors.ts';

export interface AccountDeps extends UpdateDeps, SyncDeps {
  readonly authorizations: Pick<AuthorizationStore, 'remove'>;
  readonly directory: StaffDeps['directory'];
}

/** A sync of all accounts is a job, with its audit row. */
interface JobDeps {
  readonly table: RowTable;
  readonly audit: AuditTrail;
}

/** Hosted accounts and their settings (A3, A4, M3). */
export const accountEndpoints = (deps: AccountDeps & JobDeps) => [
  endpoint(routes.listAccounts, async ({ query, caller }) => {
    const { cursor: after } = accountsCursor(query.cursor);
    const { accounts, next } = await deps.accounts.page(caller.tenantId, { limit: query.limit, after });
    const items = accounts.map((account) => accountView(account, deps.clock.now()));
    return { items, ...(next === undefined ? {} : { nextCursor: next }) };
  }),
  endpoint(routes.updateAccount, async ({ params, body, caller }) => {
    const { tenantId, memberId } = caller;
    return accountView(await updateAccount(deps, { ...params, tenantId, memberId, change: body }), deps.clock.now());
  }),
  endpoint(routes.unhostAccount, async ({ params, caller }) => {
    const key = { tenantId: caller.tenantId, accountId: params.accountId };
    return accountView(await unhostAccount(deps, key, caller.memberId), deps.clock.now());
  }),
  endpoint(routes.hostStaffAgain, async ({ params, caller }) => {
    const key = { tenantId: caller.tenantId, accountId: params.accountId };
    return accountView(await hostStaffAgain(deps, key, caller.memberId), deps.clock.now());
  }),
  endpoint(routes.listCardSyncs, async ({ caller }) => {
    const syncs = await deps.cardSyncs.list(caller.tenantId);
    return { items: syncs.map(({ tenantId: _, ...shown }) => shown) };
  }),
  endpoint(routes.syncAllCards, async ({ body, caller }) => {
    const { tenantId, memberId } = caller;
    const start = () => syncAllCards(deps, { tenantId, memberId, jobId: body.id });
    return jobView(await deps.audit.change(caller, 'job.sync-cards', body.id, start));
  }),
  endpoint(routes.getAccountCards, async ({ params, caller }) =>
    cardsView(await loadCards(deps, { tenantId: caller.tenantId, accountId: params.accountId })),
  ),
  endpoint(routes.syncCards, async ({ params, caller }) => {
    const { tenantId, memberId } = caller;
    return cardsView(await syncCards(deps, { ...params, tenantId, memberId }));
  }),
];
