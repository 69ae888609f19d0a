import type { LeadPersonView, LeadSourceView, WaitingRecordView } from '../../shared/contracts/lead-routes.ts';
import type { LeadView } from '../../shared/contracts/views.ts';
import { containsAll, termsOf } from '../../shared/search/rules-grams.ts';
import type { World } from './fixtures.ts';

/** Leads as people: here the first six leads are three people, each with two. */
const JOINED = 6;
const personAt = (index: number): number => (index < JOINED ? Math.floor(index / 2) : index);

const apart = new Map<string, string>();

const sourceOf = (lead: LeadView): LeadSourceView => ({
  conversationId: lead.conversationId,
  accountId: lead.accountId,
  accountName: lead.accountName,
  platform: lead.platform,
  customerName: lead.customerName,
  ...(lead.source ? { source: lead.source } : {}),
  capturedAtMs: lead.capturedAtMs,
  state: lead.state,
  shared: ['phone'],
});

function personOf(world: World, lead: LeadView): LeadPersonView {
  const all = [...world.leads.values()];
  const own = personAt(all.findIndex(({ id }) => id === lead.id));
  const same = all.filter((other, index) => other.id !== lead.id && personAt(index) === own);
  const reason = apart.get(lead.conversationId);
  const together = same.filter((other) => reason === undefined && !apart.has(other.conversationId));
  return {
    ...lead,
    others: together.map(sourceOf),
    apart: same.filter((other) => !together.includes(other)).map(sourceOf),
    ...(reason === undefined ? {} : { separation: { state: 'apart' as const, reason, memberId: 'm1', atMs: 1 } }),
  };
}

/** Whoever left a contact in this conversation. */
export function leadPerson(world: World, conversationId: string): LeadPersonView | undefined {
  const lead = world.leads.get(conversationId);
  return lead && personOf(world, lead);
}

export function leadPersons(world: World, query: URLSearchParams): LeadPersonView[] {
  const states = query.get('states')?.split(',');
  const owner = query.get('owner');
  const channel = query.get('channel');
  const wanted = query.get('accountId');
  return [...world.leads.values()]
    .filter((lead) => !wanted || lead.accountId === wanted)
    .filter((lead) => !states || states.includes(lead.state))
    .filter((lead) => !owner || (owner === 'nobody' ? lead.ownerId === undefined : lead.ownerId !== undefined))
    .filter((lead) => !channel || lead.source?.channel === channel)
    .filter((lead) => containsAll(lead.customerName, termsOf(query.get('q') ?? '')))
    .sort((a, b) => b.capturedAtMs - a.capturedAtMs)
    .map((lead) => personOf(world, lead))
    .filter((person) => person.others.every((other) => other.capturedAtMs <= person.capturedAtMs));
}

/** Changes a lead, or how it is joined; undefined where the route is about something else. */
export function changeLead(world: World, name: string, id: string, fields: Record<string, unknown>): object {
  const lead = world.leads.get(id);
  if (!lead) throw new Error('no such lead');
  if (name === 'separateLead') {
    if (fields.state === 'apart') apart.set(id, String(fields.reason));
    else apart.delete(id);
    return personOf(world, lead);
  }
  const { ownerId: _owner, ...unowned } = lead;
  const next = {
    ...(fields.ownerId === null ? unowned : lead),
    ...fields,
    ...('state' in fields ? { stateBy: 'm1', stateAtMs: Date.now() } : {}),
  };
  if (fields.ownerId === null) delete (next as { ownerId?: unknown }).ownerId;
  // Changed by fields of its own contract only.
  world.leads.set(id, next as LeadView);
  return next;
}

let settled = 0;

export function resetLeads(): void {
  settled = 0;
}

/** Two records wait until somebody decides. */
export function waitingRecords(world: World): WaitingRecordView[] {
  const conversations = [...world.conversations.values()].filter(({ platform }) => platform === 'xiaohongshu');
  return [0, 1].slice(settled).map((index) => ({
    recordId: `r${index}`,
    accountId: conversations[0]?.accountId ?? 'a',
    accountName: conversations[0]?.accountName ?? '',
    nickName: index === 0 ? (conversations[0]?.customerName ?? '小美') : '暖阳',
    contact: { phone: '139****2468' },
    submittedAtMs: Date.now() - 3_600_000,
    candidates:
      index === 0
        ? conversations.slice(0, 2).map((one, at) => ({
            conversationId: one.id,
            customerName: one.customerName,
            score: at === 0 ? 65 : 20,
            lastActivityAtMs: one.lastActivityAtMs,
            hasContact: one.hasContact,
          }))
        : [],
  }));
}

export function settleRecord(): object {
  settled += 1;
  return { ok: true };
}
