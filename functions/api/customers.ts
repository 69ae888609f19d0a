import type { AccountStore } from '../../shared/accounts/store-accounts.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { ConversationDeps } from '../../shared/conversations/ports.ts';
import { adoptTags } from '../../shared/customers/catalogue.ts';
import { revealContact } from '../../shared/customers/reveal-contact.ts';
import { listLeads } from '../../shared/customers/store-leads.ts';
import { updateCustomer } from '../../shared/customers/update-customer.ts';
import { customerView, leadView } from '../../shared/customers/views.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import type { AuditTrail } from '../../shared/tenants/audit-trail.ts';
import { leadsCursor } from './cursors.ts';

export interface CustomerDeps {
  readonly conversations: Pick<ConversationDeps, 'table' | 'cipher' | 'clock' | 'ids'>;
  readonly accounts: Pick<AccountStore, 'list'>;
  readonly audit: AuditTrail;
}

/** Customers, contacts and leads (K1, K5, X5). */
export const customerEndpoints = (deps: CustomerDeps) => [
  endpoint(routes.updateCustomer, async ({ params, body, caller }) => {
    const customer = await updateCustomer(deps.conversations, { tenantId: caller.tenantId, ...params }, body, caller);
    await adoptTags(deps.conversations, caller.tenantId, body.tags ?? []);
    await deps.audit(caller, 'customer.updated', customer.conversationId, Object.keys(body));
    return customerView(customer);
  }),

  endpoint(routes.revealContact, async ({ params, caller }) => {
    const contact = await revealContact(deps.conversations, { tenantId: caller.tenantId, ...params });
    // Nobody sees it before it is written down that they did.
    await deps.audit(caller, 'contact.revealed', params.conversationId, Object.keys(contact));
    return contact;
  }),

  endpoint(routes.listLeads, async ({ query, caller }) => {
    const { tenantId } = caller;
    const hosted = new Map((await deps.accounts.list(tenantId)).map((account) => [account.id, account]));
    const accountIds = [...hosted.keys()].filter((id) => !query.accountId || id === query.accountId);
    const place = { tenantId, accountIds, limit: query.limit, ...leadsCursor(query.cursor) };
    const { leads, nextCursor } = await listLeads(deps.conversations.table, place);
    return { items: leads.map((lead) => leadView(lead, hosted.get(lead.accountId))), nextCursor };
  }),
];
