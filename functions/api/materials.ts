import { routes } from '../../shared/contracts/routes.ts';
import { createFolder, deleteFolder, listFolders, renameFolder } from '../../shared/materials/folders.ts';
import {
  createMaterial,
  deleteMaterial,
  listMaterials,
  loadMaterial,
  type MaterialDeps,
  updateMaterial,
} from '../../shared/materials/materials.ts';
import type { Material, Viewer } from '../../shared/materials/model.ts';
import { matches } from '../../shared/materials/rules-materials.ts';
import { ADDRESS_SECONDS, beginUpload, knownAddress } from '../../shared/materials/uploads.ts';
import { findUses, type UsesDeps } from '../../shared/materials/uses.ts';
import { materialView } from '../../shared/materials/view.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import { InvalidInput } from '../../shared/runtime/errors.ts';
import { fitting } from './answer-size.ts';

const folderView = ({ id, name }: { readonly id: string; readonly name: string }) => ({ id, name });

/** Materials, their folders and the files behind them (section 5). Sending one is in send-material.ts. */
export const materialEndpoints = (deps: MaterialDeps & UsesDeps) => {
  /** With its bases, if it has any. */
  const viewOf = async (viewer: Viewer, material: Material) => {
    const all = material.content.kind === 'combined' ? await deps.materials.list(viewer.tenantId) : [];
    return materialView(deps.objects, viewer, material, all);
  };
  return [
    endpoint(routes.listMaterials, async ({ query, caller }) => {
      const { q, kind, folderId, platform, cursor, limit } = query;
      const all = await listMaterials(deps, caller);
      const found = all.filter(
        (one) =>
          (kind === undefined || one.content.kind === kind) &&
          (folderId === undefined || (one.folderId ?? 'top') === folderId) &&
          (platform === undefined || one.platforms.includes(platform)) &&
          (q === undefined || q === '' || matches(one, q)),
      );
      const from = cursor === undefined ? 0 : found.findIndex(({ id }) => id === cursor) + 1;
      // What the page before ended with is gone or moved: begin again rather than skip.
      if (cursor !== undefined && from === 0)
        throw new InvalidInput('cursor.stale', 'begin again', { field: 'cursor' });
      const views = found.slice(from, from + limit).map((one) => materialView(deps.objects, caller, one, all));
      const items = fitting(views);
      const last = from + items.length < found.length ? items.at(-1) : undefined;
      return { items: [...items], ...(last ? { nextCursor: last.id } : {}) };
    }),
    endpoint(routes.getMaterial, async ({ params, caller }) =>
      viewOf(caller, await loadMaterial(deps, caller, params.materialId)),
    ),
    endpoint(routes.createMaterial, async ({ body, caller }) =>
      viewOf(caller, await createMaterial(deps, caller, body)),
    ),
    endpoint(routes.updateMaterial, async ({ params, body, caller }) =>
      viewOf(caller, await updateMaterial(deps, caller, { id: params.materialId, ...body })),
    ),
    endpoint(routes.deleteMaterial, async ({ params, caller }) => {
      const { deleted, usedBy } = await deleteMaterial(deps, caller, params.materialId);
      return { deleted, usedBy: [...usedBy] };
    }),
    endpoint(routes.usesOfMaterial, async ({ params, caller }) => {
      const { id } = await loadMaterial(deps, caller, params.materialId);
      return { items: [...(await findUses(deps, caller, id))] };
    }),
    endpoint(routes.listMaterialFolders, async ({ caller }) => ({
      items: (await listFolders(deps, caller.tenantId)).map(folderView),
    })),
    endpoint(routes.createMaterialFolder, async ({ body, caller }) =>
      folderView(await createFolder(deps, caller, body.name)),
    ),
    endpoint(routes.renameMaterialFolder, async ({ params, body, caller }) =>
      folderView(await renameFolder(deps, caller, params.folderId, body.name)),
    ),
    endpoint(routes.deleteMaterialFolder, async ({ params, caller }) => {
      await deleteFolder(deps, caller, params.folderId);
      return { ok: true as const };
    }),
    endpoint(routes.beginUpload, async ({ body, caller }) => beginUpload(deps, caller.tenantId, body)),
    endpoint(routes.mediaAddress, async ({ params, query, caller }) => ({
      url: await knownAddress(deps.objects, caller.tenantId, params.objectId, query.part),
      expiresSeconds: ADDRESS_SECONDS,
    })),
  ];
};
