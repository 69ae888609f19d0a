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

/** Months are UTC: they only spread the partition, nobody reads them. */
const monthOf = (atMs: number): string => isoTime(atMs).slice(0, 7).replace('-', '');
const partitionOf = (tenantId: string, atMs: number): string => `t#${tenantId}#audit#${monthOf(atMs)}`;

/** The write of an entry, for the transaction that makes the change it tells of. It never replaces another. */
export const auditWrite = (entry: AuditEntry): RowWrite => ({
  row: {
    pk: partitionOf(entry.tenantId, entry.atMs),
    sk: `x#${String(entry.atMs).padStart(13, '0')}#${entry.auditId}`,
    ...entityMarks('audit'),
    ...entry,
  },
  condition: { kind: 'absent' },
});

export interface AuditStore {
  /** For readings, which change nothing else: there is no transaction to join. */
  record(entry: AuditEntry): Promise<void>;
  /** Latest entries of the month of `atMs`, newest first. */
  latest(tenantId: string, atMs: number, limit: number): Promise<readonly AuditEntry[]>;
}

/** The audit log. Rows are only ever created. */
export function createAuditStore(table: RowTable): AuditStore {
  return {
    async record(entry) {
      await table.put(auditWrite(entry));
    },
    async latest(tenantId, atMs, limit) {
      const range = { pk: partitionOf(tenantId, atMs), from: 'x#', to: 'x$' };
      const { rows } = await table.query({ ...range, descending: true, limit });
      return rows.map((row) => Stored.parse(row));
    },
  };
}
