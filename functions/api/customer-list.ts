import type { AccountStore } from '../../shared/accounts/store-accounts.ts';
import type { CustomerRow } from '../../shared/contracts/customer-list-routes.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { type CustomersQuery, countCustomers, listCustomers } from '../../shared/customers/list-customers.ts';
import { accountsOf, type CustomerFilter } from '../../shared/customers/rules-filter.ts';
import type { Known } from '../../shared/customers/store-customers.ts';
import { contactView } from '../../shared/customers/views.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import type { Caller } from '../../shared/runtime/caller.ts';
import type { RowTable } from '../../shared/runtime/row-table.ts';
import { maySee } from '../../shared/tenants/rules-visibility.ts';
import { inboxCursor } from './cursors.ts';

export interface CustomerListDeps {
  readonly table: RowTable;
  readonly accounts: Pick<AccountStore, 'list'>;
}

/** Customers of all hosted accounts (K1); of them own ones where the member sees no other (X1). */
export const customerListEndpoints = (deps: CustomerListDeps) => [
  endpoint(routes.listCustomers, async ({ query, caller }) => {
    const { cursor, limit, ...asked } = query;
    const accounts = await deps.accounts.list(caller.tenantId);
    const names = new Map(accounts.map(({ id, name }) => [id, name]));
    const { customers, nextCursor } = await listCustomers(deps.table, {
      ...queryOf(caller, asked, accounts),
      ...inboxCursor(cursor),
      limit,
    });
    return { items: customers.map((one) => customerRow(one, names.get(one.head.accountId))), nextCursor };
  }),

  endpoint(routes.countCustomers, async ({ query, caller }) => {
    const { cursor, ...asked } = query;
    const accounts = await deps.accounts.list(caller.tenantId);
    return countCustomers(deps.table, { ...queryOf(caller, asked, accounts), ...inboxCursor(cursor) });
  }),
];

/** What was asked for; what was not is left out, so that no filter at all is seen as none. */
const queryOf = (
  caller: Caller,
  asked: { readonly [K in keyof CustomerFilter]?: CustomerFilter[K] | undefined },
  accounts: Awaited<ReturnType<AccountStore['list']>>,
) => {
  const filter: CustomerFilter = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const query = { tenantId: caller.tenantId, filter, accountIds: accountsOf(accounts, filter).map(({ id }) => id) };
  if (!caller.ownOnly) return query;
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const sees: NonNullable<CustomersQuery['sees']> = (head) => maySee(caller, head, byId.get(head.accountId));
  return { ...query, sees };
};

function customerRow({ head, customer }: Known, accountName: string | undefined): CustomerRow {
  return {
    conversationId: head.conversationId,
    accountId: head.accountId,
    accountName: accountName ?? head.accountId,
    platform: head.platform,
    name: customer.name,
    avatarUrl: customer.avatarUrl,
    tags: [...customer.tags],
    stage: customer.stage,
    source: customer.source,
    contact: customer.contact && contactView(customer.contact),
    remark: customer.remark,
    firstSeenAtMs: customer.firstSeenAtMs,
    lastActivityAtMs: head.lastActivityAtMs,
    spokeAtMs: head.facts.lastCustomerMessageAtMs,
    assigneeId: head.assigneeId,
  };
}
