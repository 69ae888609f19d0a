import type { AccountStore } from '../../shared/accounts/store-accounts.ts';
import type { LeadPersonView, LeadSourceView, WaitingRecordView } from '../../shared/contracts/lead-routes.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { Lead } from '../../shared/conversations/model-customers.ts';
import type { ConversationDeps } from '../../shared/conversations/ports.ts';
import { confirmRecord, listWaiting, rejectRecord, type WaitingRecord } from '../../shared/customers/decide-record.ts';
import { searchedIndex } from '../../shared/customers/find-by-contact.ts';
import { listPersons } from '../../shared/customers/list-persons.ts';
import { loadPerson, separateLead } from '../../shared/customers/persons.ts';
import { revealRecord } from '../../shared/customers/reveal-contact.ts';
import { type Person, sharedEvidence } from '../../shared/customers/rules-persons.ts';
import { loadLead } from '../../shared/customers/store-leads.ts';
import { updateLead } from '../../shared/customers/update-lead.ts';
import { contactView, leadView } from '../../shared/customers/views.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import type { Caller } from '../../shared/runtime/caller.ts';
import { NotFound } from '../../shared/runtime/errors.ts';
import type { AuditTrail } from '../../shared/tenants/audit-trail.ts';
import { type Staffed, worksFor } from '../../shared/tenants/rules-visibility.ts';
import { leadsCursor } from './cursors.ts';

export interface LeadDeps {
  readonly conversations: ConversationDeps;
  readonly accounts: Pick<AccountStore, 'list' | 'load'>;
  readonly audit: AuditTrail;
}

type Named = { readonly name: string };
const DONE = { ok: true } as const;

/** Leads as people, their states and owners, and lead records that wait (K5, K6, Z11). */
export const leadEndpoints = (deps: LeadDeps) => [
  endpoint(routes.listLeads, async ({ query, caller }) => {
    const { tenantId } = caller;
    const { accountId, platform, states, owner, channel, q, cursor, limit } = query;
    const hosted = new Map((await deps.accounts.list(tenantId)).map((account) => [account.id, account]));
    const asked = [...hosted.values()].filter(
      (account) => (!accountId || account.id === accountId) && (!platform || account.platform === platform),
    );
    const contactIndex = q ? await searchedIndex(deps.conversations, tenantId, q) : undefined;
    const found = await listPersons(deps.conversations.table, {
      tenantId,
      accountIds: asked.map(({ id }) => id),
      limit,
      ...(states ? { states: statesOf(states) } : {}),
      ...(owner ? { ownerId: owner === 'nobody' ? null : owner === 'me' ? caller.memberId : owner } : {}),
      ...(channel ? { channel } : {}),
      ...(q ? { q } : {}),
      ...(contactIndex === undefined ? {} : { contactIndex }),
      ...leadsCursor(cursor),
    });
    return { items: found.persons.map((person) => personView(person, hosted)), nextCursor: found.nextCursor };
  }),

  endpoint(routes.leadPerson, async ({ params, caller }) => {
    const { table } = deps.conversations;
    const lead = await loadLead(table, { tenantId: caller.tenantId, ...params });
    if (!lead) throw new NotFound('lead.unknown', 'no contact was left in this conversation');
    const hosted = new Map((await deps.accounts.list(caller.tenantId)).map((account) => [account.id, account]));
    return personView(await loadPerson(table, lead), hosted);
  }),

  endpoint(routes.updateLead, async ({ params, body, caller }) => {
    const key = { tenantId: caller.tenantId, ...params };
    const change = () => updateLead(deps.conversations, key, body, caller.memberId);
    const lead = await deps.audit.change(caller, 'lead.updated', params.conversationId, change, Object.keys(body));
    return leadView(lead, await deps.accounts.load(caller.tenantId, lead.accountId));
  }),

  endpoint(routes.separateLead, async ({ params, body, caller }) => {
    const key = { tenantId: caller.tenantId, ...params };
    const decision = { ...body, memberId: caller.memberId };
    const change = () => separateLead(deps.conversations, key, decision);
    const person = await deps.audit.change(caller, `lead.${body.state}`, params.conversationId, change, ['reason']);
    const hosted = new Map((await deps.accounts.list(caller.tenantId)).map((account) => [account.id, account]));
    return personView(person, hosted);
  }),

  endpoint(routes.listLeadRecords, async ({ query, caller }) => {
    const hosted = new Map((await deps.accounts.list(caller.tenantId)).map((account) => [account.id, account]));
    // Only Xiaohongshu's records come without a conversation.
    const asked = [...hosted.values()].filter(
      (one) =>
        one.platform === 'xiaohongshu' && (!query.accountId || one.id === query.accountId) && mayDecide(caller, one),
    );
    const ids = asked.map(({ id }) => id);
    const waiting = await listWaiting(deps.conversations.table, caller.tenantId, ids);
    return { items: waiting.map((one) => recordView(one, hosted)) };
  }),

  endpoint(routes.revealLeadRecord, async ({ params, caller }) => {
    const contact = await revealRecord(deps.conversations, await placeOf(deps, caller, params));
    // Nobody sees it before it is written down that they did.
    await deps.audit(caller, 'contact.record-revealed', params.recordId, Object.keys(contact));
    return contact;
  }),

  endpoint(routes.confirmLeadRecord, async ({ params, body, caller }) => {
    const place = await placeOf(deps, caller, params);
    const change = () => confirmRecord(deps.conversations, place, body.conversationId, caller.memberId);
    await deps.audit.change(caller, 'lead-record.confirmed', params.recordId, change, [body.conversationId]);
    return DONE;
  }),

  endpoint(routes.rejectLeadRecord, async ({ params, body, caller }) => {
    const place = await placeOf(deps, caller, params);
    const { conversationId } = body;
    const change = () => rejectRecord(deps.conversations, place, { conversationId, memberId: caller.memberId });
    const fields = conversationId === undefined ? [] : [conversationId];
    await deps.audit.change(caller, 'lead-record.rejected', params.recordId, change, fields);
    return DONE;
  }),
];

