// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB's own template syntax
import { Entity } from 'electrodb';
import { isoTime } from '../runtime/clock.ts';
import type { TableClient } from '../runtime/table-client.ts';

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
}

/** Months are UTC: they only spread the partition, nobody reads them. */
const monthOf = (atMs: number): string => isoTime(atMs).slice(0, 7).replace('-', '');
const msKey = (atMs: number): string => String(atMs).padStart(13, '0');

export const auditEntity = (table: TableClient) =>
  new Entity(
    {
      model: { entity: 'audit', version: '1', service: 'miaohong' },
      attributes: {
        tenantId: { type: 'string', required: true },
        month: { type: 'string', required: true, hidden: true },
        atKey: { type: 'string', required: true, hidden: true },
        auditId: { type: 'string', required: true },
        atMs: { type: 'number', required: true },
        actorId: { type: 'string', required: true },
        action: { type: 'string', required: true },
        subjectId: { type: 'string', required: true },
        fields: { type: 'list', items: { type: 'string' } },
      },
      indexes: {
        main: {
          pk: {
            field: 'pk',
            composite: ['tenantId', 'month'],
            template: 't#${tenantId}#audit#${month}',
            casing: 'none',
          },
          sk: { field: 'sk', composite: ['atKey', 'auditId'], template: 'x#${atKey}#${auditId}', casing: 'none' },
        },
      },
    },
    table,
  );

/** The row of an entry, for the transaction that makes the change it tells of. */
export const auditRow = (entry: AuditEntry) => {
  const { fields, ...rest } = entry;
  return { ...rest, month: monthOf(entry.atMs), atKey: msKey(entry.atMs), ...(fields ? { fields: [...fields] } : {}) };
};

export interface AuditStore {
  /** For readings, which change nothing else: there is no transaction to join. */
  record(entry: AuditEntry): Promise<void>;
  /** Latest entries of the month of `atMs`, newest first. */
  latest(tenantId: string, atMs: number, limit: number): Promise<readonly AuditEntry[]>;
}

/** The audit log. Rows are only ever created: an existing row is never replaced. */
export function createAuditStore(table: TableClient): AuditStore {
  const audits = auditEntity(table);
  return {
    async record(entry) {
      await audits.create(auditRow(entry)).go();
    },
    async latest(tenantId, atMs, limit) {
      const { data } = await audits.query.main({ tenantId, month: monthOf(atMs) }).go({ order: 'desc', limit });
      return data;
    },
  };
}
