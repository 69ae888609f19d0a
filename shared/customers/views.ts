import type { ContactView, CustomerView, LeadView } from '../contracts/views.ts';
import type { Customer, Lead, SealedContact } from '../conversations/model-customers.ts';

/** A contact as everyone may see it: masked (X5). */
export const contactView = (contact: SealedContact): ContactView => ({
  phone: contact.phoneMasked,
  phoneFlaw: contact.phoneFlaw,
  wechat: contact.wechatMasked,
  wechatFlaw: contact.wechatFlaw,
  name: contact.name,
  city: contact.city,
});

export const customerView = (customer: Customer): CustomerView => ({
  conversationId: customer.conversationId,
  name: customer.name,
  avatarUrl: customer.avatarUrl,
  platform: customer.platform,
  source: customer.source,
  firstSeenAtMs: customer.firstSeenAtMs,
  remark: customer.remark,
  tags: [...customer.tags],
  mutualFollow: customer.mutualFollow,
  stage: customer.stage,
  contact: customer.contact && contactView(customer.contact),
});

export const leadView = (lead: Lead, account: { readonly name: string } | undefined): LeadView => ({
  id: lead.leadId,
  conversationId: lead.conversationId,
  accountId: lead.accountId,
  accountName: account?.name ?? lead.accountId,
  platform: lead.platform,
  customerName: lead.customerName,
  contact: contactView(lead.contact),
  source: lead.source,
  capturedAtMs: lead.capturedAtMs,
  state: lead.state,
  stateBy: lead.stateBy,
  stateAtMs: lead.stateAtMs,
  ownerId: lead.ownerId,
});
