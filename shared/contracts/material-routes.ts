import * as z from 'zod';
import { Platform } from '../conversations/model.ts';
import { MaterialKind, MaterialScope } from '../materials/model.ts';
import { FolderView, MaterialView, Uses, UsesView } from './material-views.ts';
import { Cursor, conversationParams, Id, Limit, page, type Route } from './route.ts';
import { ConversationView, ThreadItem } from './views.ts';

const Text = z.string().trim().min(1).max(2000);
const Name = z.string().trim().min(1).max(60);
/** Judged again by what arrives: shared/materials/rules-media.ts. */
const FileFacts = z.strictObject({
  contentType: z.string().max(100),
  bytes: z
    .number()
    .int()
    .max(2 ** 40),
});

export const MaterialContentInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: Text }),
  z.strictObject({
    kind: z.literal('upload'),
    uploadId: Id,
    durationSeconds: z.number().min(0).max(86_400).optional(),
  }),
  z.strictObject({ kind: z.literal('combined'), parts: z.array(Id).min(1).max(20) }),
]);

const settings = {
  name: Name,
  scope: MaterialScope,
  platforms: z.array(Platform).min(1).max(2),
  /** Null = at the top. */
  folderId: Id.nullable(),
};
const materialParams = z.object({ materialId: Id });
const folderParams = z.object({ folderId: Id });

export const materialRoutes = {
  listMaterials: {
    method: 'GET',
    path: '/materials',
    permission: 'materials.read',
    summary: 'Base and combined materials the caller may see, newest change first (M1, M2)',
    query: z.object({
      q: z.string().trim().max(60).optional(),
      kind: MaterialKind.optional(),
      /** `top` = in no folder. */
      folderId: Id.optional(),
      platform: Platform.optional(),
      cursor: Cursor,
      /** At most: a page of long combinations holds fewer, as many as fit an answer. */
      limit: Limit(50, 48),
    }),
    response: page(MaterialView),
  },
  getMaterial: {
    method: 'GET',
    path: '/materials/{materialId}',
    permission: 'materials.read',
    summary: 'One material, a combination with its bases as they are now (M2)',
    params: materialParams,
    response: MaterialView,
  },
  createMaterial: {
    method: 'POST',
    path: '/materials',
    permission: 'materials.write',
    summary: 'Make a material; what a platform it is meant for would refuse is refused here (C1, C2, M6)',
    body: z.strictObject({ ...settings, content: MaterialContentInput }),
    response: MaterialView,
    status: 201,
  },
  updateMaterial: {
    method: 'PATCH',
    path: '/materials/{materialId}',
    permission: 'materials.write',
    summary: 'Change a material, and with it every combination that holds it (M2)',
    params: materialParams,
    body: z.strictObject({
      ...settings,
      /** The version the change was decided on. */
      version: z.number().int().min(1),
      content: MaterialContentInput.optional(),
    }),
    response: MaterialView,
  },
  deleteMaterial: {
    method: 'DELETE',
    path: '/materials/{materialId}',
    permission: 'materials.write',
    summary: 'Delete a material, or say which combinations and AI employees use it (M2)',
    params: materialParams,
    response: z.object({ deleted: z.boolean(), usedBy: Uses }),
  },
  usesOfMaterial: {
    method: 'GET',
    path: '/materials/{materialId}/uses',
    permission: 'materials.read',
    summary: 'Where a material is used: combinations, AI employees (M2)',
    params: materialParams,
    response: UsesView,
  },
  listMaterialFolders: {
    method: 'GET',
    path: '/material-folders',
    permission: 'materials.read',
    summary: 'Folders of materials, by name (M1)',
    response: page(FolderView),
  },
  createMaterialFolder: {
    method: 'POST',
    path: '/material-folders',
    permission: 'materials.write',
    summary: 'Make a folder (M1)',
    body: z.strictObject({ name: Name }),
    response: FolderView,
    status: 201,
  },
  renameMaterialFolder: {
    method: 'PATCH',
    path: '/material-folders/{folderId}',
    permission: 'materials.write',
    summary: 'Rename a folder (M1)',
    params: folderParams,
    body: z.strictObject({ name: Name }),
    response: FolderView,
  },
  deleteMaterialFolder: {
    method: 'DELETE',
    path: '/material-folders/{folderId}',
    permission: 'materials.write',
    summary: 'Delete an empty folder (M1)',
    params: folderParams,
    response: z.object({ ok: z.literal(true) }),
  },
  beginUpload: {
    method: 'POST',
    path: '/uploads',
    permission: 'materials.write',
    summary: 'Addresses that take exactly one file of this type and size by PUT, and its thumbnail (M1)',
    body: FileFacts.extend({ thumbnail: FileFacts.optional() }),
    response: z.object({
      uploadId: z.string(),
      url: z.string(),
      thumbnailUrl: z.string().optional(),
      expiresSeconds: z.number().int(),
    }),
    status: 201,
  },
  mediaAddress: {
    method: 'GET',
    path: '/media/{objectId}',
    permission: 'materials.read',
    summary: 'Where an image or video of the tenant can be fetched for a while',
    params: z.object({ objectId: Id }),
    query: z.object({ part: z.enum(['whole', 'thumbnail']).default('whole') }),
    response: z.object({ url: z.string(), expiresSeconds: z.number().int() }),
  },
  sendMaterial: {
    method: 'POST',
    path: '/conversations/{conversationId}/materials',
    permission: 'conversations.write',
    summary: 'Send a material as the operator: one message for each part, each through the gate (W10, M6)',
    params: conversationParams,
    body: z.strictObject({
      materialId: Id,
      /** Repeating the request sends once. Further messages of a combination are named after it. */
      messageId: z.string().regex(/^[0-9A-Za-z_-]{10,36}$/),
      hold: z.boolean().optional(),
    }),
    response: z.object({ items: z.array(ThreadItem), conversation: ConversationView }),
    status: 202,
  },
} as const satisfies Record<string, Route>;
