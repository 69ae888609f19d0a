import * as z from 'zod';
import { Platform } from '../conversations/model.ts';
import { MaterialScope } from '../materials/model.ts';

/** An image or video with addresses that answer for a while; ask for the list again rather than keep them. */
export const MediaView = z.object({
  objectId: z.string(),
  contentType: z.string(),
  bytes: z.number().int(),
  width: z.number().int().optional(),
  height: z.number().int().optional(),
  durationSeconds: z.number().optional(),
  url: z.string(),
  /** Absent = the image itself is small enough, or a video without a picture. */
  thumbnailUrl: z.string().optional(),
});
export type MediaView = z.infer<typeof MediaView>;

const BaseContentView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('image'), media: MediaView }),
  z.object({ kind: z.literal('video'), media: MediaView }),
]);

/** A part of a combination as its base is now (M2). */
export const PartView = z.object({
  materialId: z.string(),
  /** Absent = the base is gone. */
  base: z.object({ name: z.string(), content: BaseContentView }).optional(),
});
export type PartView = z.infer<typeof PartView>;

export const MaterialView = z.object({
  id: z.string(),
  name: z.string(),
  scope: MaterialScope,
  ownerId: z.string(),
  mine: z.boolean(),
  folderId: z.string().optional(),
  platforms: z.array(Platform),
  content: z.discriminatedUnion('kind', [
    ...BaseContentView.options,
    z.object({ kind: z.literal('combined'), parts: z.array(PartView) }),
  ]),
  updatedAtMs: z.number().int(),
  version: z.number().int(),
});
export type MaterialView = z.infer<typeof MaterialView>;

export const FolderView = z.object({ id: z.string(), name: z.string() });
export type FolderView = z.infer<typeof FolderView>;

/** Combinations and AI employees; an empty name is a colleague's personal combination. */
const UseView = z.object({ kind: z.enum(['material', 'agent']), id: z.string(), name: z.string() });
export type UseView = z.infer<typeof UseView>;
export const Uses = z.array(UseView);
export const UsesView = z.object({ items: Uses });
