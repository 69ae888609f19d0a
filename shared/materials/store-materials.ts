import * as z from 'zod';
import { Platform } from '../conversations/model.ts';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { Condition, Row, RowTable } from '../runtime/row-table.ts';
import { type AuditEntry, auditWrite } from '../tenants/store-audit.ts';
import { type Folder, type Material, MaterialContent, MaterialScope } from './model.ts';

/** Version 1 of both rows; materials.test.ts pins their shape. */
const StoredMaterial = z.object({
  tenantId: z.string(),
  id: z.string(),
  name: z.string(),
  scope: MaterialScope,
  ownerId: z.string(),
  folderId: z.string().exactOptional(),
  platforms: z.array(Platform),
  content: MaterialContent,
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  version: z.number(),
  deletedAtMs: z.number().exactOptional(),
});
const StoredFolder = z.object({
  tenantId: z.string(),
  id: z.string(),
  name: z.string(),
  createdAtMs: z.number(),
  version: z.number(),
  deletedAtMs: z.number().exactOptional(),
});

/** A deleted material can still be asked for by what was sent with it for so long. */
const KEEP_DELETED_SECONDS = 30 * 86_400;

export type SaveOutcome<T> = { readonly kind: 'saved'; readonly item: T } | { readonly kind: 'version-changed' };

export interface MaterialStore {
  /** Strong: what is sent or changed must not be an older version. Deleted ones are not found. */
  load(tenantId: string, id: string): Promise<Material | undefined>;
  /** Those of these ids that are there, in any order; eventual. Deleted ones are not found. */
  loadMany(tenantId: string, ids: readonly string[]): Promise<readonly Material[]>;
  /** All of the tenant, whoever may see them, without deleted ones; oldest first. */
  list(tenantId: string, options?: { readonly consistent?: boolean }): Promise<readonly Material[]>;
  /** The material over the version that was read (0 = it must not exist yet), with its audit row, both or none. */
  save(material: Material, audit: AuditEntry): Promise<SaveOutcome<Material>>;
  folders(tenantId: string): Promise<readonly Folder[]>;
  saveFolder(folder: Folder, audit: AuditEntry): Promise<SaveOutcome<Folder>>;
}

const partitionOf = (tenantId: string): string => `t#${tenantId}#materials`;
const materialKey = (tenantId: string, id: string) => ({ pk: partitionOf(tenantId), sk: `b#${id}` });
const folderKey = (tenantId: string, id: string) => ({ pk: partitionOf(tenantId), sk: `f#${id}` });
const overVersion = (version: number): Condition =>
  version === 0 ? { kind: 'absent' } : { kind: 'one-of', attribute: 'version', values: [version] };
const expiry = (deletedAtMs: number | undefined) =>
  deletedAtMs === undefined ? {} : { ttl: Math.floor(deletedAtMs / 1000) + KEEP_DELETED_SECONDS };

/** Materials and their folders: one partition a tenant, because a tenant has hundreds of them and lists need all. */
export function createMaterialStore(table: RowTable): MaterialStore {
  const all = async (tenantId: string, prefix: string, consistent = false): Promise<readonly Row[]> => {
    const rows: Row[] = [];
    let after: Readonly<Record<string, string>> | undefined;
    do {
      const range = { pk: partitionOf(tenantId), from: `${prefix}#`, to: `${prefix}#~`, consistent };
      const page = await table.query({ ...range, ...(after ? { after } : {}) });
      rows.push(...page.rows);
      after = page.next;
    } while (after);
    return rows.filter((row) => row.deletedAtMs === undefined);
  };
  return {
    async load(tenantId, id) {
      const row = await table.get(materialKey(tenantId, id), { consistent: true });
      return row && row.deletedAtMs === undefined ? StoredMaterial.parse(row) : undefined;
    },
    async loadMany(tenantId, ids) {
      const rows = await table.getMany([...new Set(ids)].map((id) => materialKey(tenantId, id)));
      return rows.filter((row) => row.deletedAtMs === undefined).map((row) => StoredMaterial.parse(row));
    },
    list: async (tenantId, options) =>
      (await all(tenantId, 'b', options?.consistent)).map((row) => StoredMaterial.parse(row)),
    async save(material, audit) {
      const item = { ...material, version: material.version + 1 };
      const marks = { ...entityMarks('material'), ...expiry(material.deletedAtMs) };
      const row = { ...materialKey(material.tenantId, material.id), ...marks, ...item };
      const isSaved = await table.putAll([{ row, condition: overVersion(material.version) }, auditWrite(audit)]);
      return isSaved ? { kind: 'saved', item } : { kind: 'version-changed' };
    },
    folders: async (tenantId) => (await all(tenantId, 'f')).map((row) => StoredFolder.parse(row)),
    async saveFolder(folder, audit) {
      const item = { ...folder, version: folder.version + 1 };
      const marks = { ...entityMarks('materialFolder'), ...expiry(folder.deletedAtMs) };
      const row = { ...folderKey(folder.tenantId, folder.id), ...marks, ...item };
      const isSaved = await table.putAll([{ row, condition: overVersion(folder.version) }, auditWrite(audit)]);
      return isSaved ? { kind: 'saved', item } : { kind: 'version-changed' };
    },
  };
}
