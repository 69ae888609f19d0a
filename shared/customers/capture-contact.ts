import type { Contact } from '../conversations/model.ts';
import type { Conversation, Customer, Lead, SealedContact } from '../conversations/model-items.ts';
import type { ConversationDeps } from '../conversations/ports.ts';
import { putCustomer, putLead } from '../conversations/store-conversations.ts';
import { type LoggedEvent, openContact } from '../conversations/store-event-items.ts';
import type { RowWrite } from '../runtime/row-table.ts';
import { isContact, joinedContact, maskedPhone, maskedWechat, normalizedPhone } from './rules-contact.ts';
import { phoneLink } from './store-phones.ts';

/** A contact that an event carried, sealed for its conversation. */
export interface CapturedContact {
  readonly contact: SealedContact;
  /** Equal numbers of one tenant have equal indexes (SEC13); absent for a number the platform masked. */
  readonly phoneIndex?: string;
  readonly atMs: number;
}

/** The newest contact among events, if any carried one. Echoes are the account's own words and capture nothing. */
export async function openCaptured(
  deps: Pick<ConversationDeps, 'cipher'>,
  events: readonly LoggedEvent[],
): Promise<CapturedContact | undefined> {
  let newest: CapturedContact | undefined;
  for (const logged of events) {
    if (logged.sealed === undefined || logged.event.kind === 'echo') continue;
    const contact = await openContact(deps.cipher, logged);
    if (!contact || !isContact(contact)) continue;
    if (newest && newest.atMs > logged.event.occurredAtMs) continue;
    newest = await sealContact(deps, logged, contact, logged.event.occurredAtMs);
  }
  return newest;
}

/** Seals the values of a contact for its conversation and makes its look-up index. */
export async function sealContact(
  deps: Pick<ConversationDeps, 'cipher'>,
  at: { readonly tenantId: string; readonly conversationId: string },
  contact: Contact,
  atMs: number,
): Promise<CapturedContact> {
  const seal = (field: string, value: string): Promise<string> =>
    deps.cipher.seal({ tenantId: at.tenantId, recordId: at.conversationId, field }, value);
  const phone = contact.phone === undefined ? undefined : normalizedPhone(contact.phone);
  const { wechat } = contact;
  const sealed: SealedContact = {
    maskedByPlatform: contact.masked,
    ...(phone ? { phoneSealed: await seal('contact.phone', phone), phoneMasked: maskedPhone(phone) } : {}),
    ...(wechat ? { wechatSealed: await seal('contact.wechat', wechat), wechatMasked: maskedWechat(wechat) } : {}),
    ...(contact.name ? { name: contact.name } : {}),
    ...(contact.city ? { city: contact.city } : {}),
  };
  const index = phone && !contact.masked ? await deps.cipher.blindIndex(at.tenantId, `phone|${phone}`) : undefined;
  return { contact: sealed, atMs, ...(index === undefined ? {} : { phoneIndex: index }) };
}

/**
 * What capturing a contact changes (K5): the customer shows it, the lead exists once per conversation, the head knows
 * that there is one. The same number again changes nothing (a lead event may come twice and late).
 */
export async function captureContact(
  deps: Pick<ConversationDeps, 'log'>,
  head: Conversation,
  customer: Customer,
  lead: Lead | undefined,
  captured: CapturedContact,
): Promise<{ readonly head: Conversation; readonly writes: readonly RowWrite[] }> {
  if (lead && isSame(lead, captured)) return { head, writes: [] };
  const contact = joinedContact(customer.contact, captured.contact);
  const { tenantId, conversationId, accountId, platform } = head;
  const phoneIndex = captured.phoneIndex ?? lead?.phoneIndex;
  const next: Lead = {
    tenantId,
    conversationId,
    accountId,
    platform,
    leadId: lead?.leadId ?? `l_${conversationId}`,
    customerName: captured.contact.name ?? head.customerName ?? customer.name,
    contact,
    capturedAtMs: lead?.capturedAtMs ?? captured.atMs,
    state: lead?.state ?? 'new',
    ...(lead?.stateBy === undefined ? {} : { stateBy: lead.stateBy }),
    ...(lead?.stateAtMs === undefined ? {} : { stateAtMs: lead.stateAtMs }),
    ...(lead?.ownerId === undefined ? {} : { ownerId: lead.ownerId }),
    ...(phoneIndex === undefined ? {} : { phoneIndex }),
    ...(customer.source ? { source: customer.source } : {}),
  };
  if (!lead) deps.log.info('lead.captured', { tenantId, conversationId, accountId });
  return {
    head: { ...head, hasContact: true },
    writes: [
      putCustomer({ ...customer, contact }),
      putLead(next),
      ...(captured.phoneIndex === undefined ? [] : [phoneLink(head, captured.phoneIndex, captured.atMs)]),
    ],
  };
}

/** The same number, by its index; a masked or missing one by what it shows. */
function isSame(lead: Lead, captured: CapturedContact): boolean {
  const { contact } = captured;
  const samePhone =
    captured.phoneIndex === undefined
      ? contact.phoneMasked === undefined || contact.maskedByPlatform
      : captured.phoneIndex === lead.phoneIndex;
  return samePhone && (contact.wechatMasked === undefined || contact.wechatMasked === lead.contact.wechatMasked);
}
