import type { Lead, LeadRecord } from '../conversations/model-customers.ts';
import type { ConversationKey } from '../conversations/model-keys.ts';
import { msKey } from '../conversations/model-keys.ts';
import { conversationPartition } from '../conversations/store-message-codec.ts';
import type { RowQuery, RowTable } from '../runtime/row-table.ts';
import {
  accountPartition,
  LEAD_KEY,
  leadRecordKey,
  leadRecordRow,
  leadsPartition,
  parseLead,
  parseLeadRecord,
  waitingPartition,
} from './store-customer-codec.ts';

export interface LeadsQuery {
  readonly tenantId: string;
  readonly accountIds: readonly string[];
  readonly cursor?: string;
  readonly limit: number;
}

/** 7 · Which leads came last? Keys of every account, merged, then the rows the page shows. */
export async function listLeads(
  table: RowTable,
  query: LeadsQuery,
): Promise<{ readonly leads: readonly Lead[]; readonly nextCursor?: string }> {
  const lists = await Promise.all(query.accountIds.map((accountId) => leadKeys(table, query, accountId)));
  const keys = lists
    .flat()
    .sort((a, b) => (a.order < b.order ? 1 : -1))
    .slice(0, query.limit);
  const rows = keys.length === 0 ? [] : await table.getMany(keys.map(({ pk, sk }) => ({ pk, sk })));
  const byKey = new Map(rows.map((row) => [row.pk, row]));
  const leads = keys.flatMap(({ pk }) => {
    const row = byKey.get(pk);
    return (row && parseLead(row)) ?? [];
  });
  const last = keys.at(-1);
  return { leads, ...(last && keys.length === query.limit ? { nextCursor: last.order } : {}) };
}

/**
 * K4 · The leads of an account that were captured from this instant on, oldest first, page by page, for counting: keys,
 * then their rows.
 */
export async function* walkLeads(
  table: RowTable,
  place: { readonly tenantId: string; readonly accountId: string },
  fromMs: number,
): AsyncGenerator<readonly Lead[]> {
  let after: RowQuery['after'];
  do {
    const page = await table.query({
      index: 'gsi1',
      pk: leadsPartition(place.tenantId, place.accountId),
      from: msKey(fromMs),
      to: ':',
      limit: LEADS_A_PAGE,
      ...(after ? { after } : {}),
    });
    const rows = page.rows.length === 0 ? [] : await table.getMany(page.rows.map(({ pk, sk }) => ({ pk, sk })));
    yield rows.flatMap((row) => parseLead(row) ?? []);
    after = page.next;
  } while (after);
}
const LEADS_A_PAGE = 500;

async function leadKeys(
  table: RowTable,
  query: LeadsQuery,
  accountId: string,
): Promise<readonly { readonly pk: string; readonly sk: string; readonly order: string }[]> {
  const { rows } = await table.query({
    index: 'gsi1',
    pk: leadsPartition(query.tenantId, accountId),
    from: '0',
    to: query.cursor ?? ':',
    descending: true,
    limit: query.limit + 1,
  });
  return rows
    .map(({ pk, sk, ...row }) => ({ pk, sk, order: String(row.gsi1sk) }))
    .filter(({ order }) => order !== query.cursor);
}

/** Keeps a lead record; what is known of one before is replaced (a platform repeats and completes its records). */
export const putLeadRecord = async (table: RowTable, record: LeadRecord): Promise<void> => {
  await table.put({ row: leadRecordRow(record) });
};

/** 8 · What is known of this lead record already? */
export async function loadLeadRecord(
  table: RowTable,
  place: { readonly tenantId: string; readonly accountId: string },
  recordId: string,
): Promise<LeadRecord | undefined> {
  const row = await table.get({ pk: accountPartition(place.tenantId, place.accountId), sk: leadRecordKey(recordId) });
  return row && parseLeadRecord(row);
}

/** 9 · Which lead records of an account wait for their conversation (K6)? The newest; an old one matches no new form. */
export async function listWaitingRecords(
  table: RowTable,
  place: { readonly tenantId: string; readonly accountId: string },
  limit: number,
): Promise<readonly LeadRecord[]> {
  const keys = await table.query({
    index: 'gsi1',
    pk: waitingPartition(place.tenantId, place.accountId),
    from: '0',
    to: ':',
    descending: true,
    limit,
  });
  if (keys.rows.length === 0) return [];
  const rows = await table.getMany(keys.rows.map(({ pk, sk }) => ({ pk, sk })));
  return rows
    .flatMap((row) => parseLeadRecord(row) ?? [])
    .filter((record) => record.matchedConversationId === undefined && !record.decided);
}

/** K6 · Which lead was left in this conversation? */
export async function loadLead(table: RowTable, key: ConversationKey): Promise<Lead | undefined> {
  const row = await table.get({ pk: conversationPartition(key), sk: LEAD_KEY });
  return row && parseLead(row);
}

/** K7 · Which leads were left in these conversations? In any order. */
export async function loadLeads(
  table: RowTable,
  tenantId: string,
  conversationIds: readonly string[],
): Promise<readonly Lead[]> {
  if (conversationIds.length === 0) return [];
  const keys = conversationIds.map((conversationId) => ({
    pk: conversationPartition({ tenantId, conversationId }),
    sk: LEAD_KEY,
  }));
  return (await table.getMany(keys)).flatMap((row) => parseLead(row) ?? []);
}
