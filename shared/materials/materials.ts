import { packFor } from '../conversations/packs.ts';
import { InvalidInput, NotFound, RuleViolation } from '../runtime/errors.ts';
import type { Objects } from '../runtime/objects.ts';
import type { Clock, Ids } from '../runtime/ports.ts';
import type { AuditEntry } from '../tenants/store-audit.ts';
import { lintContent } from './lint.ts';
import type { Material, MaterialContent, Viewer } from './model.ts';
import { agentsThatSend, brokenBy, isVisible, MAX_MATERIALS, partsFault, resolveParts } from './rules-materials.ts';
import type { MaterialStore } from './store-materials.ts';
import { keepUpload } from './uploads.ts';
import { findUses, type Use, type UsesDeps } from './uses.ts';

export interface MaterialDeps {
  readonly materials: MaterialStore;
  readonly objects: Objects;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Content as a console sends it: a file by the upload that brought it. */
export type ContentInput =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'upload'; readonly uploadId: string; readonly durationSeconds?: number | undefined }
  | { readonly kind: 'combined'; readonly parts: readonly string[] };

export type MaterialInput = Pick<Material, 'name' | 'scope' | 'platforms'> & {
  /** Null = at the top. */
  readonly folderId: string | null;
};

const auditOf = (deps: MaterialDeps, by: Viewer, action: string, subjectId: string, fields?: readonly string[]) =>
  ({
    tenantId: by.tenantId,
    auditId: deps.ids.ulid(),
    atMs: deps.clock.now(),
    actorId: by.memberId,
    action,
    subjectId,
    ...(fields ? { fields } : {}),
  }) satisfies AuditEntry;

/** @throws {NotFound} `material.unknown`: another's personal one looks the same (M1, SEC8). */
export async function loadMaterial(deps: Pick<MaterialDeps, 'materials'>, by: Viewer, id: string): Promise<Material> {
  const material = await deps.materials.load(by.tenantId, id);
  if (!material || !isVisible(material, by)) throw new NotFound('material.unknown', 'no such material');
  return material;
}

/** What the viewer sees, newest change first. */
export async function listMaterials(deps: Pick<MaterialDeps, 'materials'>, by: Viewer): Promise<readonly Material[]> {
  const all = await deps.materials.list(by.tenantId);
  return all
    .filter((material) => isVisible(material, by))
    .sort((a, b) => b.updatedAtMs - a.updatedAtMs || (a.id < b.id ? 1 : -1));
}

/**
 * Makes a material (M1, M2).
 *
 * @throws {RuleViolation} `material.too-many`; what the content's own rules refuse (below).
 * @throws {InvalidInput}, {NotFound} from the upload.
 */
export async function createMaterial(
  deps: MaterialDeps,
  by: Viewer,
  input: MaterialInput & { readonly content: ContentInput },
): Promise<Material> {
  const all = await deps.materials.list(by.tenantId);
  if (all.length >= MAX_MATERIALS) throw new RuleViolation('material.too-many', `at most ${MAX_MATERIALS}`);
  const nowMs = deps.clock.now();
  const { folderId, content, ...rest } = input;
  const material: Material = {
    ...rest,
    ...(await inFolder(deps, by, folderId)),
    tenantId: by.tenantId,
    id: deps.ids.ulid(),
    ownerId: by.memberId,
    content: await contentOf(deps, by, content),
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    version: 0,
  };
  judge(material, all, by, nowMs);
  return saved(deps, material, auditOf(deps, by, 'material.created', material.id));
}

/**
 * Changes a material; every combination that holds it changes with it (M2).
 *
 * @throws {NotFound}. @throws {RuleViolation} `material.changed` where a colleague saved first, `material.kind`,
 * `material.in-use` where a combination or an AI employee would lose what it needs, and what `createMaterial` throws.
 */
