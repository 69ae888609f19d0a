import * as z from 'zod';
import { isoTime } from '../runtime/clock.ts';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable, RowWrite } from '../runtime/row-table.ts';

/** One change or one reading of personal data (X1, X5). Ids and names of fields only, never their values. */
export interface AuditEntry {
  readonly tenantId: string;
  /** ULID: two entries of one millisecond keep their order. */
  readonly auditId: string;
  readonly atMs: number;
  /** The member, or `system` for what no person asked for. */
  readonly actorId: string;
  /** Dotted and stable, for example `account.updated`. */
  readonly action: string;
  readonly subjectId: string;
  readonly fields?: readonly string[];
  /** What a field became where that is a code of ours (a role, a state), never what a person typed. */
  readonly values?: Readonly<Record<string, string>>;
}

const Stored = z.object({
  tenantId: z.string(),
  auditId: z.string(),
  atMs: z.number(),
  actorId: z.string(),
  action: z.string(),
  subjectId: z.string(),
  fields: z.array(z.string()).exactOptional(),
  values: z.record(z.string(), z.string()).exactOptional(),
});

/** Months are UTC: they spread the partition and bound a chain's length. */
export const monthOf = (atMs: number): string => isoTime(atMs).slice(0, 7).replace('-', '');
export const auditPartition = (tenantId: string, month: string): string => `t#${tenantId}#audit#${month}`;
export const auditKey = (atMs: number, auditId = ''): string => `x#${String(atMs).padStart(13, '0')}#${auditId}`;

/** The write of an entry, for the transaction that makes the change it tells of. It never replaces another. */
export const auditWrite = (entry: AuditEntry): RowWrite => ({
  row: {
    pk: auditPartition(entry.tenantId, monthOf(entry.atMs)),
    sk: auditKey(entry.atMs, entry.auditId),
    ...entityMarks('audit'),
    ...entry,
  },
  condition: { kind: 'absent' },
});

export interface AuditPage {
  readonly limit: number;
  /** Key of the entry that the page before ended with. */
  readonly before?: string;
}

export interface AuditStore {
  /** For readings, which change nothing else: there is no transaction to join. */
  record(entry: AuditEntry): Promise<void>;
  /** Latest entries of the month of `atMs`, newest first. */
  latest(tenantId: string, atMs: number, limit: number): Promise<readonly AuditEntry[]>;
  /** Entries of a month (`yyyymm`), newest first, with their keys. */
  readonly page: (
    tenantId: string,
    month: string,
    page: AuditPage,
  ) => Promise<readonly { readonly key: string; readonly entry: AuditEntry }[]>;
}

/** The audit log. Rows are only ever created. */
export function createAuditStore(table: RowTable): AuditStore {
  const page: AuditStore['page'] = async (tenantId, month, { limit, before }) => {
    const range = { pk: auditPartition(tenantId, month), from: 'x#', to: before ?? 'x$' };
    const { rows } = await table.query({ ...range, descending: true, limit: limit + 1 });
    return rows
      .filter(({ sk }) => sk !== before)
      .slice(0, limit)
      .map((row) => ({ key: row.sk, entry: Stored.parse(row) }));
  };
  return {
    async record(entry) {
      await table.put(auditWrite(entry));
    },
    page,
    latest: async (tenantId, atMs, limit) => (await page(tenantId, monthOf(atMs), { limit })).map(({ entry }) => entry),
  };
}

/** An entry with its key, out of a row. */
export const parseAudit = (row: Readonly<Record<string, unknown>>): AuditEntry => Stored.parse(row);
