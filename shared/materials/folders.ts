import { NotFound, RuleViolation } from '../runtime/errors.ts';
import type { AuditEntry } from '../tenants/store-audit.ts';
import type { MaterialDeps } from './materials.ts';
import type { Folder, Viewer } from './model.ts';
import { MAX_FOLDERS } from './rules-materials.ts';

/** Folders of a tenant's materials (M1). */

const auditOf = (deps: MaterialDeps, by: Viewer, action: string, subjectId: string): AuditEntry => ({
  tenantId: by.tenantId,
  auditId: deps.ids.ulid(),
  atMs: deps.clock.now(),
  actorId: by.memberId,
  action,
  subjectId,
});

export async function listFolders(deps: Pick<MaterialDeps, 'materials'>, tenantId: string): Promise<readonly Folder[]> {
  const folders = await deps.materials.folders(tenantId);
  return [...folders].sort((a, b) => a.name.localeCompare(b.name, 'zh'));
}

/** @throws {RuleViolation} `folder.exists`, `folder.too-many` */
export async function createFolder(deps: MaterialDeps, by: Viewer, name: string): Promise<Folder> {
  const folders = await deps.materials.folders(by.tenantId);
  if (folders.length >= MAX_FOLDERS) throw new RuleViolation('folder.too-many', `at most ${MAX_FOLDERS}`);
  refuseTaken(folders, name);
  const folder: Folder = {
    tenantId: by.tenantId,
    id: deps.ids.ulid(),
    name,
    createdAtMs: deps.clock.now(),
    version: 0,
  };
  return saved(deps, folder, auditOf(deps, by, 'folder.created', folder.id));
}

/** @throws {NotFound} `folder.unknown`. @throws {RuleViolation} `folder.exists`, `folder.changed` */
export async function renameFolder(deps: MaterialDeps, by: Viewer, id: string, name: string): Promise<Folder> {
  const folders = await deps.materials.folders(by.tenantId);
  const folder = folderOf(folders, id);
  if (folder.name === name) return folder;
  refuseTaken(folders, name);
  return saved(deps, { ...folder, name }, auditOf(deps, by, 'folder.renamed', id));
}

/** Deletes an empty folder. @throws {NotFound}. @throws {RuleViolation} `folder.not-empty`, whoever's materials are in it. */
export async function deleteFolder(deps: MaterialDeps, by: Viewer, id: string): Promise<void> {
  const folder = folderOf(await deps.materials.folders(by.tenantId), id);
  const all = await deps.materials.list(by.tenantId, { consistent: true });
  if (all.some(({ folderId }) => folderId === id)) {
    throw new RuleViolation('folder.not-empty', 'move its materials first', { rule: 'M1' });
  }
  await saved(deps, { ...folder, deletedAtMs: deps.clock.now() }, auditOf(deps, by, 'folder.deleted', id));
}

function folderOf(folders: readonly Folder[], id: string): Folder {
  const folder = folders.find((one) => one.id === id);
  if (!folder) throw new NotFound('folder.unknown', 'no such folder');
  return folder;
}

function refuseTaken(folders: readonly Folder[], name: string): void {
  if (folders.some((one) => one.name === name)) {
    throw new RuleViolation('folder.exists', 'a folder has this name', { field: 'name', rule: 'M1' });
  }
}

async function saved(deps: MaterialDeps, folder: Folder, audit: AuditEntry): Promise<Folder> {
  const outcome = await deps.materials.saveFolder(folder, audit);
  if (outcome.kind === 'version-changed') throw new RuleViolation('folder.changed', 'somebody changed it meanwhile');
  return outcome.item;
}
