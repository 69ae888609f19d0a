import { changeHead } from '../conversations/commit.ts';
import type { Contact } from '../conversations/model.ts';
import type { LeadRecord } from '../conversations/model-customers.ts';
import type { Conversation } from '../conversations/model-head.ts';
import type { ConversationDeps } from '../conversations/ports.ts';
import { loadRecord } from '../conversations/store-conversations.ts';
import { type LoggedAccountEvent, openContact } from '../conversations/store-event-items.ts';
import { listInboxKeys, loadHeads } from '../conversations/store-inbox.ts';
import { joinedSource } from '../sources/rules-source.ts';
import { captureContact, sealContact } from './capture-contact.ts';
import { matchRecord } from './rules-lead-match.ts';
import { listWaitingRecords, loadLeadRecord, putLeadRecord } from './store-leads.ts';

/** Conversations looked at for one record: whoever filled in a form was here a moment ago. */
const CANDIDATES = 60;
const WAITING = 40;

type Place = { readonly tenantId: string; readonly accountId: string };

/**
 * Takes a lead record in (K6): keeps it, and applies it to the conversation it clearly belongs to. Repeats and
 * corrections of a record are taken in again; one that matched before stays with its conversation.
 */
export async function takeLeadRecord(deps: ConversationDeps, logged: LoggedAccountEvent): Promise<void> {
  const { lead } = logged.event;
  if (!lead) return;
  const contact = await openContact(deps.cipher, logged);
  if (!contact) return;
  const place = { tenantId: logged.tenantId, accountId: logged.accountId };
  const known = await loadLeadRecord(deps.table, place, lead.recordId);
  const { contact: sealed } = await sealContact(deps, sealedAt(place, lead.recordId), contact, lead.submittedAtMs);
  const record: LeadRecord = {
    ...place,
    recordId: lead.recordId,
    contact: sealed,
    submittedAtMs: lead.submittedAtMs,
    candidates: known?.candidates ?? [],
    ...(lead.nickName === undefined ? {} : { nickName: lead.nickName }),
    ...(lead.source ? { source: lead.source } : {}),
    ...(known?.matchedConversationId === undefined ? {} : { matchedConversationId: known.matchedConversationId }),
    ...(known?.rejected ? { rejected: known.rejected } : {}),
    ...(known?.decided ? { decided: known.decided } : {}),
  };
  if (await settleRecord(deps, record, contact, await recentHeads(deps, place))) return;
  // A form that was applied meanwhile did not find this record waiting yet: one of the two must look after both are there.
  await settleRecord(deps, record, contact, await recentHeads(deps, place));
}

/** After a form was submitted: a record that came before it may match now. */
export async function matchWaitingRecords(deps: ConversationDeps, place: Place): Promise<void> {
  const waiting = await listWaitingRecords(deps.table, place, WAITING);
  if (waiting.length === 0) return;
  const heads = await recentHeads(deps, place);
  for (const record of waiting) await settleRecord(deps, record, await openRecord(deps, record), heads);
}

/** Records are sealed for themselves until they are somebody's. */
const sealedAt = (place: Place, recordId: string): { tenantId: string; conversationId: string } => ({
  tenantId: place.tenantId,
  conversationId: `${place.accountId}#${recordId}`,
});

/** What a record holds, in clear: for its conversation, or for who may read contacts (X5). */
export async function openRecord(deps: Pick<ConversationDeps, 'cipher'>, record: LeadRecord): Promise<Contact> {
  const at = sealedAt(record, record.recordId);
  const open = (field: string, sealed: string): Promise<string> =>
    deps.cipher.open({ tenantId: at.tenantId, recordId: at.conversationId, field }, sealed);
  const { phoneSealed, phoneFlaw, wechatSealed, wechatFlaw, name, city } = record.contact;
  return {
    masked: phoneFlaw === 'masked' || wechatFlaw === 'masked',
    ...(phoneSealed === undefined ? {} : { phone: await open('contact.phone', phoneSealed) }),
    ...(wechatSealed === undefined ? {} : { wechat: await open('contact.wechat', wechatSealed) }),
    ...(name === undefined ? {} : { name }),
    ...(city === undefined ? {} : { city }),
  };
}

const recentHeads = async (deps: ConversationDeps, place: Place): Promise<readonly Conversation[]> =>
  loadHeads(deps.table, await listInboxKeys(deps.table, place, { limit: CANDIDATES }));

/** False = it waits. */
async function settleRecord(
  deps: ConversationDeps,
  record: LeadRecord,
  contact: Contact,
  heads: readonly Conversation[],
): Promise<boolean> {
  // A person said of whom it is not, or that it is nobody's here: nothing is applied against that.
  const others = heads.filter(({ conversationId }) => !record.rejected?.includes(conversationId));
  const { clear, best } = matchRecord(record, record.decided ? [] : others);
  const conversationId = record.matchedConversationId ?? clear;
  if (conversationId === undefined) {
    await putLeadRecord(deps.table, { ...record, candidates: best });
    deps.log.info('lead.unmatched', { tenantId: record.tenantId, accountId: record.accountId, count: best.length });
    return false;
  }
  await applyRecord(deps, { ...record, matchedConversationId: conversationId }, contact);
  await putLeadRecord(deps.table, { ...record, candidates: best, matchedConversationId: conversationId });
  return true;
}

/** A person decided whose it is: the contact is captured there, as if the match had been clear. */
export async function giveRecordTo(deps: ConversationDeps, record: LeadRecord, conversationId: string): Promise<void> {
  const matched = { ...record, matchedConversationId: conversationId };
  await applyRecord(deps, matched, await openRecord(deps, record));
  await putLeadRecord(deps.table, matched);
}

async function applyRecord(
  deps: ConversationDeps,
  record: LeadRecord & { readonly matchedConversationId: string },
  contact: Contact,
): Promise<void> {
  const key = { tenantId: record.tenantId, conversationId: record.matchedConversationId };
  const captured = await sealContact(deps, key, contact, record.submittedAtMs);
  await changeHead(deps.table, key, async () => {
    const found = await loadRecord(deps.table, key, { rows: 0, consistent: true });
    if (!found?.customer) return undefined;
    const source = joinedSource(found.customer.source, record.source);
    const customer = { ...found.customer, ...(source ? { source } : {}) };
    const change = await captureContact(deps, found.conversation, customer, found.lead, captured);
    if (change.writes.length === 0) return undefined;
    return { expected: found.conversation, head: change.head, with: change.writes };
  });
}
