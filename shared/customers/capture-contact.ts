import type { Contact } from '../conversations/model.ts';
import type { Customer, Lead, SealedContact } from '../conversations/model-customers.ts';
import type { Conversation } from '../conversations/model-head.ts';
import type { ConversationDeps } from '../conversations/ports.ts';
import { withoutKnownId } from '../conversations/rules-known-id.ts';
import { putCustomer, putLead } from '../conversations/store-conversations.ts';
import { type LoggedEvent, openContact } from '../conversations/store-event-items.ts';
import type { RowWrite } from '../runtime/row-table.ts';
import { isSameSource } from '../sources/rules-source.ts';
import {
  isContact,
  isReachable,
  joinedContact,
  keptPhone,
  keptWechat,
  maskedPhone,
  maskedWechat,
  phoneEvidence,
  tellsNothingNew,
  wechatEvidence,
} from './rules-contact.ts';
import { contactLink } from './store-contact-links.ts';

/** A contact that an event carried, sealed for its conversation. */
export interface CapturedContact {
  readonly contact: SealedContact;
  /** Equal values of one tenant have equal indexes (SEC13); absent for what is not whole. */
  readonly phoneIndex?: string;
  readonly wechatIndex?: string;
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

/** Seals the values of a contact for its conversation and makes the look-up indexes of those that are whole (K5). */
export async function sealContact(
  deps: Pick<ConversationDeps, 'cipher'>,
  at: { readonly tenantId: string; readonly conversationId: string },
  contact: Contact,
  atMs: number,
): Promise<CapturedContact> {
  const seal = (field: string, value: string): Promise<string> =>
    deps.cipher.seal({ tenantId: at.tenantId, recordId: at.conversationId, field }, value);
  const phone = contact.phone ? keptPhone(contact.phone) : undefined;
  const wechat = contact.wechat ? keptWechat(contact.wechat) : undefined;
  const sealed: SealedContact = {
    ...(phone && { phoneSealed: await seal('contact.phone', phone.value), phoneMasked: maskedPhone(phone) }),
    ...(phone?.flaw && { phoneFlaw: phone.flaw }),
    ...(wechat && { wechatSealed: await seal('contact.wechat', wechat.value), wechatMasked: maskedWechat(wechat) }),
    ...(wechat?.flaw && { wechatFlaw: wechat.flaw }),
    ...(contact.name ? { name: contact.name } : {}),
    ...(contact.city ? { city: contact.city } : {}),
  };
  const ofPhone = phone && phoneEvidence(phone);
  const ofWechat = wechat && wechatEvidence(wechat);
  return {
    contact: sealed,
    atMs,
    ...(ofPhone === undefined ? {} : { phoneIndex: await deps.cipher.blindIndex(at.tenantId, ofPhone) }),
    ...(ofWechat === undefined ? {} : { wechatIndex: await deps.cipher.blindIndex(at.tenantId, ofWechat) }),
  };
}

/**
 * What capturing a contact changes (K5): the customer shows it, the lead exists once per conversation, the head knows
 * that there is one by which somebody can be reached. The same again changes nothing (a lead event may come twice and late)
 * unless the customer's source is told by now (K4).
 */
export async function captureContact(
  deps: Pick<ConversationDeps, 'log'>,
  head: Conversation,
  customer: Customer,
  lead: Lead | undefined,
  captured: CapturedContact,
): Promise<{ readonly head: Conversation; readonly writes: readonly RowWrite[] }> {
  if (lead && tellsNothingNew(lead, captured) && isSameSource(lead.source, customer.source))
    return { head, writes: [] };
  const contact = joinedContact(customer.contact, captured.contact);
  const { tenantId, conversationId, accountId, platform } = head;
  const phoneIndex = captured.phoneIndex ?? lead?.phoneIndex;
  const wechatIndex = captured.wechatIndex ?? lead?.wechatIndex;
  const reached = lead !== undefined && isReachable(lead.contact);
  const next: Lead = {
    tenantId,
    conversationId,
    accountId,
    platform,
    leadId: lead?.leadId ?? `l_${conversationId}`,
    // As the inbox calls them; what they called themselves in the form is the contact's.
    customerName: head.customerName || customer.name || captured.contact.name || '',
    contact,
    capturedAtMs: reached ? lead.capturedAtMs : captured.atMs,
    state: lead?.state ?? 'new',
    ...(lead?.stateBy === undefined ? {} : { stateBy: lead.stateBy }),
    ...(lead?.stateAtMs === undefined ? {} : { stateAtMs: lead.stateAtMs }),
    ...(lead?.ownerId === undefined ? {} : { ownerId: lead.ownerId }),
    ...(phoneIndex === undefined ? {} : { phoneIndex }),
    ...(wechatIndex === undefined ? {} : { wechatIndex }),
    ...(customer.source ? { source: customer.source } : {}),
  };
  const hasContact = isReachable(contact);
  if (!reached && hasContact) deps.log.info('lead.captured', { tenantId, conversationId, accountId });
  const evidence = new Set([captured.phoneIndex, captured.wechatIndex].filter((index) => index !== undefined));
  return {
    head: { ...head, hasContact, ...lastSaid(head, contact) },
    writes: [
      putCustomer({ ...customer, contact }),
      putLead(next),
      ...[...evidence].map((index) => contactLink(head, index, captured.atMs)),
    ],
  };
}

/** X5: an id that was said bare before it was known stays in no list either. */
function lastSaid({ lastMessage }: Conversation, contact: SealedContact): Pick<Conversation, 'lastMessage'> {
  if (!lastMessage) return {};
  const preview = withoutKnownId(lastMessage.preview, contact);
  return preview === lastMessage.preview ? {} : { lastMessage: { ...lastMessage, preview } };
}
