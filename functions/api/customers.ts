import type { AccountStore } from '../../shared/accounts/store-accounts.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { ConversationDeps } from '../../shared/conversations/ports.ts';
import { adoptTags } from '../../shared/customers/catalogue.ts';
import { revealContact } from '../../shared/customers/reveal-contact.ts';
import { updateCustomer } from '../../shared/customers/update-customer.ts';
import { customerView } from '../../shared/customers/views.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import type { AuditTrail } from '../../shared/tenants/audit-trail.ts';

export interface CustomerDeps {
  readonly conversations: Pick<ConversationDeps, 'table' | 'cipher' | 'clock' | 'ids'>;
  readonly accounts: Pick<AccountStore, 'list'>;
  readonly audit: AuditTrail;
}

/** Customers, contacts and leads (K1, K5, X5). */
export const customerEndpoints = (deps: CustomerDeps) => [
  endpoint(routes.updateCustomer, async ({ params, body, caller }) => {
    const key = { tenantId: caller.tenantId, ...params };
    const update = () => updateCustomer(deps.conversations, key, body, caller);
    const fields = Object.keys(body);
    const customer = await deps.audit.change(caller, 'customer.updated', params.conversationId, update, fields);
    await adoptTags(deps.conversations, caller.tenantId, body.tags ?? []);
    return customerView(customer);
  }),

  endpoint(routes.revealContact, async ({ params, caller }) => {
    const contact = await revealContact(deps.conversations, { tenantId: caller.tenantId, ...params });
    // Nobody sees it before it is written down that they did.
    await deps.audit(caller, 'contact.revealed', params.conversationId, Object.keys(contact));
    return contact;
  }),
];