/** X1: a record that names no conversation belongs to its account alone. */
const mayDecide = ({ memberId, ownOnly }: Caller, account: Staffed): boolean =>
  ownOnly !== true || worksFor(memberId, account);

/** @throws {NotFound} for an account of nobody, of somebody else, or one that a limited member does not work for. */
async function placeOf(deps: LeadDeps, caller: Caller, params: { accountId: string; recordId: string }) {
  const { tenantId } = caller;
  const account = await deps.accounts.load(tenantId, params.accountId);
  if (!account || !mayDecide(caller, account)) throw new NotFound('account.unknown', 'no such account');
  return { tenantId, ...params };
}

const STATES: readonly Lead['state'][] = ['new', 'contacted', 'friend', 'lost'];
const statesOf = (text: string): readonly Lead['state'][] => {
  const asked = text.split(',');
  return STATES.filter((state) => asked.includes(state));
};

function personView(person: Person, accounts: ReadonlyMap<string, Named>): LeadPersonView {
  const { lead, others, apart, separation } = person;
  const sourceView = (other: Lead): LeadSourceView => ({
    conversationId: other.conversationId,
    accountId: other.accountId,
    accountName: accounts.get(other.accountId)?.name ?? other.accountId,
    platform: other.platform,
    customerName: other.customerName,
    source: other.source,
    capturedAtMs: other.capturedAtMs,
    state: other.state,
    shared: [...sharedEvidence(lead, other)],
  });
  return {
    ...leadView(lead, accounts.get(lead.accountId)),
    others: others.map(sourceView),
    apart: apart.map(sourceView),
    ...(separation
      ? {
          separation: {
            state: separation.state,
            reason: separation.reason,
            memberId: separation.memberId,
            atMs: separation.atMs,
          },
        }
      : {}),
  };
}

const recordView = (
  { record, candidates }: WaitingRecord,
  accounts: ReadonlyMap<string, Named>,
): WaitingRecordView => ({
  recordId: record.recordId,
  accountId: record.accountId,
  accountName: accounts.get(record.accountId)?.name ?? record.accountId,
  nickName: record.nickName,
  contact: contactView(record.contact),
  source: record.source,
  submittedAtMs: record.submittedAtMs,
  candidates: candidates.map(({ head, score }) => ({
    conversationId: head.conversationId,
    customerName: head.customerName ?? '',
    customerAvatarUrl: head.customerAvatarUrl,
    score,
    lastActivityAtMs: head.lastActivityAtMs,
    hasContact: head.hasContact,
  })),
});
