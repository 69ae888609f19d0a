import type { LeadRecord } from '../conversations/model-customers.ts';
import type { Conversation } from '../conversations/model-head.ts';
import type { ConversationDeps } from '../conversations/ports.ts';
import { HEAD_KEY } from '../conversations/store-head-row.ts';
import { loadHeads } from '../conversations/store-inbox.ts';
import { conversationPartition } from '../conversations/store-message-codec.ts';
import { NotFound, RuleViolation } from '../runtime/errors.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { giveRecordTo } from './match-lead-records.ts';
import { listWaitingRecords, loadLeadRecord, putLeadRecord } from './store-leads.ts';

/** Lead records that waited for a person (K6): the scores are shown, a person decides, nothing is guessed. */

export interface WaitingRecord {
  readonly record: LeadRecord;
  /** Best first. */
  readonly candidates: readonly { readonly head: Conversation; readonly score: number }[];
}

const OF_AN_ACCOUNT = 40;

/** Records of these accounts that wait, newest first. Costs 0.5 read units an account, and those of what waits. */
export async function listWaiting(
  table: RowTable,
  tenantId: string,
  accountIds: readonly string[],
): Promise<readonly WaitingRecord[]> {
  const lists = await Promise.all(
    accountIds.map((accountId) => listWaitingRecords(table, { tenantId, accountId }, OF_AN_ACCOUNT)),
  );
  const records = lists.flat().sort((a, b) => b.submittedAtMs - a.submittedAtMs);
  const ids = [...new Set(records.flatMap((one) => one.candidates.map(({ conversationId }) => conversationId)))];
  const heads = await loadHeads(
    table,
    ids.map((conversationId) => keyOf(tenantId, conversationId)),
  );
  const byId = new Map(heads.map((head) => [head.conversationId, head]));
  return records.map((record) => ({
    record,
    candidates: record.candidates.flatMap(({ conversationId, score }) => {
      const head = byId.get(conversationId);
      return head && !record.rejected?.includes(conversationId) ? [{ head, score }] : [];
    }),
  }));
}

const keyOf = (tenantId: string, conversationId: string) => ({
  pk: conversationPartition({ tenantId, conversationId }),
  sk: HEAD_KEY,
  order: '',
});

export interface RecordPlace {
  readonly tenantId: string;
  readonly accountId: string;
  readonly recordId: string;
}

/**
 * Gives a record to a conversation of its account: its contact is captured there.
 *
 * @throws {NotFound} without such a record or conversation; {RuleViolation} `lead-record.settled` once it was decided.
 */
export async function confirmRecord(
  deps: ConversationDeps,
  place: RecordPlace,
  conversationId: string,
  memberId: string,
): Promise<void> {
  const record = await waiting(deps.table, place);
  const [head] = await loadHeads(deps.table, [keyOf(place.tenantId, conversationId)]);
  if (!head || head.accountId !== place.accountId) throw new NotFound('conversation.unknown', 'no such conversation');
  await giveRecordTo(deps, { ...record, decided: { by: memberId, atMs: deps.clock.now() } }, conversationId);
}

/**
 * Says of whom a record is not: of one candidate, or of nobody here (then it waits no longer).
 *
 * @throws {NotFound}; {RuleViolation} `lead-record.settled`.
 */
export async function rejectRecord(
  deps: Pick<ConversationDeps, 'table' | 'clock'>,
  place: RecordPlace,
  of: { readonly conversationId?: string | undefined; readonly memberId: string },
): Promise<void> {
  const record = await waiting(deps.table, place);
  const { conversationId } = of;
  await putLeadRecord(
    deps.table,
    conversationId === undefined
      ? { ...record, decided: { by: of.memberId, atMs: deps.clock.now() } }
      : { ...record, rejected: [...new Set([...(record.rejected ?? []), conversationId])] },
  );
}

async function waiting(table: RowTable, place: RecordPlace): Promise<LeadRecord> {
  const record = await loadLeadRecord(table, place, place.recordId);
  if (!record) throw new NotFound('lead-record.unknown', 'no such lead record');
  if (record.matchedConversationId !== undefined || record.decided) {
    throw new RuleViolation('lead-record.settled', 'this record was decided already');
  }
  return record;
}
