import type { MaterialView, MediaView } from '../contracts/material-views.ts';
import type { Objects } from '../runtime/objects.ts';
import type { BaseContent, Material, Media, Viewer } from './model.ts';
import { isVisible, resolveParts } from './rules-materials.ts';
import { addressOf } from './uploads.ts';

type Addresses = Pick<Objects, 'downloadUrl'>;

/** A material as its viewer sees it, combinations with their bases as they are now; `all` holds what may be referred to. */
export function materialView(
  objects: Addresses,
  viewer: Viewer,
  material: Material,
  all: readonly Material[],
): MaterialView {
  const { tenantId } = viewer;
  const { id, name, scope, ownerId, folderId, platforms, updatedAtMs, version, content } = material;
  return {
    id,
    name,
    scope,
    ownerId,
    mine: ownerId === viewer.memberId,
    ...(folderId === undefined ? {} : { folderId }),
    platforms: [...platforms],
    content:
      content.kind === 'combined'
        ? { kind: 'combined', parts: partsOf(objects, viewer, content.parts, all) }
        : baseView(objects, tenantId, content),
    updatedAtMs,
    version,
  };
}

function partsOf(objects: Addresses, viewer: Viewer, ids: readonly string[], all: readonly Material[]) {
  const find = (id: string) => all.find((one) => one.id === id && isVisible(one, viewer));
  return resolveParts(ids, find).map((part) =>
    part.kind === 'missing'
      ? { materialId: part.id }
      : {
          materialId: part.material.id,
          base: { name: part.material.name, content: baseView(objects, viewer.tenantId, part.content) },
        },
  );
}

const baseView = (objects: Addresses, tenantId: string, content: BaseContent) =>
  content.kind === 'text'
    ? { kind: 'text' as const, text: content.text }
    : { kind: content.kind, media: mediaView(objects, tenantId, content.media) };

const mediaView = (objects: Addresses, tenantId: string, media: Media): MediaView => {
  const { hasThumbnail, ...facts } = media;
  return {
    ...facts,
    url: addressOf(objects, tenantId, media.objectId),
    ...(hasThumbnail ? { thumbnailUrl: addressOf(objects, tenantId, media.objectId, 'thumbnail') } : {}),
  };
};
