import type { Lead } from '../conversations/model-customers.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { containsAll, termsOf } from '../search/rules-grams.ts';
import { loadPerson } from './persons.ts';
import { evidenceOf, isShownAt, type Person } from './rules-persons.ts';
import { listLeads } from './store-leads.ts';

export interface PersonsQuery {
  readonly tenantId: string;
  readonly accountIds: readonly string[];
  readonly states?: readonly Lead['state'][];
  /** Null = nobody's. */
  readonly ownerId?: string | null;
  readonly channel?: string;
  /** Words of the name. */
  readonly q?: string;
  /** The index of `q` where it is a whole number or may be a WeChat id. */
  readonly contactIndex?: string;
  readonly cursor?: string;
  readonly limit: number;
}

/** Leads read for one page at most: a narrow filter answers with what it found and a cursor. */
const MAX_EXAMINED = 400;

/**
 * People who left a contact, newest first, each once with all its sources (K5): shown at the newest lead that the filter
 * lets through. A page may hold fewer than `limit`, even none, and still have a cursor.
 */
export async function listPersons(
  table: RowTable,
  query: PersonsQuery,
): Promise<{ readonly persons: readonly Person[]; readonly nextCursor?: string }> {
  const persons: Person[] = [];
  const accounts = new Set(query.accountIds);
  const isListed = (lead: Lead): boolean => accounts.has(lead.accountId) && matches(lead, query);
  let { cursor } = query;
  for (let examined = 0; examined < MAX_EXAMINED && persons.length < query.limit; ) {
    const page = await listLeads(table, {
      tenantId: query.tenantId,
      accountIds: query.accountIds,
      // Exactly what is missing: a page never reads past its own end, so its cursor is where it stopped.
      limit: Math.max(1, query.limit - persons.length),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const found = await Promise.all(page.leads.filter(isListed).map((lead) => loadPerson(table, lead)));
    persons.push(...found.filter((person) => isShownAt(person, isListed)));
    examined += page.leads.length;
    cursor = page.nextCursor;
    if (cursor === undefined) break;
  }
  return { persons, ...(cursor === undefined ? {} : { nextCursor: cursor }) };
}

function matches(lead: Lead, { states, ownerId, channel, q, contactIndex }: PersonsQuery): boolean {
  if (states && states.length > 0 && !states.includes(lead.state)) return false;
  if (ownerId !== undefined && (lead.ownerId ?? null) !== ownerId) return false;
  if (channel !== undefined && lead.source?.channel !== channel) return false;
  if (contactIndex !== undefined && evidenceOf(lead).includes(contactIndex)) return true;
  return q === undefined || q === '' || containsAll(`${lead.customerName}\n${lead.contact.name ?? ''}`, termsOf(q));
}
