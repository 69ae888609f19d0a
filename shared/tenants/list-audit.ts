import type { AuditEntry, AuditStore } from './store-audit.ts';

export interface AuditQuery {
  readonly tenantId: string;
  readonly month: string;
  readonly actorId?: string | undefined;
  /** The beginning of an action, whole words. */
  readonly action?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly before?: string;
  readonly limit: number;
}

/** Rows read for one answer at most: a filter that hardly ever holds must not read a whole month. */
const MAX_EXAMINED = 1_000;
const PAGE = 200;

/** Entries of a month that match, newest first; a page may be short or empty and still have a cursor. */
export async function listAudit(
  audits: Pick<AuditStore, 'page'>,
  query: AuditQuery,
): Promise<{ readonly entries: readonly AuditEntry[]; readonly nextCursor?: string }> {
  const found: AuditEntry[] = [];
  let before = query.before;
  for (let examined = 0; examined < MAX_EXAMINED; examined += PAGE) {
    const rows = await audits.page(query.tenantId, query.month, { limit: PAGE, ...(before ? { before } : {}) });
    for (const { key, entry } of rows) {
      if (found.length === query.limit) return { entries: found, ...(before ? { nextCursor: before } : {}) };
      before = key;
      if (matches(entry, query)) found.push(entry);
    }
    if (rows.length < PAGE) return { entries: found };
  }
  return { entries: found, ...(before ? { nextCursor: before } : {}) };
}

const matches = (entry: AuditEntry, { actorId, action, subjectId }: AuditQuery): boolean =>
  (actorId === undefined || entry.actorId === actorId) &&
  (subjectId === undefined || entry.subjectId === subjectId) &&
  (action === undefined || entry.action === action || entry.action.startsWith(`${action}.`));