export async function updateMaterial(
  deps: MaterialDeps & UsesDeps,
  by: Viewer,
  command: MaterialInput & {
    readonly id: string;
    readonly version: number;
    readonly content?: ContentInput | undefined;
  },
): Promise<Material> {
  const before = await loadMaterial(deps, by, command.id);
  if (before.version !== command.version) throw changed();
  if (command.scope === 'personal' && before.ownerId !== by.memberId) {
    throw new RuleViolation('material.not-yours', 'only its maker can make it personal', {
      field: 'scope',
      rule: 'M1',
    });
  }
  const content = command.content ? await contentOf(deps, by, command.content) : before.content;
  if (content.kind !== before.content.kind) {
    throw new InvalidInput('material.kind', 'a material keeps its kind', { field: 'content', rule: 'M2' });
  }
  const { folderId: _, ...unfiled } = before;
  const { id, name, scope, platforms, folderId } = command;
  const filed = await inFolder(deps, by, folderId);
  const nowMs = deps.clock.now();
  const after: Material = { ...unfiled, ...filed, id, name, scope, platforms, content, updatedAtMs: nowMs };
  const all = await deps.materials.list(by.tenantId, { consistent: true });
  judge(after, all, by, nowMs);
  const [broken] = brokenBy(after, all);
  if (broken) {
    throw new RuleViolation('material.in-use', `${broken.name} needs it as it was`, { field: 'platforms', rule: 'M2' });
  }
  if (before.scope === 'shared' && scope === 'personal') await requireNoAgent(deps, by, id);
  return saved(deps, after, auditOf(deps, by, 'material.updated', id, changedFields(before, after)));
}

/** G4: an AI employee sends shared materials alone; one that it may send does not vanish from it silently (M2). */
async function requireNoAgent({ agents }: UsesDeps, by: Viewer, id: string): Promise<void> {
  const [agent] = agentsThatSend(id, await agents.list(by.tenantId, { consistent: true }));
  if (agent) throw new RuleViolation('material.in-use', `${agent.name} sends it`, { field: 'scope', rule: 'M2' });
}

/** M2: deletes a material, or says where it is used. @throws {NotFound}, {RuleViolation} `material.changed` */
export async function deleteMaterial(
  deps: MaterialDeps & UsesDeps,
  by: Viewer,
  id: string,
): Promise<{ readonly deleted: boolean; readonly usedBy: readonly Use[] }> {
  const material = await loadMaterial(deps, by, id);
  const usedBy = await findUses(deps, by, id, { consistent: true });
  if (usedBy.length > 0) return { deleted: false, usedBy };
  await saved(deps, { ...material, deletedAtMs: deps.clock.now() }, auditOf(deps, by, 'material.deleted', id));
  return { deleted: true, usedBy: [] };
}

const FIELDS = ['name', 'scope', 'folderId', 'platforms', 'content'] as const;
const changedFields = (before: Material, after: Material): readonly string[] =>
  FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));

const changed = () => new RuleViolation('material.changed', 'somebody changed it meanwhile', { field: 'version' });

async function saved(deps: MaterialDeps, material: Material, audit: AuditEntry): Promise<Material> {
  const outcome = await deps.materials.save(material, audit);
  if (outcome.kind === 'version-changed') throw changed();
  return outcome.item;
}

async function contentOf(deps: MaterialDeps, by: Viewer, input: ContentInput): Promise<MaterialContent> {
  if (input.kind !== 'upload') return input.kind === 'text' ? input : { kind: 'combined', parts: [...input.parts] };
  const { kind, ...media } = await keepUpload(deps, by.tenantId, input.uploadId, input.durationSeconds);
  return { kind, media };
}

/** @throws {RuleViolation} with the platform's refusal (C1, C2, M6) or the combination's fault (M2). */
function judge(material: Material, all: readonly Material[], by: Viewer, nowMs: number): void {
  const { content, platforms } = material;
  if (content.kind === 'combined') {
    const find = (id: string) => all.find((one) => one.id === id && isVisible(one, by));
    const fault = partsFault(material, resolveParts(content.parts, find));
    if (fault) {
      throw new RuleViolation(fault.code, 'the combination cannot be made of these', {
        field: `content.parts.${fault.at}`,
        rule: 'M2',
      });
    }
    return;
  }
  for (const platform of platforms) {
    const [issue] = lintContent(platform, packFor(platform, nowMs), content);
    if (!issue) continue;
    const field = issue.code === 'content.never-sent' ? 'platforms' : 'content.text';
    throw new RuleViolation(issue.code, `${platform} does not take it`, { field, rule: issue.rule });
  }
}

/** @throws {NotFound} `folder.unknown` */
async function inFolder(deps: MaterialDeps, by: Viewer, folderId: string | null): Promise<{ folderId?: string }> {
  if (folderId === null) return {};
  const folders = await deps.materials.folders(by.tenantId);
  if (!folders.some(({ id }) => id === folderId)) throw new NotFound('folder.unknown', 'no such folder');
  return { folderId };
}
