import type { Lead } from '../conversations/model-customers.ts';
import type { ConversationKey } from '../conversations/model-keys.ts';
import { NotFound, RuleViolation } from '../runtime/errors.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { evidenceOf, type Person, personOf, type Separation } from './rules-persons.ts';
import { loadLinks, separationWrite } from './store-contact-links.ts';
import { loadLead, loadLeads } from './store-leads.ts';

/** Links of one number, and leads of one person, that are looked at: more than that is a switchboard, not a person. */
const MOST = 40;

/**
 * The person a lead belongs to, with all its sources (K5). Costs 0.5 read units for each number and WeChat id of the person,
 * and 0.5 for each other lead.
 */
export async function loadPerson(table: RowTable, lead: Lead): Promise<Person> {
  const leads = new Map([[lead.conversationId, lead]]);
  const separations: Separation[] = [];
  const asked = new Set<string>();
  for (let indexes = evidenceOf(lead); indexes.length > 0 && leads.size < MOST; ) {
    for (const index of indexes) asked.add(index);
    const found = await Promise.all(indexes.map((index) => loadLinks(table, lead.tenantId, index, MOST)));
    separations.push(...found.flatMap((one) => one.separations));
    const linked = new Set(found.flatMap(({ links }) => links.map(({ conversationId }) => conversationId)));
    const unknown = [...linked].filter((id) => !leads.has(id)).slice(0, MOST - leads.size);
    for (const one of await loadLeads(table, lead.tenantId, unknown)) leads.set(one.conversationId, one);
    indexes = [...new Set([...leads.values()].flatMap(evidenceOf))].filter((index) => !asked.has(index));
  }
  return personOf(lead, [...leads.values()], separations);
}

/**
 * Takes a lead out of its person, or puts it back (Z11). Nothing else changes: joining again restores what was there.
 *
 * @throws {NotFound} without such a lead; {RuleViolation} `lead.not-joined` where nobody else left what it has.
 */
export async function separateLead(
  deps: { readonly table: RowTable; readonly clock: Clock },
  key: ConversationKey,
  decision: { readonly state: 'apart' | 'joined'; readonly reason: string; readonly memberId: string },
): Promise<Person> {
  const lead = await loadLead(deps.table, key);
  if (!lead) throw new NotFound('lead.unknown', 'no contact was left in this conversation');
  const person = await loadPerson(deps.table, lead);
  if (person.others.length + person.apart.length === 0) {
    throw new RuleViolation('lead.not-joined', 'no other lead has this number or WeChat id');
  }
  const separation = { conversationId: key.conversationId, atMs: deps.clock.now(), ...decision };
  // Beside each of its numbers: whoever shares any of them must see it.
  await deps.table.putAll(evidenceOf(lead).map((index) => separationWrite(key.tenantId, index, separation)));
  return loadPerson(deps.table, lead);
}
