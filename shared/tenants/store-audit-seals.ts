import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable, RowWrite } from '../runtime/row-table.ts';
import type { Seal } from './model.ts';
import { type AuditEntry, auditPartition, parseAudit } from './store-audit.ts';

const StoredSeal = z.object({
  tenantId: z.string(),
  month: z.string(),
  seq: z.number(),
  toKey: z.string(),
  count: z.number(),
  digest: z.string(),
  previous: z.string(),
  code: z.string(),
});
/** Where the tenant's chain ends. */
const StoredEnd = z.object({
  month: z.string(),
  seq: z.number(),
  toKey: z.string(),
  code: z.string(),
  version: z.number(),
});
export type ChainEnd = Readonly<z.infer<typeof StoredEnd>>;

const endKeyOf = (tenantId: string) => ({ pk: `t#${tenantId}#audit`, sk: 'end' });

/** An entry with its key, which is its place in the log. */
export interface KeyedEntry {
  readonly key: string;
  readonly entry: AuditEntry;
}

export interface SealStore {
  /** Strong: two sealers must not continue the same end. */
  end(tenantId: string): Promise<ChainEnd | undefined>;
  /** A new seal and the chain's new end, over the end that was read. False = another sealer was first. */
  append(seal: Seal, before: ChainEnd | undefined): Promise<boolean>;
  seals(tenantId: string, month: string): Promise<readonly Seal[]>;
  /** Entries of a month after a key, up to another, oldest first. Strong: what is sealed must be all there is. */
  entries(
    tenantId: string,
    month: string,
    range: { readonly after?: string; readonly to?: string; readonly limit?: number },
  ): Promise<readonly KeyedEntry[]>;
}

/** Seals of the audit log (SEC31), beside the entries they close. Rows are only ever created, but for the chain's end. */
export function createSealStore(table: RowTable): SealStore {
  const everything = async (pk: string, from: string, to: string, limit?: number) => {
    const found = [];
    let after: Readonly<Record<string, string>> | undefined;
    do {
      const bound = limit === undefined ? {} : { limit: limit - found.length };
      const page = await table.query({ pk, from, to, consistent: true, ...bound, ...(after ? { after } : {}) });
      found.push(...page.rows);
      after = page.next;
    } while (after && (limit === undefined || found.length < limit));
    return found;
  };
  return {
    async end(tenantId) {
      const row = await table.get(endKeyOf(tenantId), { consistent: true });
      return row && StoredEnd.parse(row);
    },
    append(seal, before) {
      const pk = auditPartition(seal.tenantId, seal.month);
      const { tenantId, month, seq, toKey, code } = seal;
      const end: RowWrite = {
        row: {
          ...endKeyOf(tenantId),
          ...entityMarks('auditEnd'),
          tenantId,
          month,
          seq,
          toKey,
          code,
          version: (before?.version ?? 0) + 1,
        },
        condition: before ? { kind: 'one-of', attribute: 'version', values: [before.version] } : { kind: 'absent' },
      };
      const row = { pk, sk: `z#${String(seq).padStart(8, '0')}`, ...entityMarks('auditSeal'), ...seal };
      return table.putAll([{ row, condition: { kind: 'absent' } }, end]);
    },
    async seals(tenantId, month) {
      return (await everything(auditPartition(tenantId, month), 'z#', 'z$')).map((row) => StoredSeal.parse(row));
    },
    async entries(tenantId, month, { after, to, limit }) {
      // `BETWEEN` includes its ends; the smallest letter after a key begins what follows it.
      const from = after === undefined ? 'x#' : `${after} `;
      const rows = await everything(auditPartition(tenantId, month), from, to ?? 'x$', limit);
      return rows.map((row) => ({ key: row.sk, entry: parseAudit(row) }));
    },
  };
}
