import * as z from 'zod';
import type { Platform } from '../conversations/model.ts';

/** Reusable content (素材, section 5). Platform materials are not here: they are synced onto their accounts (M3). */

export const MaterialKind = z.enum(['text', 'image', 'video', 'combined']);
export type MaterialKind = z.infer<typeof MaterialKind>;

/** M1: personal = only its maker sees it. */
export const MaterialScope = z.enum(['shared', 'personal']);
export type MaterialScope = z.infer<typeof MaterialScope>;

/** An image or video of ours in the media bucket, as its own bytes told when it was checked. */
export const Media = z.object({
  /** Names the object and, with a suffix, its thumbnail: rules-media.ts. */
  objectId: z.string(),
  contentType: z.string(),
  bytes: z.number().int(),
  width: z.number().int().exactOptional(),
  height: z.number().int().exactOptional(),
  /** As the browser measured it; only videos. */
  durationSeconds: z.number().exactOptional(),
  hasThumbnail: z.boolean(),
});
export type Media = z.infer<typeof Media>;

export const MaterialContent = z.discriminatedUnion('kind', [
  /** May hold variables (M6): rules-variables.ts. */
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('image'), media: Media }),
  z.object({ kind: z.literal('video'), media: Media }),
  /** M2: ids of base materials, in the order of sending. */
  z.object({ kind: z.literal('combined'), parts: z.array(z.string()) }),
]);
export type MaterialContent = z.infer<typeof MaterialContent>;
export type BaseContent = Exclude<MaterialContent, { kind: 'combined' }>;

export interface Material {
  readonly tenantId: string;
  readonly id: string;
  readonly name: string;
  readonly scope: MaterialScope;
  /** The member who made it. */
  readonly ownerId: string;
  readonly folderId?: string;
  /** What it is meant for: saving refuses what one of these would refuse (C1, C2). */
  readonly platforms: readonly Platform[];
  readonly content: MaterialContent;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Rises with every change; a writer states the one it decided on. */
  readonly version: number;
  readonly deletedAtMs?: number;
}

export interface Folder {
  readonly tenantId: string;
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly version: number;
  readonly deletedAtMs?: number;
}

/** Who looks: personal materials are their owner's alone. */
export interface Viewer {
  readonly tenantId: string;
  readonly memberId: string;
}
