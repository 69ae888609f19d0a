import type { ConversationKey, Lead } from '../conversations/model-items.ts';
import { NotFound, RuleViolation } from '../runtime/errors.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { type Person, personOf } from './rules-persons.ts';
import { loadLead, loadLeads } from './store-leads.ts';
import { loadNumber, separationWrite } from './store-phones.ts';

/** Links of one number that are looked at: more than that is a switchboard, not a person. */
const MOST = 40;

/** The person a lead belongs to, with all its sources (K5). Costs 0.5 read units, and 0.5 for each other lead. */
export async function loadPerson(table: RowTable, lead: Lead): Promise<Person> {
  if (lead.phoneIndex === undefined) return personOf(lead, [], []);
  const { links, separations } = await loadNumber(table, lead.tenantId, lead.phoneIndex, MOST);
  const others = links.map(({ conversationId }) => conversationId).filter((id) => id !== lead.conversationId);
  return personOf(lead, await loadLeads(table, lead.tenantId, others), separations);
}

/**
 * Takes a lead out of its person, or puts it back (Z11). Nothing else changes: joining again restores what was there.
 *
 * @throws {NotFound} without such a lead; {RuleViolation} `lead.not-joined` where its number is masked or nobody else's.
 */
export async function separateLead(
  deps: { readonly table: RowTable; readonly clock: Clock },
  key: ConversationKey,
  decision: { readonly state: 'apart' | 'joined'; readonly reason: string; readonly memberId: string },
): Promise<Person> {
  const lead = await loadLead(deps.table, key);
  if (!lead) throw new NotFound('lead.unknown', 'no contact was left in this conversation');
  const person = await loadPerson(deps.table, lead);
  if (lead.phoneIndex === undefined || person.others.length + person.apart.length === 0) {
    throw new RuleViolation('lead.not-joined', 'no other lead has this number');
  }
  const separation = { conversationId: key.conversationId, atMs: deps.clock.now(), ...decision };
  await deps.table.put(separationWrite(key.tenantId, lead.phoneIndex, separation));
  return loadPerson(deps.table, lead);
}
